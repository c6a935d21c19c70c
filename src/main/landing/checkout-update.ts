import { lstat, mkdir, readFile, rm, unlink } from 'node:fs/promises'
import path from 'node:path'
import { ok, type Result } from '#shared/base/result.ts'
import { copyIndex } from '../git/index-copy.ts'
import type { Objects } from '../git/objects.ts'
import { onDisk, pathList } from '../git/paths.ts'
import type { GitCall, GitFailure, GitOutput } from '../git/run.ts'
import type { Checkout } from './checkouts.ts'
import { differingFiles, takenPaths, type Looking } from './obstacles.ts'
import { ancestors, kindOf } from './places.ts'
import {
  indexInfo,
  readIndex,
  sameEntry,
  submoduleMode,
  type Entry,
  type IndexEntry,
  type PathChange,
} from './tree-entries.ts'

/** A checkout to write into. `indexFile` stands in for the checkout's own index where that must not change. */
export interface Writing extends Looking {
  readonly indexFile?: string
}

function run(
  writing: Writing,
  args: readonly string[],
  more: Partial<GitCall> = {},
): Promise<Result<GitOutput, GitFailure>> {
  return writing.git.run({
    purpose: 'update a checkout',
    folder: writing.folder,
    args,
    config: writing.indexFile ? [...writing.config, ['core.splitIndex', 'false']] : writing.config,
    env: indexEnvironment(writing),
    ...more,
  })
}

function indexEnvironment(writing: Writing): Record<string, string> {
  return writing.indexFile ? { GIT_INDEX_FILE: writing.indexFile } : {}
}

/**
 * Takes a checkout from one tree to another: its index and its files, only where the trees differ. git itself refuses
 * before it touches anything when a file concerned was changed. With `rehearse` nothing is written.
 */
export async function updateFiles(
  writing: Writing,
  from: string,
  to: string,
  options: {
    readonly rehearse?: boolean
    /** Reads the index of the checkout; absent: by git. */
    readonly index?: () => Promise<Result<readonly IndexEntry[], GitFailure>>
  } = {},
): Promise<Result<null, GitFailure>> {
  const assumed =
    options.rehearse || writing.indexFile ? ok([]) : await assumedUnchanged(writing, options.index)
  if (!assumed.ok) return assumed
  const move = (): ReturnType<typeof run> =>
    run(writing, ['read-tree', '-m', '-u', ...(options.rehearse ? ['-n'] : []), from, to])
  let moved = await move()
  if (!moved.ok && isOutdated(moved.error)) {
    // read-tree goes by the times in the index; a file that was only touched must not be in the way.
    // Not `-q`: it hides the reason when the index is locked.
    const refreshed = await run(writing, ['update-index', '--refresh'], { accept: [0, 1] })
    if (!refreshed.ok) return refreshed
    moved = await move()
  }
  if (!moved.ok) return moved
  return assumed.value.length === 0 ? ok(null) : assumeUnchanged(writing, assumed.value)
}

/** Whether git says that files are not as its index knows them; it has touched none then. */
function isOutdated({ kind, stderr }: GitFailure): boolean {
  return kind === 'failed' && /not uptodate|would be overwritten/i.test(stderr)
}

/** The paths that the person told git to take for unchanged. */
async function assumedUnchanged(
  writing: Writing,
  read = () => readIndex(writing.git, writing.folder),
): Promise<Result<readonly string[], GitFailure>> {
  const index = await read()
  return index.ok ? ok(index.value.filter((entry) => entry.assumed).map((entry) => entry.path)) : index
}

/** Tells git again what read-tree forgets of the entries that it moves. */
async function assumeUnchanged(
  writing: Writing,
  paths: readonly string[],
): Promise<Result<null, GitFailure>> {
  const index = await readIndex(writing.git, writing.folder)
  if (!index.ok) return index
  const forgotten = new Set(index.value.filter((entry) => !entry.assumed).map((entry) => entry.path))
  const again = paths.filter((each) => forgotten.has(each))
  if (again.length === 0) return ok(null)
  const told = await run(writing, ['update-index', '--assume-unchanged', '-z', '--stdin'], {
    purpose: 'update the index',
    input: pathList(again),
  })
  return told.ok ? ok(null) : told
}

/**
 * Asks git whether it would update a checkout. It is asked with a copy of the index: until something moves, nothing of
 * the person's is written, and a git that is killed leaves no lock there.
 */
export function rehearseUpdate(
  looking: Looking,
  checkout: Checkout,
  from: string,
  to: string,
): Promise<Result<null, GitFailure>> {
  return withIndexCopy(looking.objects, checkout, (indexFile) =>
    updateFiles({ ...looking, indexFile }, from, to, { rehearse: true }),
  )
}

/** Sets entries of the index, and of nothing else; null removes one. */
export async function setIndexEntries(
  writing: Writing,
  entries: readonly { readonly path: string; readonly entry: Entry | null }[],
): Promise<Result<null, GitFailure>> {
  if (entries.length === 0) return ok(null)
  const set = await run(writing, ['update-index', '-z', '--index-info'], {
    purpose: 'update the index',
    input: indexInfo(entries, writing.objects),
  })
  if (!set.ok) return set
  // So that other tools need not read the files again to see that they are unchanged.
  const refreshed = await run(writing, ['update-index', '--refresh'], { accept: [0, 1] })
  return refreshed.ok ? ok(null) : refreshed
}

/**
 * Brings a checkout whose update was cut off from `from` to `to`. A file that is the old one, the new one, absent, or the
 * beginning of one, as a git that is killed while it writes leaves it, becomes the new one; anything else is left as it
 * is and named. Doing it again changes nothing.
 */
export async function settleFiles(
  writing: Writing,
  from: string,
  to: string,
  changes: readonly PathChange[],
): Promise<Result<readonly string[], GitFailure>> {
  const index = await readIndex(writing.git, writing.folder, indexEnvironment(writing))
  if (!index.ok) return index
  const staged = new Map(index.value.map((entry) => [entry.path, entry]))
  const sides = await Promise.all(
    (['old', 'new'] as const).map((side) =>
      differingFiles(
        writing,
        changes.flatMap((change) => {
          const entry = change[side]
          return entry ? [{ path: change.path, entry }] : []
        }),
      ),
    ),
  )
  const [notOld, notNew] = sides
  if (!notOld || !notNew) throw new Error('two sides were compared')
  if (!notOld.ok) return notOld
  if (!notNew.ok) return notNew
  const taken = await takenPaths(writing.folder, changes)
  const left = new Set<string>()
  const preset: { path: string; entry: Entry | null }[] = []
  for (const change of changes) {
    const entry = staged.get(change.path)
    const kind = kindOf(writing.folder, change.path)
    const submodule = (change.new ?? change.old)?.mode === submoduleMode
    const isNew =
      submodule || (change.new ? kind === 'file' && !notNew.value.has(change.path) : kind !== 'file')
    const isOld = change.old ? !notOld.value.has(change.path) : !taken.has(change.path)
    const known = (entry?.stage ?? 0) === 0 && (sameEntry(entry, change.old) || sameEntry(entry, change.new))
    const cut = known && kind === 'file' && !isNew && !isOld && (await isCutOff(writing, change))
    if (!known || !(isNew || isOld || kind === 'absent' || cut)) {
      left.add(change.path)
      continue
    }
    if (cut) await unlink(onDisk(writing.folder, change.path))
    const wanted = isNew || (cut && !change.new) ? change.new : change.old
    if (!sameEntry(entry, wanted)) preset.push({ path: change.path, entry: wanted })
  }
  for (const change of changes)
    if (ancestors(change.path).some((above) => left.has(above))) left.add(change.path)
  const set = await setIndexEntries(
    writing,
    preset.filter((each) => !left.has(each.path)),
  )
  if (!set.ok) return set
  const reached = await writing.objects.writeTree(
    to,
    changes
      .filter((change) => left.has(change.path))
      .map((change) => ({
        path: change.path,
        mode: change.old?.mode ?? '0',
        oid: change.old?.oid ?? null,
      })),
  )
  if (!reached.ok) return reached
  const updated = await updateFiles(writing, from, reached.value)
  return updated.ok ? ok([...left].sort()) : updated
}

/**
 * Whether a file is the beginning of the old or the new content, with nothing but NUL bytes where a power cut kept its length
 * and not what was in it: then nothing is in it that those do not have.
 */
async function isCutOff(writing: Writing, change: PathChange): Promise<boolean> {
  const file = onDisk(writing.folder, change.path)
  const about = await lstat(file)
  if (!about.isFile()) return false
  let begun: Buffer | null = null
  for (const entry of [change.new, change.old]) {
    if (!entry?.mode.startsWith('100')) continue
    const whole = await writing.objects.blob(entry.oid)
    if (!whole.ok || about.size > whole.value.length) continue
    begun ??= withoutNuls(await readFile(file))
    if (whole.value.subarray(0, begun.length).equals(begun)) return true
  }
  return false
}

/** What comes before the NUL bytes at the end. */
function withoutNuls(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return bytes.subarray(0, end)
}

/** Runs `use` with a copy of a checkout's index that may be changed freely, in a folder that a kill does not orphan. */
export async function withIndexCopy<T>(
  objects: Objects,
  checkout: Checkout,
  use: (indexFile: string) => Promise<T>,
): Promise<T> {
  const folder = objects.temporaryPath('index')
  await mkdir(folder, { mode: 0o700 })
  try {
    const indexFile = path.join(folder, 'index')
    // A repository without commits may have no index yet.
    await copyIndex(checkout.gitDir, indexFile)
    return await use(indexFile)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
