import type { Failure } from '#shared/base/failure.ts'
import { err, type Result } from '#shared/base/result.ts'
import type { WorktreeGoal } from '#shared/domain/session/checkpoint.ts'
import { bringBack, bringBackObstacle, changedMeanwhile } from '../worktrees/bring-back.ts'
import { snapshotTree } from '../worktrees/snapshot.ts'
import type { MoveFailure } from '../sessions/ports.ts'
import { groundOf, type Ground } from './revision-ground.ts'
import type { RevisionParts } from './revision-taken.ts'
import { unfinishedWork } from './unfinished-work.ts'

type Parts = Pick<RevisionParts, 'git' | 'registry' | 'repositories' | 'worktrees'>

/** Brings a session's files to those of a checkpoint, or says why not; see `Revisions.bringBack`. */
export async function rollBackFiles(
  parts: Parts,
  session: string,
  to: WorktreeGoal,
  from: string,
): Promise<Result<null, MoveFailure>> {
  const found = await findOut(parts, session, to, from)
  if (!found.ok) return found
  return bringBack(parts.git, found.value.objects, found.value.options)
}

/** Why that can't be done; null where it can. Changes nothing. */
export async function rollBackObstacle(
  parts: Parts,
  session: string,
  to: WorktreeGoal,
): Promise<Failure<string> | null> {
  const found = await findOut(parts, session, to)
  return found.ok ? null : found.error
}

async function findOut(
  { git, ...parts }: Parts,
  session: string,
  { tree, head }: WorktreeGoal,
  from: string | null = null,
): Promise<
  Result<
    { readonly objects: Ground['objects']; readonly options: Parameters<typeof bringBack>[2] },
    Failure<string>
  >
> {
  const record = parts.registry.find(session)
  if (!record?.worktree)
    return err({
      kind: 'wrongState',
      message: 'The session has no worktree. Nothing was changed. Send a follow-up to get one.',
    })
  const ground = await groundOf(parts, record)
  if (!ground.ok) return ground
  const { objects, place } = ground.value
  const { worktree, gitDir, commonDir, trustedFilters } = place
  const unfinished = gitDir === null ? null : await unfinishedWork(gitDir)
  if (unfinished !== null)
    return err({
      kind: 'wrongState',
      message: `${unfinished.replace(/ The revision.*$/, '')} Nothing was rolled back, and nothing was changed. Finish it or give it up in ${worktree}, then roll back.`,
    })
  const now = await snapshotTree(git, objects, place)
  if (!now.ok) return now
  if (from !== null && now.value !== from) return err(changedMeanwhile())
  const options = { worktree, gitDir, commonDir, from: now.value, to: tree, head, trustedFilters }
  const obstacle = await bringBackObstacle(objects, options)
  if (obstacle !== null) return err(obstacle)
  // Without one there is an obstacle.
  return { ok: true, value: { objects, options: { ...options, gitDir: gitDir ?? '' } } }
}
