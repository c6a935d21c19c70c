import { isUnderWay } from '#shared/domain/session/busy.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { finishDiscard } from './discard.ts'
import { finishUpToDate } from './bring-up-to-date.ts'
import { finishRollBack } from './roll-back.ts'
import { lastPlanAsk, waitForLeft } from './left-ask.ts'
import { answerOf, isPlanAsk, type PlanAsk } from './plan-ask.ts'
import type { SessionContext } from './session-context.ts'
import { findWorktree } from './session-worktree.ts'

/**
 * After a start: turns that were under way when the workbench ended are over. Their worktrees become a revision, so
 * what the agent wrote until then is there to review. What was being made or discarded when the workbench was
 * killed is put away; nothing else is: a worktree that is not in its place is told and waited for. What is left when the
 * workbench has `ended` stays as it is for the next start.
 */
export async function recoverSessions(
  context: SessionContext,
  concerns: (repository: string) => boolean,
  ended: AbortSignal,
): Promise<void> {
  const { registry } = context
  for (const { id, repository } of registry.neverMade()) {
    if (!concerns(repository)) continue
    await context.refs.remove(repository, id)
    await context.worktrees.removeEmpty(id)
    await context.folders.removeNew(id)
    registry.forgetNew(id)
  }
  for (const { note, session, path } of registry.abandoned.all()) {
    const record = registry.find(session)
    if (record && !concerns(record.repository)) continue
    const put = record && record.worktree !== path ? await context.worktrees.discard(record, path) : null
    if (put === null || put.ok) registry.abandoned.forget(note)
  }
  for (const { id, repository } of registry.all()) {
    if (ended.aborted) return
    if (!concerns(repository)) continue
    await context.refs.unlock(repository, id)
    await recoverSession(context, id, ended)
    if (registry.find(id)?.worktree === null) await context.worktrees.removeEmpty(id)
  }
}

async function recoverSession(context: SessionContext, id: string, ended: AbortSignal): Promise<void> {
  const record = (): SessionRecord | null => context.registry.find(id)
  const before = record()
  if (before === null) return
  // Of a discarded session the rest of that looks for it.
  if (before.discardedAt === null && before.worktree !== null) await findWorktree(context, before)
  const found = record() ?? before
  if (isUnderWay(found)) await recoverTurn(context, found, ended)
  if (found.worktree !== null && found.discardedAt === null && !ended.aborted)
    await finishRollBack(context, id)
  if (found.worktree !== null && found.discardedAt === null && !ended.aborted)
    await finishUpToDate(context, id)
  if (found.worktree !== null && found.discardedAt !== null) await finishDiscard(context, found)
}

async function recoverTurn(
  context: SessionContext,
  record: SessionRecord,
  ended: AbortSignal,
): Promise<void> {
  await context.folders.removePrompts(record.id)
  const { asks, agents, registry } = context
  const lasts = await agents.takesAnswersLater(record.agent.kind)
  const left = await context.timelines.recover(record.id, record.turns, (item): item is PlanAsk =>
    lasts ? isPlanAsk(item) : false,
  )
  const taken = await context.revisions.take(record.id, record.turns)
  if (taken.ok) await context.revisions.ended(record.id, record.turns)
  if (ended.aborted) return
  if (left !== null) return waitForLeft(context, record.id, left)
  // Answered when the workbench was killed: what comes after that is recorded with it.
  const answered = lasts && record.state === 'waiting' ? lastPlanAsk(context, record) : null
  if (answered !== null && answerOf(answered) !== null) return asks.goOn(record)
  registry.record(record.id, {
    type: 'sessionStateChanged',
    data: { state: 'stopped', activity: 'Winnow ended while this ran; what was written is kept' },
  })
}
