import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { pathExistsSync } from '#main/git/path-exists.ts'
import type { GitFailure } from '#main/git/run.ts'
import type { WorktreeRun } from './changed-paths.ts'
import { onDisk, pathList, zeroSeparated } from '#main/git/paths.ts'

/** What an index says not to look at: by its flags git passes over a file although it changed. */
export interface HiddenPaths {
  readonly assumed: readonly string[]
  /** Those of the skipped ones that are on disk all the same; a sparse checkout has none of the others. */
  readonly skipped: readonly string[]
}

/** Lists the paths that flags of the index hide; see `git ls-files -v`. */
export async function listHidden(
  run: WorktreeRun,
  worktree: string,
): Promise<Result<HiddenPaths, GitFailure>> {
  const listed = await run({ purpose: 'look for files marked as unchanged', args: ['ls-files', '-v', '-z'] })
  if (!listed.ok) return listed
  const assumed: string[] = []
  const skipped: string[] = []
  for (const field of zeroSeparated(listed.value.stdout)) {
    const tag = String.fromCharCode(field[0] ?? 0)
    const isAssumed = tag >= 'a' && tag <= 'z'
    const isSkipped = tag.toUpperCase() === 'S'
    if (!isAssumed && !isSkipped) continue
    const name = pathToText(field.subarray(2))
    if (isAssumed) assumed.push(name)
    if (isSkipped && pathExistsSync(onDisk(worktree, name))) skipped.push(name)
  }
  return ok({ assumed, skipped })
}

/** Takes the flags off, in the index that `run` works on. */
export async function showHidden(run: WorktreeRun, hidden: HiddenPaths): Promise<Result<null, GitFailure>> {
  for (const [flag, paths] of [
    ['--no-assume-unchanged', hidden.assumed],
    ['--no-skip-worktree', hidden.skipped],
  ] as const) {
    if (paths.length === 0) continue
    const shown = await run({
      purpose: 'look at files marked as unchanged',
      args: ['update-index', flag, '-z', '--stdin'],
      input: pathList(paths),
    })
    if (!shown.ok) return shown
  }
  return ok(null)
}
