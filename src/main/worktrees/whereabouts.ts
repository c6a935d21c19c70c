import { lstat, realpath, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readGitFile, readWorktreeFolder } from '#main/git/gitfile.ts'
import { isFolder, pathExists } from '#main/git/path-exists.ts'
import { gitDirOf, lockReason } from './git-dir.ts'

/** Where a session's worktree is. */
export type Whereabouts =
  | { readonly kind: 'there' }
  /** At `path`: the data folder was moved, and the worktree with it. */
  | { readonly kind: 'moved'; readonly path: string }
  /** Something else is in its place: `by` says what. */
  | { readonly kind: 'replaced'; readonly by: string }
  /** `away`: what it lies in is not there either, as on a disk that is not mounted. */
  | { readonly kind: 'missing'; readonly away: boolean }

/**
 * Looks for a session's worktree, in the place where it was made and in that of the session below `root`, the folder of all
 * worktrees. A link in its place is followed nowhere: it would pass other folders off as the session's.
 */
export async function locateWorktree(root: string, session: string, worktree: string): Promise<Whereabouts> {
  const place = path.join(await realpath(root).catch(() => root), session, path.basename(worktree))
  const found = await lstat(worktree).catch(() => null)
  if (found !== null) {
    if (found.isSymbolicLink()) return { kind: 'replaced', by: 'a symbolic link' }
    if (!found.isDirectory()) return { kind: 'replaced', by: 'something that is no folder' }
    const real = await realpath(worktree).catch(() => worktree)
    // A data folder may be reached through a link now; a folder above that leads elsewhere is no data folder.
    return real === worktree || real === place
      ? { kind: 'there' }
      : { kind: 'replaced', by: `a symbolic link to ${real}` }
  }
  if (place !== worktree && (await lstat(place).catch(() => null))?.isDirectory())
    return { kind: 'moved', path: place }
  return { kind: 'missing', away: !(await isFolder(path.dirname(worktree))) }
}

/**
 * Points a worktree that was moved and its git folder at each other again, as `git worktree repair` does (worktree.c), but
 * looks at no other worktree. Nothing that an agent put in the place of either is written through.
 */
export async function mendPointers(commonDir: string, from: string, to: string): Promise<void> {
  const gitDir = (await gitDirOf(commonDir, from)) ?? (await gitDirOf(commonDir, to))
  if (gitDir === null || gitDir === commonDir || !(await lstat(gitDir)).isDirectory()) return
  const own = path.join(to, '.git')
  if ((await readWorktreeFolder(gitDir)) !== to) await replaceFile(path.join(gitDir, 'gitdir'), `${own}\n`)
  await replaceFile(path.join(gitDir, 'locked'), `${lockReason(to)}\n`)
  const named = await readGitFile(own)
  // It names the git folder by a way from where it was, or is gone.
  if (named === null ? !(await pathExists(own)) : !(await pathExists(named)))
    await replaceFile(own, `gitdir: ${gitDir}\n`)
}

async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.winnow`
  await rm(temporary, { force: true })
  await writeFile(temporary, text, { flag: 'wx' })
  await rename(temporary, file)
}
