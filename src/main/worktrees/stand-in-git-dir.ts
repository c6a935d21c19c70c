import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { copyIndex } from '#main/git/index-copy.ts'

/**
 * Makes a git folder at `folder` that stands in for a linked worktree's own, `broken`, of which nothing but its index is
 * used: its HEAD is `head`, all else is the repository's.
 */
export async function makeStandIn(
  folder: string,
  options: { readonly broken: string | null; readonly commonDir: string; readonly head: string },
): Promise<string> {
  await mkdir(folder, { mode: 0o700 })
  await writeFile(path.join(folder, 'HEAD'), `${options.head}\n`)
  await writeFile(path.join(folder, 'commondir'), `${options.commonDir}\n`)
  if (options.broken !== null) await copyIndex(options.broken, path.join(folder, 'index'))
  return folder
}
