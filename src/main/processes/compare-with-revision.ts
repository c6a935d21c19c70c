import type { Failure } from '#shared/base/failure.ts'
import { pathToText } from '#shared/base/path-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { mostNamedFiles, type WorktreeChange } from '#shared/domain/session/worktree-change.ts'
import { zeroSeparated } from '../git/paths.ts'
import { describeGitFailure } from '../git/run.ts'
import { snapshotTree } from '../worktrees/snapshot.ts'
import type { RevisionParts } from './revision-taken.ts'
import { groundOf } from './revision-ground.ts'

/**
 * What a session's worktree has that its newest revision has not; see `Revisions.compare`. The tree of a snapshot is held
 * against the revision's, so that they differ where a revision taken now would, and nowhere else.
 */
export async function compareWithRevision(
  parts: Pick<RevisionParts, 'git' | 'registry' | 'repositories' | 'worktrees'>,
  session: string,
): Promise<Result<WorktreeChange | null, Failure<string>>> {
  const record = parts.registry.find(session)
  const newest = record?.revisions.at(-1)
  if (!record?.worktree || !newest) return ok(null)
  const ground = await groundOf(parts, record)
  if (!ground.ok) return ground
  const { objects, place } = ground.value
  const tree = await snapshotTree(parts.git, objects, place)
  if (!tree.ok) return tree
  if (tree.value === newest.tree) return ok(null)
  const listed = await objects.run({
    purpose: 'list what changed since the revision',
    args: ['diff-tree', '-r', '--name-only', '--no-renames', '-z', newest.tree, tree.value],
  })
  if (!listed.ok)
    return err({
      kind: 'gitFailed',
      message: `The worktree could not be compared with r${newest.number}: ${describeGitFailure(listed.error)}. Nothing was changed. Check the repository, then look again.`,
    })
  const names = zeroSeparated(listed.value.stdout)
  return ok({
    tree: tree.value,
    files: names.length,
    paths: names.slice(0, mostNamedFiles).map((name) => pathToText(name)),
  })
}
