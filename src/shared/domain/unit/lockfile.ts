import type { Hunk } from '../changeset/file-diff.ts'
import { lockLines, type LockLine } from './lockfile-entries.ts'
import type { UnitFile } from './unit-file.ts'

/** Files in which a package manager writes what it resolved, each with the file in which a person asks for it. */
const manifests: Readonly<Record<string, readonly string[]>> = {
  'package-lock.json': ['package.json'],
  'npm-shrinkwrap.json': ['package.json'],
  'yarn.lock': ['package.json'],
  'pnpm-lock.yaml': ['package.json', 'pnpm-workspace.yaml'],
  'bun.lock': ['package.json'],
  'deno.lock': ['deno.json', 'deno.jsonc', 'package.json'],
  'Cargo.lock': ['Cargo.toml'],
  'go.sum': ['go.mod'],
  'poetry.lock': ['pyproject.toml'],
  'uv.lock': ['pyproject.toml'],
  'pdm.lock': ['pyproject.toml'],
  'Pipfile.lock': ['Pipfile'],
  'composer.lock': ['composer.json'],
  'Gemfile.lock': ['Gemfile'],
  'mix.lock': ['mix.exs'],
  'pubspec.lock': ['pubspec.yaml'],
  'Podfile.lock': ['Podfile'],
  'flake.lock': ['flake.nix'],
  'packages.lock.json': [],
}

/** The names of the manifests of a lockfile, or null where the path is none. */
export function manifestsOf(path: string): readonly string[] | null {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return Object.hasOwn(manifests, name) ? (manifests[name] ?? null) : null
}

/** Where something is fetched from: a scheme with an authority, one of the same scheme, or `user@host:`; in group 2 the path. */
const address =
  /((?:[a-z][a-z0-9+.-]*:|(?<![\w+/:]))\/\/[^\s/"'\\]+|\b[\w.-]+@[\w-]+(?:\.[\w-]+)+(?=:[\w~/]))([^\s"'#?]*)|\b((?:file|link|portal|exec|github|gitlab|bitbucket|gist):[^\s"'/][^\s"']*)/gi

interface Address {
  readonly host: string
  /** The folder that is fetched from. */
  readonly folder: string
  /** All of it. */
  readonly text: string
}

function addressesIn(line: string): readonly Address[] {
  return [...line.matchAll(address)].map(([text, host, rest = '', local = '']) => ({
    host: (host ?? local).toLowerCase(),
    folder: ((host ?? local) + rest.replace(/\/[^/]*$/, '')).toLowerCase(),
    text,
  }))
}

/** Files whose every key has a line of its own. */
const keyedByLine = /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/

/**
 * Tells of each text hunk of a lockfile why it has to be read: it fetches from another place than the base, or another
 * package than it names; changes what a package of the same version has to be; runs a program when it is installed; or is
 * written as no package manager writes it. null where it does none of this.
 */
export function lockfileAlarms(file: UnitFile): (hunk: Hunk) => string | null {
  const { base, revision } = file
  const { path } = file.diff
  if (base === null || revision === null) return () => 'was not looked into'
  const before = lockLines(file.diff.oldPath ?? path, base)
  const after = lockLines(path, revision)
  const known = base.flatMap(addressesIn)
  const hosts = new Set(known.map(({ host }) => host))
  const folders = new Set(known.map(({ folder }) => folder))
  const sums = new Map<string, Set<string>>()
  for (const line of before)
    if (line.sums.length > 0) {
      const set = sums.get(line.of) ?? new Set()
      sums.set(line.of, set)
      for (const sum of line.sums) set.add(sum)
    }
  const runs = new Set(before.flatMap((line) => (line.runs ? line.of : [])))

  const alarmOf = (text: string, line: LockLine): string | null => {
    if (/[\\\r]/.test(text.replace(/\r?\n$/, '')) || (keyedByLine.test(path) && text.split('":').length > 2))
      return 'is written as no program writes it'
    for (const { host, folder, text: fetched } of addressesIn(text)) {
      if (!hosts.has(host)) return `names another host, ${host.replace(/^.*\/\//, '')}`
      if (!folders.has(folder) && !line.of.includes('funding') && !isNamed(fetched, line.of))
        return 'fetches from another place of a host'
    }
    const resolution = /^\s+resolution: "(@?[^@"]+)@/.exec(text)?.[1]
    if (resolution !== undefined && !holdsName(line.of.slice(0, line.of.lastIndexOf('\n')), resolution))
      return 'resolves to a package of another name'
    if (line.runs && !runs.has(line.of)) return 'runs a program when it is installed'
    const same = sums.get(line.of)
    return same !== undefined && line.sums.some((sum) => !same.has(sum))
      ? 'changes a checksum, and no version'
      : null
  }
  return (hunk) => {
    for (let at = hunk.newStart - 1; at < hunk.newStart - 1 + hunk.newLines; at += 1) {
      const line = after[at]
      const alarm = line === undefined ? null : alarmOf(revision[at] ?? '', line)
      if (alarm !== null) return alarm
    }
    return null
  }
}

/** Whether what is fetched is of the package that the entry names: of an npm registry, or as Python names its files. */
function isNamed(fetched: string, of: string): boolean {
  const npm = /\/((?:@[^/]+(?:\/|%2f))?[^/@]+)\/-\/[^/]+$/i.exec(fetched)?.[1]
  if (npm !== undefined) return holdsName(of.slice(0, of.lastIndexOf('\n')), npm.replace(/%2f/i, '/'))
  const python = /\/packages\/(?:[^/]+\/)+([^/]+?)-\d[^/]*$/.exec(fetched)?.[1]
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_.]+/g, '-')
  return python !== undefined && plain(of).includes(`name=${plain(python)}`)
}

/** Whether the lines of an entry say this name as a whole. */
function holdsName(entry: string, name: string): boolean {
  return entry
    .split(/[\n :{}[\]]|node_modules\/|=/)
    .some((word) => word === name || word.startsWith(`${name}@`))
}
