import { closeSync, constants, lstatSync, openSync, rmSync } from 'node:fs'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import { privateFolder } from '../store/data-folder.ts'

/** Whether command lines reach the owner through a socket in its folder, which nobody else can enter. */
export const hasClientSocket = process.platform !== 'win32'

/** Where it is. */
export function clientSocket(home: string): string {
  return path.join(privateFolder(home), 'client.sock')
}

/** Bytes that a socket's address may have; what is longer Node would cut without a word, and use another name. */
const longest = process.platform === 'linux' ? 107 : 103

/**
 * A name by which the socket can be bound or reached, however long its path is: on Linux by way of the open folder. Keep
 * it until that is done, then close it.
 */
export function shortName(file: string): Result<{ readonly name: string; close(): void }, string> {
  if (Buffer.byteLength(file) <= longest) return ok({ name: file, close: () => undefined })
  if (process.platform !== 'linux')
    return err(
      `The path of the data folder is too long for a socket in it (${Buffer.byteLength(file)} bytes, at most ${longest}). Nothing was started. Name a shorter one in WINNOW_HOME.`,
    )
  const folder = openSync(path.dirname(file), constants.O_RDONLY | constants.O_DIRECTORY)
  return ok({
    name: `/proc/self/fd/${folder}/${path.basename(file)}`,
    close: () => closeSync(folder),
  })
}

/** Whether the socket, and the folder it is in, are this user's, and nobody else may enter. */
export function isOwnSocket(home: string): boolean {
  try {
    const folder = lstatSync(privateFolder(home))
    const socket = lstatSync(clientSocket(home))
    const own = process.getuid?.()
    return (
      folder.isDirectory() &&
      socket.isSocket() &&
      folder.uid === own &&
      socket.uid === own &&
      (folder.mode & 0o077) === 0
    )
  } catch {
    return false
  }
}

/** Removes what a dead owner left. Only for the holder of the lock. */
export function removeClientSocket(home: string): void {
  rmSync(clientSocket(home), { force: true })
}
