import type { FileChange } from '../changeset/file-diff.ts'
import type { Reading, ReadingClass } from './reading.ts'

/** What a path alone says; the first that matches counts. */
const rules: readonly (readonly [RegExp, ReadingClass, string])[] = [
  [
    /(?:^|\/)(?:\.github\/(?:workflows|actions)\/|\.circleci\/|\.buildkite\/|\.woodpecker(?:\/|\.ya?ml$)|\.gitlab-ci(?:\/|[^/]*\.ya?ml$)|azure-pipelines[^/]*\.ya?ml$|bitbucket-pipelines\.ya?ml$|Jenkinsfile|\.travis\.ya?ml$|\.drone\.ya?ml$|appveyor\.ya?ml$|cloudbuild\.ya?ml$|\.teamcity\/|\.azure-devops\/|\.forgejo\/workflows\/|\.gitea\/workflows\/)/i,
    'runs',
    'a workflow of the CI',
  ],
  [
    /(?:^|\/)(?:\.husky\/|\.githooks\/|\.?lefthook[^/]*\.(?:ya?ml|toml|json)$|\.pre-commit-config\.ya?ml$|\.lintstagedrc)/i,
    'runs',
    'hooks of git',
  ],
  [
    /(?:^|\/)(?:setup\.py|build\.rs|binding\.gyp|extconf\.rb|\.pnpmfile\.c?js|sitecustomize\.py|[^/]*\.pth)$/,
    'runs',
    'runs when it is installed or built',
  ],
  [
    /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.ya?ml)?|\.pypirc|pip\.conf|\.cargo\/config(?:\.toml)?|nuget\.config|\.bunfig\.toml|bunfig\.toml|\.gemrc|settings\.xml)$/i,
    'runs',
    'where packages come from',
  ],
  [
    /(?:^|\/)(?:\.vscode\/(?:tasks|settings|launch)\.json|\.idea\/|\.devcontainer\/|\.devcontainer\.json|\.envrc|\.gitpod\.ya?ml|[^/]*\.code-workspace)/i,
    'runs',
    'runs in an editor or shell',
  ],
  [
    /(?:^|\/)(?:AGENTS\.md|CLAUDE(?:\.local)?\.md|GEMINI\.md|\.cursorrules|\.windsurfrules|\.mcp\.json|opencode\.jsonc?|\.(?:claude|cursor|codex|gemini|opencode|agents|aider)[^/]*(?:\/.*)?|\.github\/(?:copilot-instructions\.md|instructions\/.*|agents\/.*))$/i,
    'runs',
    'what agents are told',
  ],
  [
    /(?:^|\/)(?:CODEOWNERS|\.gitattributes|\.gitmodules|\.github\/(?:dependabot|settings|renovate)[^/]*|renovate\.json5?|\.renovaterc(?:\.json)?)$/i,
    'runs',
    'rules of the repository',
  ],
  [
    /\.(?:exe|dll|so(?:\.\d+)*|dylib|jar|war|class|wasm|node|pyc|pyd|o|a|lib|apk|msi|dmg|deb|rpm|bin)$/i,
    'runs',
    'a program that can’t be read',
  ],
  [
    /(?:^|\/)(?:LICENSE|LICENCE|NOTICE|COPYING|AUTHORS|CONTRIBUTORS|CHANGELOG|CHANGES|README|TODO)(?:\.[\w.]+)?$/i,
    'document',
    'a document',
  ],
  [
    /(?:^|\/)(?:package\.json|Cargo\.toml|go\.(?:mod|sum|work)|pyproject\.toml|Pipfile|requirements[^/]*\.(?:txt|in)|constraints[^/]*\.txt|requirements\/[^/]*\.txt|Gemfile|[^/]*\.gemspec|pom\.xml|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|libs\.versions\.toml|composer\.json|mix\.exs|pubspec\.yaml|Podfile|Package\.swift|deno\.jsonc?|[^/]*\.(?:cs|fs|vb)proj|Directory\.(?:Build|Packages)\.props|packages\.config|environment\.ya?ml|flake\.nix|pnpm-workspace\.yaml)$/,
    'contract',
    'dependencies',
  ],
  [
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|[^/]+\.lock|Package\.resolved|packages\.lock\.json)$/,
    'contract',
    'dependencies',
  ],
  [
    /\.d\.[cm]?ts$|\.pyi$|(?:^|[/.])types?\.[cm]?[jt]sx?$|(?:^|\/)(?:types|typings|@types|interfaces)\//i,
    'contract',
    'types',
  ],
  [
    /\.(?:proto|graphqls?|gql|thrift|avsc|avdl|prisma|xsd|wsdl|asn1?|fbs|capnp|wit|idl|smithy|raml|cddl|dbml)$|(?:^|[/._-])(?:schema|schemas|openapi|swagger|asyncapi)(?=[/._-])|(?:^|\/)contracts?\//i,
    'contract',
    'a schema',
  ],
  [/(?:^|\/)(?:migrations?|db\/migrate|alembic\/versions)\/|\.sql$/i, 'contract', 'the database'],
  [
    /\.(?:md|markdown|mdown|mdx|rst|adoc|asciidoc|org|tex|pdf|docx?|odt|rtf)$|(?:^|\/)docs?\/.*\.txt$/i,
    'document',
    'a document',
  ],
  [
    /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|svg|woff2?|ttf|otf|mp[34]|webm|wav)$/i,
    'document',
    'a picture, font or sound',
  ],
  [
    /(?:^|\/)(?:Dockerfile[^/]*|[^/]*\.dockerfile|(?:docker-)?compose[^/]*\.ya?ml|Makefile|GNUmakefile|[^/]*\.mk|CMakeLists\.txt|meson\.build|BUILD(?:\.bazel)?|WORKSPACE(?:\.bazel)?|MODULE\.bazel|Procfile|Vagrantfile|Rakefile|justfile|Taskfile\.ya?ml|tox\.ini|noxfile\.py|Tiltfile)$/i,
    'contract',
    'configuration',
  ],
  [
    /(?:^|\/)(?:[^/]+\.config(?:\.\w+)*\.(?:[cm]?[jt]s|json5?|ya?ml|toml)|\.[^/]+rc(?:\.(?:[cm]?[jt]s|jsonc?|ya?ml|toml))?|[tj]sconfig[^/]*\.json|\.env(?:\.[^/]*)?|\.editorconfig|\.gitignore|\.dockerignore|\.npmignore|\.\w+ignore|\.tool-versions|\.nvmrc|\.node-version|\.python-version|rust-toolchain(?:\.toml)?|global\.json|appsettings[^/]*\.json|web\.config)$/i,
    'contract',
    'configuration',
  ],
  [/\.(?:toml|ini|cfg|conf|properties|tf|tfvars|hcl|nix|plist|ya?ml)$/i, 'contract', 'configuration'],
]

/** Folders and names of tests, in the languages of the field. */
const testPath =
  /(?:^|\/)(?:tests?|__tests__|__snapshots__|specs?|e2e|cypress|testing|integration[-_]tests?)\/|[._-](?:test|tests|spec|specs|e2e|cy)\.[a-z]+$|(?:^|\/)test_[^/]*\.py$|_test\.(?:go|py|rb|exs|dart|cc|cpp|c)$|_spec\.rb$|(?:^|\/)conftest\.py$|(?:Tests?|TestCase|IT|Spec)\.(?:java|kts?|scala|groovy|cs|fs|vb|swift|php)$|(?:^|\/)Test[A-Z][^/]*\.(?:java|kt)$/

const lockfile =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|[^/]+\.lock|go\.sum|Package\.resolved|packages\.lock\.json)$/

/** Whether a program wrote a file that says which packages there are. */
export function isLockfile(path: string): boolean {
  return lockfile.test(path)
}

/** Whether a path is where a test is looked for. */
export function isTestPath(path: string): boolean {
  return testPath.test(path)
}

/** Whether lines of a file are only words for people. */
export function isDocument(path: string): boolean {
  return pathRule(path)?.[1] === 'document'
}

/** What a file is to its reader by its path, and by what happens to it as a whole. */
export function pathReading(path: string, change: FileChange, isWhole: boolean): Reading {
  const [, found, words] = pathRule(path) ?? [null, 'behaviour' as const, null]
  // What is among the tests is theirs, whatever its name says of schemas and configuration.
  const isTests = found === 'contract' && isTestPath(path)
  const [name, reason] = isTests ? (['behaviour', null] as const) : [found, words]
  const isRead = name === 'runs' || name === 'contract'
  if (change === 'deleted' && !isRead) return { class: 'folded', reason: 'deleted' }
  if (change === 'renamed' && isWhole && !isRead) return { class: 'folded', reason: 'only its name changes' }
  return { class: name, reason: change === 'deleted' && reason !== null ? `${reason}, deleted` : reason }
}

/** What paths say, for those asked for lately: a changeset is put in order each time that it is told anew. */
const known = new Map<string, (typeof rules)[number] | null>()
const mostKnown = 50_000

function pathRule(path: string): (typeof rules)[number] | null {
  const before = known.get(path)
  if (before !== undefined) return before
  const rule = rules.find(([pattern]) => pattern.test(path)) ?? null
  if (known.size >= mostKnown) known.clear()
  known.set(path, rule)
  return rule
}
