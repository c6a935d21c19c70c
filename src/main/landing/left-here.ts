import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { AcceptedRevision } from '#shared/domain/landing/accepted-tree.ts'
import type { LandingSubject } from './dependencies.ts'
import { failure, gitFailed } from './failures.ts'
import { diffTrees } from './tree-entries.ts'

/**
 * What is accepted without the files of these paths: in its tree they are as in the base, and so they stay in the session,
 * decided as they are. Files that can't be there beside them, as one in a folder where a file stays, stay too.
 */
export async function withoutPaths(
  { objects }: LandingSubject,
  accepted: AcceptedRevision,
  paths: readonly string[],
): Promise<Result<AcceptedRevision, LandingFailure>> {
  if (paths.length === 0) return ok(accepted)
  const changes = await diffTrees(objects, accepted.base, accepted.tree)
  if (!changes.ok) return gitFailed(changes.error)
  const left = new Set(paths)
  for (let before = -1; before !== left.size;) {
    before = left.size
    for (const { path, oldPath, change } of accepted.files)
      if (left.has(path) || (change === 'renamed' && oldPath !== null && left.has(oldPath))) {
        left.add(path)
        if (change === 'renamed' && oldPath !== null) left.add(oldPath)
      }
    const restored = changes.value.filter((change) => left.has(change.path) && change.old !== null)
    const files = new Set(restored.map((change) => change.path))
    const folders = new Set(restored.flatMap((change) => foldersOf(change.path)))
    for (const change of changes.value)
      if (
        change.new !== null &&
        (folders.has(change.path) || foldersOf(change.path).some((one) => files.has(one)))
      )
        left.add(change.path)
  }
  const back = changes.value.filter((change) => left.has(change.path))
  const tree = await objects.writeTree(
    accepted.tree,
    back.map(({ path, old, new: now }) => ({
      path,
      mode: old?.mode ?? now?.mode ?? '100644',
      oid: old?.oid ?? null,
    })),
  )
  if (!tree.ok) return gitFailed(tree.error)
  return ok({ ...accepted, tree: tree.value, files: accepted.files.filter((file) => !left.has(file.path)) })
}

/**
 * Fails where something else is accepted than what the person looked at, as by another window, a new revision or an own edit
 * since: nothing lands that was not seen.
 */
export function asShown(
  accepted: AcceptedRevision,
  shown: string | undefined,
): Result<AcceptedRevision, LandingFailure> {
  if (shown === undefined || shown === accepted.tree) return ok(accepted)
  return failure(
    'acceptedChanged',
    'What is accepted was changed since you looked at it. Nothing was changed. Look at what would land now, then try again.',
  )
}

/** The folders that a path lies in. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}
