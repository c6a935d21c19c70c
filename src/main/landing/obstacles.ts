import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '../git/objects.ts'
import { onDisk, zeroSeparated } from '../git/paths.ts'
import type { Git, GitCall, GitFailure } from '../git/run.ts'
import { ancestors, kindOf, type Kind } from './places.ts'
import { sameBytes } from './same-bytes.ts'
import {
  indexInfo,
  sameEntry,
  submoduleMode,
  type Entry,
  type IndexEntry,
  type PathChange,
} from './tree-entries.ts'

/** A checkout to look at, with what looking at it takes. */
export interface Looking {
  readonly git: Git
  readonly objects: Objects
  readonly folder: string
  /** Configuration that keeps untrusted filters from running. */
  readonly config: NonNullable<GitCall['config']>
}

/**
 * The paths that keep `changes` from being written into a checkout: staged or unstaged changes in a file concerned, any
 * unmerged file, a file (ignored or not) where a new one shall be, a file where a folder must be, a folder that holds more than what
 * goes. Reads only.
 */
export async function obstacles(
  looking: Looking,
  index: readonly IndexEntry[],
  changes: readonly PathChange[],
): Promise<Result<readonly string[], GitFailure>> {
  const found = indexObstacles(index, changes)
  // git takes no checkout from one tree to another while any file of it is unmerged.
  for (const entry of index) if (entry.stage !== 0) found.add(entry.path)
  const entries = new Map(index.map((entry) => [entry.path, entry]))
  for (const change of changes) if (!sameStaged(entries.get(change.path), change.old)) found.add(change.path)
  const present: { path: string; entry: Entry }[] = []
  for (const { path: at, old } of changes) {
    if (!old || old.mode === submoduleMode) continue
    if (entries.get(at)?.skipped && kindOf(looking.folder, at) === 'absent') continue
    present.push({ path: at, entry: old })
  }
  const same = await sameBytes(looking, present)
  const differing = await differingFiles(
    looking,
    present.filter((each) => !same.has(each.path)),
  )
  if (!differing.ok) return differing
  for (const each of differing.value) found.add(each)
  for (const each of await takenPaths(looking.folder, changes)) found.add(each)
  return ok([...found].sort())
}

/**
 * Paths where the index itself can't take the change: unmerged entries, and entries outside the change that are a file
 * where a folder must be, or the other way round; git would drop them silently.
 */
export function indexObstacles(index: readonly IndexEntry[], changes: readonly PathChange[]): Set<string> {
  const found = new Set<string>()
  const concerned = new Set(changes.map((change) => change.path))
  const files = new Set(changes.filter((change) => change.new).map((change) => change.path))
  const folders = new Set([...files].flatMap(ancestors))
  for (const entry of index) {
    if (concerned.has(entry.path)) {
      if (entry.stage !== 0) found.add(entry.path)
    } else if (folders.has(entry.path) || ancestors(entry.path).some((above) => files.has(above))) {
      found.add(entry.path)
    }
  }
  return found
}

function sameStaged(staged: IndexEntry | undefined, expected: Entry | null): boolean {
  return (staged?.stage ?? 0) === 0 && sameEntry(staged, expected)
}

/**
 * Of these entries, the paths whose file in the checkout is another, as git sees it with line endings and filters:
 * absent, changed in bytes or mode, or reached through a symbolic link. It is asked with an index of its own, so that
 * neither flags nor cached times of the person's index can hide a change. Submodules are not looked into.
 */
export async function differingFiles(
  looking: Looking,
  entries: readonly { readonly path: string; readonly entry: Entry }[],
): Promise<Result<ReadonlySet<string>, GitFailure>> {
  const files = entries.filter(({ entry }) => entry.mode !== submoduleMode)
  if (files.length === 0) return ok(new Set())
  // Not in the system's temporary folder: what a kill leaves there, nobody would know as ours.
  const folder = looking.objects.temporaryPath('index')
  await mkdir(folder, { mode: 0o700 })
  try {
    const run = (args: readonly string[], more: Partial<GitCall> = {}): ReturnType<Git['run']> =>
      looking.git.run({
        purpose: 'compare files with what was committed',
        folder: looking.folder,
        args,
        config: [...looking.config, ['core.splitIndex', 'false']],
        env: { GIT_INDEX_FILE: path.join(folder, 'index') },
        ...more,
      })
    const filled = await run(['update-index', '-z', '--index-info'], {
      input: indexInfo(files, looking.objects),
    })
    if (!filled.ok) return filled
    const refreshed = await run(['update-index', '-q', '--refresh'], { accept: [0, 1] })
    if (!refreshed.ok) return refreshed
    const compared = await run(['diff-files', '--raw', '-z', '--no-renames'])
    if (!compared.ok) return compared
    const fields = zeroSeparated(compared.value.stdout)
    return ok(new Set(fields.filter((_, at) => at % 2 === 1).map((bytes) => pathToText(bytes))))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** In bytes; Linux's limit, of all systems the largest. */
const longestPath = 4096

/** What is taken on disk of the places that new paths need, or no place for them. */
export async function takenPaths(
  folder: string,
  changes: readonly PathChange[],
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>()
  const going = new Set(
    changes.filter((change) => change.old && change.old.mode !== submoduleMode).map((change) => change.path),
  )
  const kinds = new Map<string, Kind>()
  const kind = (at: string): Kind => {
    const known = kinds.get(at)
    if (known) return known
    const looked = kindOf(folder, at)
    kinds.set(at, looked)
    return looked
  }
  for (const [number, change] of changes.entries()) {
    if (number % stretch === stretch - 1) await new Promise((resolve) => setImmediate(resolve))
    if (!change.new) continue
    // No system opens it by its whole path, and git overflows its stack over thousands of folders.
    if (onDisk(folder, change.path).length >= longestPath) {
      taken.add(change.path)
      continue
    }
    const blocked = ancestorTaken(change.path, going, kind)
    if (blocked === 'free') continue
    if (blocked !== null) {
      taken.add(blocked)
      continue
    }
    const here = kind(change.path)
    if (here === 'absent' || (change.old && change.old.mode !== submoduleMode && here === 'file')) continue
    if (here === 'file') taken.add(change.path)
    else if (change.new.mode === submoduleMode && isRepository(change, kind)) continue
    else for (const other of await otherFiles(folder, change.path, going)) taken.add(other)
  }
  return taken
}

/** Whether a submodule's own checkout is in its place, as a landing leaves it that removes or moves the submodule. */
function isRepository(change: PathChange, kind: (at: string) => Kind): boolean {
  return change.old?.mode === submoduleMode || (!change.old && kind(`${change.path}/.git`) !== 'absent')
}

/** The ancestor that is not a plain folder; 'free' if an ancestor is absent or goes; null if all are folders. */
function ancestorTaken(at: string, going: ReadonlySet<string>, kind: (at: string) => Kind): string | null {
  for (const above of ancestors(at)) {
    const found = kind(above)
    if (found === 'absent') return 'free'
    if (found === 'file') return going.has(above) ? 'free' : above
    // A repository of its own, embedded or a submodule: its files are not this checkout's.
    if (kind(`${above}/.git`) !== 'absent') return above
  }
  return null
}

/** Files in the folder at `at` that do not go, up to ten. */
async function otherFiles(folder: string, at: string, going: ReadonlySet<string>): Promise<string[]> {
  const others: string[] = []
  const waiting = [at]
  for (let next = waiting.pop(); next !== undefined && others.length < 10; next = waiting.pop()) {
    for (const name of await readdir(onDisk(folder, next), { encoding: 'buffer' })) {
      const inside = `${next}/${pathToText(name)}`
      if (kindOf(folder, inside) === 'folder') waiting.push(inside)
      else if (!going.has(inside)) others.push(inside)
    }
  }
  return others
}

/** After how many files other work goes on. */
const stretch = 500
