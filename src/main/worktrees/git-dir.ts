import { readdir, readFile, realpath } from 'node:fs/promises'
import path from 'node:path'

/**
 * The git folder of a worktree, found from the repository's side: an agent may have removed or replaced the worktree's
 * own .git file. `commonDir` itself for the main checkout; null if the repository does not know the worktree.
 */
export async function gitDirOf(commonDir: string, worktree: string): Promise<string | null> {
  const own = path.join(await real(worktree), '.git')
  if ((await real(commonDir)) === own) return commonDir
  let names: string[]
  try {
    names = await readdir(path.join(commonDir, 'worktrees'))
  } catch {
    return null
  }
  for (const name of names) {
    const gitDir = path.join(commonDir, 'worktrees', name)
    try {
      const pointer = (await readFile(path.join(gitDir, 'gitdir'), 'utf8')).replace(/\n$/, '')
      const folder = path.dirname(path.resolve(gitDir, pointer))
      if (path.join(await real(folder), '.git') === own) return gitDir
    } catch {
      // A folder without a pointer is no worktree's.
    }
  }
  return null
}

/** The real path, or the path itself if the folder is not there. */
async function real(folder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch {
    return path.resolve(folder)
  }
}
