import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { err, ok, type Result } from '#shared/base/result.ts'

/**
 * Reads a file of at most `largest` bytes that anybody may have put there; null where there is none. The error says why it
 * is not read: a pipe or device is never waited for, a link is not followed.
 */
export async function readSmallFile(file: string, largest: number): Promise<Result<string | null, string>> {
  let handle: FileHandle | null = null
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    const stat = await handle.stat()
    if (!stat.isFile()) return err('It is not a plain file.')
    const bytes = Buffer.alloc(largest + 1)
    const { bytesRead } = await handle.read(bytes, 0, largest + 1, 0)
    if (bytesRead > largest) return err(`It has more than ${largest} bytes.`)
    return ok(bytes.toString('utf8', 0, bytesRead))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return ok(null)
    if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR') return err('It is not a plain file.')
    return err(`It can’t be read (${code ?? String(error)}).`)
  } finally {
    await handle?.close()
  }
}

/** Puts a file in the place of whatever is there, whole or not at all. The error says why not. */
export async function replaceFile(file: string, text: string): Promise<Result<null, string>> {
  const next = `${file}.${randomBytes(6).toString('hex')}`
  try {
    const handle = await open(next, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(next, file)
    return ok(null)
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined)
    return err((error as NodeJS.ErrnoException).code ?? String(error))
  }
}
