import { constants, type PathLike, type Stats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'

/**
 * Opens a file, hands it to `read` and closes it; null if something else than a plain file is in its place. Opening a
 * pipe would wait for a writer for ever, and a device may have no end: an agent can put either wherever it writes, also
 * between a look and the opening, so it is what was opened that is looked at. Links are followed, unless
 * `options.followLinks` is false. Throws what opening and reading throw, such as ENOENT.
 */
export async function withPlainFile<T>(
  file: PathLike,
  read: (handle: FileHandle, found: Stats) => Promise<T>,
  options: { readonly followLinks?: boolean } = {},
): Promise<T | null> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants
  const flags = O_RDONLY | O_NONBLOCK | (options.followLinks === false ? O_NOFOLLOW : 0)
  let handle: FileHandle
  try {
    handle = await open(file, flags)
  } catch (error) {
    // A socket, or a device that nothing is behind.
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return null
    throw error
  }
  try {
    const found = await handle.stat()
    return found.isFile() ? await read(handle, found) : null
  } finally {
    await handle.close()
  }
}

/** The start of a file's text, at most `limit` bytes, or null if it can't be read or is no plain file. */
export async function readPlainFile(file: string, limit = 1 << 20): Promise<string | null> {
  const start = async (handle: FileHandle, found: Stats): Promise<string> => {
    const size = Math.min(found.size, limit)
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, 0)
    return buffer.toString('utf8', 0, bytesRead)
  }
  return withPlainFile(file, start).catch(() => null)
}

/** Whether reading it would wait for ever or have no end: a pipe or a character device, also behind a link. */
export async function isEndless(file: string): Promise<boolean> {
  try {
    const found = await stat(file)
    return found.isFIFO() || found.isCharacterDevice()
  } catch {
    return false
  }
}
