import { copyFile, stat, utimes } from 'node:fs/promises'
import path from 'node:path'

/**
 * Copies the index of a checkout to `target`, to be used with GIT_INDEX_FILE. False if there is none (no commits yet).
 * The copy keeps the time of the index: git reads a file's content when the file is not older than the index, because
 * it may have changed within the same tick of the clock, and a copy that looked newer would hide such changes.
 */
export async function copyIndex(gitDir: string, target: string): Promise<boolean> {
  const own = path.join(gitDir, 'index')
  try {
    const { mtimeMs } = await stat(own)
    await copyFile(own, target)
    // Rounded down: an index that looks older costs a little reading, and no more.
    const seconds = Math.floor(mtimeMs - 1) / 1000
    await utimes(target, seconds, seconds)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
