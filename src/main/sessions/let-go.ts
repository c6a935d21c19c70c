import { err, ok, type Result } from '#shared/base/result.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { LetGo } from '#shared/contract/session.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import { groupOf } from '#shared/domain/session/queue.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { summaryOf } from '#shared/domain/session/summary.ts'
import { idleSession, type SessionContext } from './session-context.ts'
import { dropWorktree, findWorktree, keepLast } from './session-worktree.ts'

/**
 * Takes a last snapshot of a session that has landed, then moves its worktree to the trash. The session stays reviewable,
 * since its revisions are commits, and a follow-up makes the worktree again from the newest. Nothing is done while
 * anything is left to decide or to land, while something of its turns still runs, or where the snapshot does not hold all
 * of the worktree; with `keepsIgnored` also not where it has ignored files, which no snapshot holds.
 */
export async function letWorktreeGo(
  context: SessionContext,
  id: string,
  keepsIgnored = false,
): Promise<Result<LetGo, SessionFailure>> {
  const before = landedSession(context, id)
  if (!before.ok) return before
  if ((await context.worktrees.locate(before.value)).kind !== 'there') {
    const found = await findWorktree(context, before.value)
    if (!found.ok) return found
  }
  const left = await context.agents.left(id)
  if (left.length > 0)
    return notLetGo(
      `${countOf(left.length, 'process', 'processes')} of its turns still ${left.length === 1 ? 'runs' : 'run'}`,
      'End what is left running, then try again.',
    )
  const latest = context.registry.find(id) ?? before.value
  const kept = await keepLast(context, latest, 'letGo', 'keep')
  if (!kept.ok) return kept
  const paths = await context.worktrees.ignoredPaths(latest)
  if (keepsIgnored && paths === null)
    return notLetGo(
      'git can’t tell which ignored files it has, which no snapshot holds',
      'Look into it, then let it go from its session, or discard that.',
    )
  const ignored = paths?.length ?? 0
  if (keepsIgnored && ignored > 0)
    return notLetGo(
      `${countOf(ignored, 'ignored file or folder', 'ignored files and folders')} of it would not come back`,
      'Say that they are to be deleted, or move away what you want to keep.',
    )
  // What the snapshot found may be something to decide, and meanwhile the person may have gone on.
  const now = landedSession(context, id)
  if (!now.ok) return now
  if (now.value.revisions.length === 0)
    return notLetGo('no revision of it was taken', 'Send a follow-up, or discard the session.')
  const dropped = await dropWorktree(context, now.value, 'lost')
  return dropped.ok ? ok({ ignored }) : dropped
}

/** An idle session with a worktree of which nothing is left to decide or to land. */
function landedSession(context: SessionContext, id: string): Result<SessionRecord, SessionFailure> {
  const idle = idleSession(context, id)
  if (!idle.ok) return idle
  const record = idle.value
  if (record.worktree === null)
    return notLetGo('it has none', 'A follow-up makes it again from the newest revision.')
  if (groupOf(summaryOf(record)) === 'landed') return ok(record)
  const undecided = record.counts?.undecided ?? 0
  return notLetGo(
    undecided > 0
      ? `${countOf(undecided, 'hunk')} of r${record.revisions.length} ${undecided === 1 ? 'is' : 'are'} not decided`
      : 'not all of it has landed',
    'Decide and land what is left, or discard the session.',
  )
}

function notLetGo(why: string, advice: string): Result<never, SessionFailure> {
  return err({
    kind: 'wrongState',
    message: `The worktree of the session was not let go: ${why}. Nothing was deleted. ${advice}`,
  })
}
