import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'

/**
 * The start of a file's text, at most `limit` bytes, or null if it can't be read or is no plain file. Opening a pipe
 * would wait for a writer for ever, and a device may have no end; links are followed.
 */
export async function readPlainFile(file: string, limit = 1 << 20): Promise<string | null> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const found = await handle.stat()
      if (!found.isFile()) return null
      const size = Math.min(found.size, limit)
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, 0)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch {
    return null
  }
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
