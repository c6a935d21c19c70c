import { readdir, realpath, rm } from 'node:fs/promises'
import path from 'node:path'
import { isEndless, readPlainFile } from '#main/git/plain-file.ts'
import { readCommonDir, readGitFile, readWorktreeFolder } from '#main/git/gitfile.ts'

/**
 * The git folder of a worktree, found from the repository's side: an agent may have removed or replaced the worktree's
 * own .git file. `commonDir` itself for the main checkout; null if the repository does not know the worktree.
 */
export async function gitDirOf(commonDir: string, worktree: string): Promise<string | null> {
  const own = path.join(await real(worktree), '.git')
  if ((await real(commonDir)) === own) return commonDir
  const all = path.join(commonDir, 'worktrees')
  // The worktree's own file is a hint where to look first, and no more.
  const named = await readGitFile(own)
  const hint = named === null ? null : path.join(all, path.basename(named))
  if (hint !== null && (await pointsTo(hint, own))) return hint
  for (const name of await readdir(all).catch(() => []))
    if (await pointsTo(path.join(all, name), own)) return path.join(all, name)
  return null
}

async function pointsTo(gitDir: string, own: string): Promise<boolean> {
  // A folder without a pointer is no worktree's.
  const worktree = await readWorktreeFolder(gitDir)
  return worktree !== null && path.join(await real(worktree), '.git') === own
}

/** The real path, or the path itself if the folder is not there. */
async function real(folder: string): Promise<string> {
  try {
    return await realpath(folder)
  } catch {
    return path.resolve(folder)
  }
}

/**
 * Whether git would find its way by what lies in a linked worktree's git folder. An agent can write there: a HEAD that
 * is none, a pointer to another repository, or pipes that nobody ever writes to.
 */
export async function isSound(gitDir: string, commonDir: string): Promise<boolean> {
  if (gitDir === commonDir) return true
  const head = await readPlainFile(path.join(gitDir, 'HEAD'), 8192)
  if (head === null || !/^(?:ref: ?refs\/[^\0\n]+|[0-9a-f]{40,64})\n?$/.test(head)) return false
  const shared = await readCommonDir(gitDir)
  if (shared === null || (await real(shared)) !== (await real(commonDir))) return false
  const names = await readdir(gitDir).catch(() => [])
  const endless = await Promise.all(names.map((name) => isEndless(path.join(gitDir, name))))
  return !endless.includes(true)
}

const lockedBy = 'a session of Winnow works in '

/** Why a session's worktree is locked. It names the worktree, so that its git folder is known whatever else it says. */
export function lockReason(worktree: string): string {
  return `${lockedBy}${worktree}`
}

/** Removes the git folders that were made for a worktree of ours which is gone. */
export async function removeGitDirsLockedFor(commonDir: string, worktree: string): Promise<void> {
  const folder = path.join(commonDir, 'worktrees')
  for (const name of await readdir(folder).catch(() => [])) {
    const reason = await readPlainFile(path.join(folder, name, 'locked'))
    if (reason?.trimEnd() === lockReason(worktree))
      await rm(path.join(folder, name), { recursive: true, force: true })
  }
}

/**
 * Removes pipes and the like from the git folders of sessions' worktrees, where an agent put them: git reads those of
 * all worktrees whenever it lists them, so that no other could be made or forgotten. Nothing is stored in them.
 */
export async function removePipes(commonDir: string): Promise<void> {
  const folder = path.join(commonDir, 'worktrees')
  for (const name of await readdir(folder).catch(() => [])) {
    const gitDir = path.join(folder, name)
    if (!(await readPlainFile(path.join(gitDir, 'locked')))?.startsWith(lockedBy)) continue
    for (const file of await readdir(gitDir).catch(() => []))
      if (await isEndless(path.join(gitDir, file))) await rm(path.join(gitDir, file), { force: true })
  }
}
