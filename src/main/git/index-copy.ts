import { utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { withPlainFile } from './plain-file.ts'

/** A checkout's index as it is at one moment. */
export interface OwnIndex {
  readonly bytes: Buffer
  /** The time that a copy gets; see `copyIndex`. In milliseconds since 1970. */
  readonly time: number
  /** When it was written, by the clock of the file system, in seconds since 1970; nobody can set it. */
  readonly written: number
  /** Another one whenever the index is written. */
  readonly identity: string
}

/** No index is larger: four million files take about half of it. */
const largest = 1 << 30

/**
 * Copies the index of a checkout to `target`, to be used with GIT_INDEX_FILE. False if there is none (no commits yet),
 * or something else is in its place.
 * The copy keeps the time of the index: git reads a file's content when the file is not older than the index, because
 * it may have changed within the same tick of the clock, and a copy that looked newer would hide such changes.
 */
export async function copyIndex(gitDir: string, target: string): Promise<boolean> {
  return copyIndexFile(path.join(gitDir, 'index'), target)
}

/** The same for an index file by its name. */
export async function copyIndexFile(source: string, target: string): Promise<boolean> {
  const own = await readIndexFile(source)
  if (own) await writeIndexCopy(own, target)
  return own !== null
}

/** Reads the index of a checkout; null if there is none, or something else is in its place. */
export async function readIndex(gitDir: string): Promise<OwnIndex | null> {
  return readIndexFile(path.join(gitDir, 'index'))
}

async function readIndexFile(file: string): Promise<OwnIndex | null> {
  try {
    return await withPlainFile(file, async (handle, found) => {
      if (found.size > largest) return null
      const { ino, size, mtimeNs, ctimeNs, mtimeMs } = await handle.stat({ bigint: true })
      const bytes = await handle.readFile()
      // It ends in a hash of its content, unless the person has that turned off.
      const end = bytes.toString('hex', Math.max(0, bytes.length - 32))
      return {
        bytes,
        time: copyTime(Number(mtimeMs)),
        written: Number(ctimeNs / 1_000_000_000n),
        identity: [ino, size, mtimeNs, ctimeNs, end].join(' '),
      }
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Writes what `readIndex` gave to `target`, as `copyIndex` would have copied it. */
export async function writeIndexCopy(own: OwnIndex, target: string): Promise<void> {
  await writeFile(target, own.bytes)
  await setTime(target, own.time)
}

/** Rounded down: an index that looks older costs a little reading, and no more. */
const copyTime = (milliseconds: number): number => Math.floor(milliseconds - 1)

const setTime = (file: string, milliseconds: number): Promise<void> =>
  utimes(file, milliseconds / 1000, milliseconds / 1000)
