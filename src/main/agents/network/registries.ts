/** Where package managers get packages from, which the person allows together; see the setting `packageRegistries`. */
export const packageRegistries: readonly string[] = [
  // npm, pnpm, Yarn, Bun, Deno
  ...['registry.npmjs.org', 'registry.yarnpkg.com', 'repo.yarnpkg.com', 'jsr.io', 'npm.jsr.io', 'deno.land'],
  // pip, uv, Poetry
  ...['pypi.org', 'files.pythonhosted.org'],
  // Cargo
  ...['crates.io', 'index.crates.io', 'static.crates.io'],
  // Go
  ...['proxy.golang.org', 'sum.golang.org'],
  // RubyGems, Bundler
  ...['rubygems.org', 'index.rubygems.org'],
  // Maven, Gradle
  ...['repo1.maven.org', 'repo.maven.apache.org', 'plugins.gradle.org', 'plugins-artifacts.gradle.org'],
  ...['services.gradle.org', 'maven.google.com', 'dl.google.com'],
  // NuGet, Composer, Hex, CPAN, Hackage
  ...['api.nuget.org', 'packagist.org', 'repo.packagist.org', 'repo.hex.pm', 'hex.pm'],
  ...['cpan.metacpan.org', 'www.cpan.org', 'hackage.haskell.org'],
]
