import { lstatSync, type PathLike } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'

/** Whether something is there, of whatever kind; a symbolic link is something, wherever it leads. */
export async function pathExists(file: PathLike): Promise<boolean> {
  try {
    await lstat(file)
    return true
  } catch {
    return false
  }
}

/** The same, waiting for the disk: for many files, since it takes microseconds and coming back to it a hundred. */
export function pathExistsSync(file: PathLike): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

/** Whether a folder is there, or a link to one. */
export async function isFolder(folder: PathLike): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory()
  } catch {
    return false
  }
}
