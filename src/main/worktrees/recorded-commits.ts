import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '#main/git/objects.ts'
import { zeroSeparated } from '#main/git/paths.ts'
import type { GitFailure } from '#main/git/run.ts'

/** Paths that are commit ids in the tree, as of submodules, and were none in the base. */
export async function recordedCommits(
  objects: Objects,
  base: string | null,
  tree: string,
  signal: AbortSignal | undefined,
): Promise<Result<readonly string[], GitFailure>> {
  const args =
    base === null
      ? ['ls-tree', '-r', '-z', tree]
      : ['diff-tree', '-r', '--raw', '-z', '--no-renames', '--end-of-options', base, tree]
  const listed = await objects.run({
    purpose: 'look for submodules',
    args,
    signal,
  })
  if (!listed.ok) return listed
  const fields = zeroSeparated(listed.value.stdout)
  const commits: string[] = []
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at]
    if (!field) continue
    if (base === null) {
      if (field.toString('latin1', 0, 7) === '160000 ')
        commits.push(pathToText(field.subarray(field.indexOf(9) + 1)))
      continue
    }
    const [oldMode, newMode] = field.toString('latin1', 1, 14).split(' ')
    at += 1
    if (newMode === '160000' && oldMode !== '160000') commits.push(pathToText(fields[at] ?? Buffer.alloc(0)))
  }
  return ok(commits)
}
