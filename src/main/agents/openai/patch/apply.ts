import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, readFile, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import { editDiff } from '../../edit-diff.ts'
import { applyChunks } from './match.ts'
import { parsePatch, type PatchOperation } from './parse.ts'
import { readText, writeText } from './text-file.ts'

export interface PatchOutcome {
  /** Relative to the worktree, in the order of the patch. */
  readonly files: readonly { readonly kind: 'A' | 'M' | 'D'; readonly path: string }[]
  /** What it changed, as one unified difference; of texts alone. */
  readonly diff: string
}

/** What a path is while the patch is worked out: on disk before, in memory after. */
interface PlannedFile {
  readonly file: string
  readonly before: Uint8Array | null
  readonly modeBefore: number | null
  after: Uint8Array | null
  /** null: what a new file gets. */
  mode: number | null
}

/**
 * Applies a patch in the "*** Begin Patch" format to a worktree, whole or not at all: every file is worked out in
 * memory first, then written beside its place and renamed. Refuses paths outside the worktree, through symbolic
 * links too, and everything named `.git`. The error is for the model: what is wrong, and that nothing was changed.
 */
export async function applyPatch(worktree: string, text: string): Promise<Result<PatchOutcome, string>> {
  const operations = parsePatch(text)
  if (!operations.ok) return err(`${operations.error} Nothing was changed.`)
  const plan = await planPatch(worktree, operations.value)
  if (!plan.ok) return err(`${plan.error}\nNothing was changed.`)
  const root = await realpath(worktree)
  const written = await writePlan(plan.value.files, root)
  if (!written.ok) return written
  return ok({ files: plan.value.outcome, diff: plan.value.files.map((file) => diffOf(file, root)).join('') })
}

/** The difference of one file; empty where nothing of it can be told. */
function diffOf({ file, before, after }: PlannedFile, root: string): string {
  if (before === after) return ''
  const old = before && textOf(before)
  const now = after && textOf(after)
  if ((before !== null && old === null) || (after !== null && now === null)) return ''
  return `${editDiff(path.relative(root, file), old, now)}\n`
}

function textOf(bytes: Uint8Array): string | null {
  return bytes.length > mostTold || bytes.includes(0) ? null : Buffer.from(bytes).toString('utf8')
}

/** Bytes of a file beyond which its difference is not told. */
const mostTold = 1_000_000

interface Plan {
  readonly files: readonly PlannedFile[]
  readonly outcome: PatchOutcome['files']
}

async function planPatch(
  worktree: string,
  operations: readonly PatchOperation[],
): Promise<Result<Plan, string>> {
  const root = await realpath(worktree)
  const files = new Map<string, PlannedFile>()
  const open = async (name: string): Promise<Result<PlannedFile, string>> => {
    const location = await locationOf(root, name)
    if (!location.ok) return location
    const known = files.get(location.value)
    if (known) return ok(known)
    const planned = await readPlanned(location.value, name)
    if (planned.ok) files.set(location.value, planned.value)
    return planned
  }
  const outcome: { kind: 'A' | 'M' | 'D'; path: string }[] = []
  for (const operation of operations) {
    const opened = await open(operation.path)
    if (!opened.ok) return opened
    const target = opened.value
    if (operation.kind === 'add') {
      target.after = Buffer.from(operation.lines.map((line) => `${line}\n`).join(''))
      outcome.push({ kind: target.before === null ? 'A' : 'M', path: operation.path })
      continue
    }
    if (target.after === null) return err(`The file ${operation.path} does not exist.`)
    const goes = operation.kind === 'delete' || operation.moveTo !== null
    if (goes && (await isLink(path.resolve(root, operation.path))))
      return err(`The path ${operation.path} is a symbolic link: remove or move it with a command.`)
    if (operation.kind === 'delete') {
      target.after = null
      outcome.push({ kind: 'D', path: operation.path })
      continue
    }
    const changed = changedBytes(target.after, operation)
    if (!changed.ok) return changed
    if (operation.moveTo === null) {
      target.after = changed.value
      outcome.push({ kind: 'M', path: operation.path })
      continue
    }
    const moved = await open(operation.moveTo)
    if (!moved.ok) return moved
    target.after = null
    moved.value.after = changed.value
    moved.value.mode = target.mode
    outcome.push({ kind: 'M', path: operation.moveTo })
  }
  return ok({ files: [...files.values()], outcome })
}

function changedBytes(
  bytes: Uint8Array,
  operation: PatchOperation & { readonly kind: 'update' },
): Result<Uint8Array, string> {
  if (operation.chunks.length === 0) return ok(bytes)
  const file = readText(bytes)
  if (file === null) return err(`The file ${operation.path} is binary and can't be edited by a patch.`)
  const changed = applyChunks(file, operation.chunks, operation.path)
  if (!changed.ok) return changed
  const written = writeText(changed.value)
  return written === null
    ? err(`The file ${operation.path} is not UTF-8, and its encoding lacks a letter of the new text.`)
    : ok(written)
}

/** The real location of a path in the worktree: symbolic links on the way and at its end are followed. */
async function locationOf(root: string, name: string): Promise<Result<string, string>> {
  if (name.includes('\0')) return err('A path has a NUL character in it.')
  const outside = err(`The path ${name} is outside the worktree.`)
  let location = path.resolve(root, name)
  if (path.isAbsolute(name)) {
    // The worktree's own path may lead through a link, which the root does not.
    const folder = await realLocation(path.dirname(location))
    if (folder === null) return outside
    location = path.join(folder, path.basename(location))
  }
  if (!isInside(root, location)) return outside
  const real = await realLocation(location)
  if (real === null) return err(`The path ${name} leads through a symbolic link that can't be followed.`)
  if (!isInside(root, real)) return err(`The path ${name} leads out of the worktree through a symbolic link.`)
  for (const part of [
    ...path.relative(root, location).split(path.sep),
    ...path.relative(root, real).split(path.sep),
  ])
    if (part.toLowerCase() === '.git') return err(`The path ${name} belongs to git and may not be edited.`)
  return ok(real)
}

function isInside(root: string, location: string): boolean {
  const relative = path.relative(root, location)
  return (
    relative !== '' &&
    !relative.startsWith(`..${path.sep}`) &&
    relative !== '..' &&
    !path.isAbsolute(relative)
  )
}

/** The path with every link on it followed, whether it exists to its end or not; null for a loop or a broken link. */
async function realLocation(location: string): Promise<string | null> {
  try {
    return await realpath(location)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return null
  }
  const itself = await lstat(location).catch(() => null)
  if (itself !== null) return null
  const parent = path.dirname(location)
  if (parent === location) return null
  const real = await realLocation(parent)
  return real === null ? null : path.join(real, path.basename(location))
}

async function isLink(location: string): Promise<boolean> {
  const found = await lstat(location).catch(() => null)
  return found?.isSymbolicLink() ?? false
}

async function readPlanned(file: string, name: string): Promise<Result<PlannedFile, string>> {
  try {
    const found = await lstat(file)
    // A folder is no file yet; the patch may empty it and put a file in its place.
    if (found.isDirectory()) return ok({ file, before: null, modeBefore: null, after: null, mode: null })
    if (!found.isFile()) return err(`The path ${name} is not a file.`)
    const bytes = await readFile(file)
    const mode = found.mode & 0o7777
    return ok({ file, before: bytes, modeBefore: mode, after: bytes, mode })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return ok({ file, before: null, modeBefore: null, after: null, mode: null })
    return err(`The file ${name} could not be read (${(error as Error).message}).`)
  }
}

async function writePlan(files: readonly PlannedFile[], root: string): Promise<Result<null, string>> {
  const changed = files.filter(
    ({ before, after }) =>
      before !== after && (before === null || after === null || !Buffer.from(before).equals(after)),
  )
  const done: PlannedFile[] = []
  try {
    // Deletions first: a folder may take the place of a file, and a file that of an emptied folder.
    for (const planned of [...changed].sort((a, b) => Number(a.after !== null) - Number(b.after !== null))) {
      if (planned.after === null) await removeFile(planned.file, root)
      else await replaceFile(planned.file, planned.after, planned.mode)
      done.push(planned)
    }
    return ok(null)
  } catch (error) {
    const restored = await restore(done, root)
    return err(
      `The patch could not be written (${(error as Error).message}). ${restored ? 'Nothing was changed.' : 'Some files may be changed: look at the worktree.'}`,
    )
  }
}

async function restore(files: readonly PlannedFile[], root: string): Promise<boolean> {
  let whole = true
  for (const planned of files.toReversed()) {
    try {
      if (planned.before === null) await removeFile(planned.file, root)
      else await replaceFile(planned.file, planned.before, planned.modeBefore)
    } catch {
      whole = false
    }
  }
  return whole
}

async function replaceFile(file: string, bytes: Uint8Array, mode: number | null): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const temporary = path.join(path.dirname(file), `.${randomBytes(6).toString('hex')}.winnow-tmp`)
  try {
    await writeFile(temporary, bytes, { flag: 'wx' })
    if (mode !== null) await chmod(temporary, mode)
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function removeFile(file: string, root: string): Promise<void> {
  await rm(file, { force: true })
  for (let folder = path.dirname(file); folder !== root; folder = path.dirname(folder)) {
    try {
      await rmdir(folder)
    } catch {
      return
    }
  }
}
