import { err, ok, type Result } from '#shared/base/result.ts'
import type { Discarded, LeftOutChoice } from '#shared/contract/session.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { isFolder } from '../git/path-exists.ts'
import { stopLeft } from './left-ask.ts'
import type { Scheduler } from './scheduler.ts'
import type { Done, SessionContext } from './session-context.ts'
import { dropWorktree, findWorktree, keepLast } from './session-worktree.ts'

/**
 * Takes a last snapshot, then moves the worktree to the trash; the session can be restored from its revisions. Without
 * the snapshot nothing is discarded, since the worktree may hold work that is nowhere else; nor is it where the snapshot
 * does not hold all of it, until `leftOut` says that the rest is to be deleted.
 *
 * A session whose repository is gone leaves the queue all the same. Nobody can tell from here whether it was deleted or
 * moved away and comes back, and without it no snapshot can be taken: so its worktree stays where it is, as it is, and
 * nothing outside the data folder is touched. The session can be restored, with that worktree. At a later start with the
 * repository back, the last snapshot is taken and the worktree goes. It is the same with a worktree that is away.
 */
export async function discardSession(
  context: SessionContext,
  scheduler: Scheduler,
  id: string,
  leftOut: LeftOutChoice,
  client?: ActClient,
): Promise<Result<Discarded, SessionFailure>> {
  const record = context.registry.get(id)
  if (!record.ok) return record
  if (record.value.discardedAt) {
    await finishDiscard(context, record.value, leftOut)
    return ok({ notice: null, ignored: 0 })
  }
  await scheduler.stop(id)
  stopLeft(context, id, 'stopped when it was discarded')
  const place = await context.worktrees.locate(context.registry.find(id) ?? record.value)
  const isAway = place.kind === 'missing' && place.away
  if (place.kind === 'replaced' || place.kind === 'moved') {
    const found = await findWorktree(context, context.registry.find(id) ?? record.value)
    if (!found.ok) return found
  }
  const kept = await keepLast(context, context.registry.find(id) ?? record.value, 'discarded', leftOut)
  const latest = context.registry.find(id) ?? record.value
  const loss = kept.ok ? null : await context.repositories.loss(latest)
  if (!kept.ok && loss === null) return kept
  const ignored = loss === null && !isAway ? await context.worktrees.ignored(latest) : 0
  if (latest.state === 'queued')
    context.registry.record(id, {
      type: 'sessionStateChanged',
      data: { state: 'stopped', activity: 'discarded before it started' },
    })
  // First the fact: a kill during what follows is finished at the next start.
  context.registry.record(id, { type: 'sessionDiscarded', data: client ? { client } : null })
  if (client) tellClient(context, latest, 'discarded')
  if (loss !== null) return ok({ notice: tellLoss(context, latest, loss), ignored })
  if (isAway) return ok({ notice: tellAway(context, latest), ignored })
  const discarded = await dropWorktree(context, latest)
  if (discarded.ok) return ok({ notice: null, ignored })
  context.registry.record(id, { type: 'sessionRestored', data: null })
  return discarded
}

/** Brings a discarded session back: with its worktree where that was kept, else with one made of its newest revision. */
export async function restoreSession(context: SessionContext, id: string, client?: ActClient): Promise<Done> {
  const record = context.registry.get(id)
  if (!record.ok) return record
  const { discardedAt, worktree, source, collected } = record.value
  if (!discardedAt) return ok(null)
  if (collected.includes('references'))
    return err({
      kind: 'collected',
      message: `Session ${id} can't be restored any more: what kept its revisions was deleted by \`winnow gc\` to make room. Nothing was changed. Start its task again; its timeline still has the prompt.`,
    })
  const newest = record.value.revisions.at(-1)
  const hasWorktree = worktree !== null && (await isFolder(worktree))
  if (newest && !source && !hasWorktree) {
    const dropped = await dropWorktree(context, record.value, 'lost')
    if (!dropped.ok) return dropped
    const restored = await context.worktrees.restore(record.value, newest)
    if (!restored.ok) return restored
    context.registry.record(id, { type: 'worktreeChanged', data: { path: restored.value } })
  }
  context.registry.record(id, { type: 'sessionRestored', data: client ? { client } : null })
  if (client) tellClient(context, record.value, 'restored')
  return ok(null)
}

/**
 * The rest of a discard: a kill came before it, or the repository was gone then and is back. A worktree that the snapshot
 * does not hold all of stays, until the person says that it is to be deleted.
 */
export async function finishDiscard(
  context: SessionContext,
  record: SessionRecord,
  leftOut: LeftOutChoice = 'keep',
): Promise<void> {
  const where = await context.worktrees.locate(record)
  if (where.kind === 'moved') await findWorktree(context, record)
  const found = context.registry.find(record.id) ?? record
  // What is away is waited for: its last snapshot was not taken.
  if (where.kind === 'replaced' || (where.kind === 'missing' && where.away)) return
  if (where.kind !== 'missing' && (await context.repositories.loss(found)) !== null) return
  const kept = await keepLast(context, found, 'discarded', leftOut)
  if (kept.ok) await dropWorktree(context, found)
}

/** Says in the timeline that it was no window of the person. */
function tellClient(
  { timelines }: SessionContext,
  { id, turns, updatedSeq }: SessionRecord,
  what: 'discarded' | 'restored',
): void {
  timelines.report(id, turns, {
    id: `${what}-${updatedSeq}`,
    kind: 'notice',
    state: 'completed',
    text: `${what === 'discarded' ? 'Discarded' : 'Restored'} from the command line.`,
  })
}

/** Says in the timeline, and to the person, what is missing of a discarded session and what was kept. */
function tellLoss(context: SessionContext, record: SessionRecord, loss: string): string {
  return report(
    context,
    record,
    `${loss} So no last snapshot could be taken, and its revisions can't be shown. Its files were left as they are in ${record.worktree}, and nothing else was touched. Put the repository back and restore the session to go on, or delete that folder when you need nothing of it.`,
  )
}

/** Says the same of a worktree that is away: at a start that finds it, its last snapshot is taken and it goes. */
function tellAway(context: SessionContext, record: SessionRecord): string {
  return report(
    context,
    record,
    `Its worktree ${record.worktree} is not there: its disk may be away. So no last snapshot could be taken, and nothing of it was deleted. When it is back at a later start, the snapshot is taken then, and the worktree goes.`,
  )
}

function report(context: SessionContext, record: SessionRecord, notice: string): string {
  context.timelines.report(record.id, record.turns, {
    id: `t${record.turns}-discarded`,
    kind: 'notice',
    state: 'completed',
    text: notice,
  })
  return notice
}
