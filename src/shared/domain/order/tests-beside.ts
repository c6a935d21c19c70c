import { isTestPath } from './path-reading.ts'

/** Names that many folders have: only a folder of the same name tells which is meant. */
const common = new Set([
  'index',
  'main',
  'mod',
  'lib',
  'init',
  '__init__',
  'app',
  'types',
  'helpers',
  'util',
  'utils',
])
/** Folders in which all tests, or all that they test, may be. */
const roots =
  /^(?:tests?|__tests__|__snapshots__|specs?|e2e|cypress|integration|unit|src|lib|app|main|java|kotlin|scala|pkg|internal|packages)$/i

/** By the path of each test, the path of what it tests, where that is among these paths and there is one candidate. */
export function sourcesOfTests(paths: readonly string[]): ReadonlyMap<string, string> {
  const sources = new Map<string, string[]>()
  for (const path of paths)
    if (!isTestPath(path)) {
      const stem = stemOf(path)
      const known = sources.get(stem)
      if (known === undefined) sources.set(stem, [path])
      else known.push(path)
    }
  const found = new Map<string, string>()
  for (const path of paths) {
    if (!isTestPath(path)) continue
    const source = closest(path, sources.get(stemOf(path)) ?? [])
    if (source !== null) found.set(path, source)
  }
  return found
}

/** The candidate whose folders are those of the test; else the only one there is, unless its name says too little. */
function closest(test: string, candidates: readonly string[]): string | null {
  const folders = foldersOf(test)
  const same = candidates.filter((path) => foldersOf(path) === folders)
  const alike = same.filter((path) => extensionOf(path) === extensionOf(test))
  const [first] = (alike.length > 0 ? alike : same).toSorted()
  if (first !== undefined) return first
  const [only] = candidates
  return candidates.length === 1 && only !== undefined && !common.has(stemOf(only)) ? only : null
}

/** The folders of a path that say what it is about. */
function foldersOf(path: string): string {
  return path
    .split('/')
    .slice(0, -1)
    .filter((folder) => !roots.test(folder))
    .join('/')
}

function extensionOf(path: string): string {
  return /\.\w+$/.exec(path.replace(/\.snap$/, ''))?.[0] ?? ''
}

/** The name of a file without its extensions, and without what says that it is a test. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return name
    .replace(/\.snap$/, '')
    .replace(/[._-](?:test|tests|spec|specs|e2e|cy)(?=\.[a-z]+$)/i, '')
    .replace(/\.\w+$/, '')
    .replace(/^test_|_(?:test|tests|spec)$/, '')
    .replace(/(?<=[a-z\d])(?:Tests?|TestCase|IT|Spec)$/, '')
    .replace(/^Test(?=[A-Z])/, '')
    .toLowerCase()
    .replaceAll(/[-_]/g, '')
}
