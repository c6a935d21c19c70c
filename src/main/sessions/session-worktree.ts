import { err, ok } from '#shared/base/result.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { isFolder } from '../git/path-exists.ts'
import type { Done, SessionContext } from './session-context.ts'

/** Takes a last snapshot of the worktree. One that is gone has nothing to keep any more. */
export async function keepLast(
  context: SessionContext,
  record: SessionRecord,
  what: 'discarded' | 'restarted',
): Promise<Done> {
  if (record.worktree === null || !(await isFolder(record.worktree))) return ok(null)
  const failure = await context.revisions.take(record.id, record.turns)
  if (!failure) return ok(null)
  return err({
    kind: 'snapshotFailed',
    message: `The session was not ${what}, because its last state could not be kept. ${failure.message}`,
  })
}

/**
 * Moves the worktree to the trash. `lost`: its folder vanished, and what comes next goes on from the newest revision,
 * never silently from the base.
 */
export async function dropWorktree(
  context: SessionContext,
  record: SessionRecord,
  how: 'discarded' | 'lost' = 'discarded',
): Promise<Done> {
  if (record.worktree === null) return ok(null)
  const discarded = await context.worktrees.discard(record)
  if (discarded.ok)
    context.registry.record(record.id, {
      type: 'worktreeChanged',
      data: { path: null, lost: how === 'lost' },
    })
  return discarded
}

/** A worktree that vanished is made again from the newest revision, so that a follow-up goes on from there. */
export async function bringBackWorktree(context: SessionContext, record: SessionRecord): Promise<Done> {
  const newest = record.revisions.at(-1)
  if (!newest || (record.worktree !== null && (await isFolder(record.worktree)))) return ok(null)
  // First the fact: half of a worktree, left by a kill, must never be taken for the session's own.
  const dropped = await dropWorktree(context, record, 'lost')
  if (!dropped.ok) return dropped
  const restored = await context.worktrees.restore(record, newest)
  if (!restored.ok) return restored
  context.registry.record(record.id, { type: 'worktreeChanged', data: { path: restored.value } })
  return ok(null)
}
