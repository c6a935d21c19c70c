import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { copyIndex } from '#main/git/index-copy.ts'
import { isSound } from './git-dir.ts'

/**
 * The git folder of a worktree, or, where an agent left that unusable, what stands in for it, made at `standIn`.
 *
 * @param options.startedFrom the commit that the agent started from; without one, no agent could write there
 */
export async function usableGitDir(
  standIn: string,
  options: {
    readonly gitDir: string | null
    readonly commonDir: string
    readonly startedFrom?: string | undefined
  },
): Promise<string> {
  const { gitDir, commonDir, startedFrom } = options
  if (startedFrom === undefined) {
    if (gitDir === null) throw new Error('a snapshot needs a git folder, or the commit that was started from')
    return gitDir
  }
  if (gitDir !== null && (await isSound(gitDir, commonDir))) return gitDir
  return makeStandIn(standIn, { broken: gitDir, commonDir, head: startedFrom })
}

/**
 * Makes a git folder at `folder` that stands in for a linked worktree's own, `broken`, of which nothing but its index is
 * used: its HEAD is `head`, all else is the repository's.
 */
async function makeStandIn(
  folder: string,
  options: { readonly broken: string | null; readonly commonDir: string; readonly head: string },
): Promise<string> {
  await mkdir(folder, { mode: 0o700 })
  await writeFile(path.join(folder, 'HEAD'), `${options.head}\n`)
  await writeFile(path.join(folder, 'commondir'), `${options.commonDir}\n`)
  if (options.broken !== null) await copyIndex(options.broken, path.join(folder, 'index'))
  return folder
}
