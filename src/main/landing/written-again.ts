import { countOf } from '#shared/base/quantity-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { Objects } from '../git/objects.ts'
import { objectsNamedIn } from '../git/loose-object.ts'
import { onDisk } from '../git/paths.ts'
import { withPlainFile } from '../git/plain-file.ts'
import { failure, gitFailed } from './failures.ts'
import { submoduleMode, type PathChange } from './tree-entries.ts'

/** Bytes; a larger file of a worktree is not read for what an object lost. */
const largestRead = 100_000_000

/**
 * Fails where git has a content of a landing by name and not its bytes (a power cut left its file empty or half), or has it
 * no more, as after a collection of what nothing named. Into a branch that is not checked out it would land unread. What a
 * checkout in `folders` still has is written again before. `missed` are objects that were not whole a moment ago: of these
 * nothing may be missing either.
 */
export async function wholeContents(
  objects: Objects,
  changes: readonly PathChange[],
  folders: readonly string[],
  missed: readonly string[],
): Promise<Result<null, LandingFailure>> {
  const entries = changes.flatMap(({ path, new: entry }) =>
    entry && entry.mode !== submoduleMode ? [{ path, oid: entry.oid }] : [],
  )
  const broken = new Set(await objects.broken(entries.map(({ oid }) => oid)))
  for (const { oid } of entries) {
    const read = missed.includes(oid) ? await objects.read(oid) : null
    if (read !== null && !(read.ok && read.value)) broken.add(oid)
  }
  const away = await objects.lacking(entries.map(({ oid }) => oid))
  if (!away.ok) return gitFailed(away.error)
  for (const oid of away.value) broken.add(oid)
  for (const { path, oid } of entries) {
    if (!broken.has(oid)) continue
    for (const folder of folders) {
      const bytes = await bytesOf(onDisk(folder, path))
      if (bytes === null || objects.blobId(bytes) !== oid) continue
      objects.storeBlob(bytes)
      broken.delete(oid)
      break
    }
  }
  return broken.size === 0 ? ok(null) : lost([...broken], new Set(away.value))
}

/** A plain file's bytes, if it is there and no larger than what is read. */
async function bytesOf(file: Buffer): Promise<Buffer | null> {
  try {
    return await withPlainFile(
      file,
      async (handle, { size }) => (size > largestRead ? null : handle.readFile()),
      { followLinks: false },
    )
  } catch {
    return null
  }
}

/** The failure that names objects of which the disk has only the name, or not even that (`away`). */
function lost(oids: readonly string[], away: ReadonlySet<string>): Result<never, LandingFailure> {
  const some = oids.slice(0, 3).map((oid) => oid.slice(0, 12))
  return failure(
    'gitFailed',
    `${countOf(oids.length, 'object')} of what would land can't be read: ${some.join(', ')}${oids.length > 3 ? ', …' : ''}. The disk did not keep what it had confirmed. Nothing was changed, and the decisions are kept. Run git fsck in the repository and bring the objects back, or have the session take a new revision.`,
    {
      stderr: oids
        .map((oid) => (away.has(oid) ? `missing blob ${oid}` : `loose object ${oid} is corrupt`))
        .join('\n'),
    },
  )
}

/**
 * Tries a work that git failed at over objects with a broken file once more, with these files out of git's way: what the
 * work itself makes, as accepted contents and trees, is written again. Where it fails again, they are put back.
 */
export async function withBrokenAside<T>(
  objects: Objects,
  failed: LandingFailure,
  work: (missed: readonly string[]) => Promise<Result<T, LandingFailure>>,
): Promise<Result<T, LandingFailure> | null> {
  const broken = await objects.broken(objectsNamedIn(failed.stderr ?? ''))
  if (broken.length === 0) return null
  const putBack = broken.map((oid) => objects.setBrokenAside(oid))
  try {
    return await work(broken)
  } finally {
    for (const back of putBack) back()
  }
}
