import { err, ok, type Result } from '#shared/base/result.ts'
import type { RolledBack } from '#shared/contract/checkpoint.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import { endOf, type Checkpoint } from '#shared/domain/session/checkpoint.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { atCheckpoint, rolledBackWords } from '#shared/domain/session/roll-back-words.ts'
import { failureKind, keepFiles, moveWorktree, type WorktreeMove } from './move-worktree.ts'
import type { RollBackPlan } from './roll-back-plans.ts'
import { idleSession, wrongState, type SessionContext } from './session-context.ts'
import { bringBackWorktree } from './session-worktree.ts'

/** What is gone back to: the end of a turn, 0 for before the first, or a checkpoint by its id. */
export type RollBackTo = { readonly turn: number } | { readonly checkpoint: string }

/**
 * Brings files and talk of an idle session back to a checkpoint together. What they were becomes a revision and a checkpoint
 * first, so that this can be undone, and a kill in the middle is made good at the next start.
 */
export async function rollBack(
  context: SessionContext,
  id: string,
  to: RollBackTo,
  client?: ActClient,
): Promise<Result<RolledBack, SessionFailure>> {
  const idle = idleSession(context, id)
  if (!idle.ok) return idle
  if (idle.value.source)
    return err(wrongState(idle.value, 'It has no agent whose work could be rolled back.'))
  const there = await bringBackWorktree(context, idle.value)
  if (!there.ok) return there
  const left = await context.agents.left(id)
  if (left.length > 0)
    return err(wrongState(idle.value, 'Processes of its turns still run. End what is left running first.'))
  const record = idleSession(context, id)
  if (!record.ok) return record
  const target = checkpointOf(record.value, to)
  if (!target.ok) return target
  const obstacle = await context.revisions.obstacle(id, target.value)
  if (obstacle !== null) return err({ ...obstacle, kind: failureKind(obstacle.kind) })
  const taken = await context.revisions.take(id, record.value.turns)
  if (!taken.ok) return err({ ...taken.error, kind: 'snapshotFailed' })
  const now = idleSession(context, id)
  if (!now.ok) return now
  const before = await context.revisions.ended(id, now.value.turns, {
    id: `roll-back-${now.value.checkpoints.filter(({ at }) => at === 'rollBack').length + 1}`,
    at: 'rollBack',
    mark: await context.conversations.mark(now.value),
  })
  if (before === null)
    return err(wrongState(now.value, 'Nothing of it was kept yet that it could be rolled back from.'))
  const plan: RollBackPlan = { to: target.value, before, ...(client ? { client } : {}) }
  context.registry.rollBacks.begin(id, plan)
  return carryOut(context, id, plan, { from: before.tree, goesOn: false })
}

/** Does the rest of a roll back that a kill cut off. What is in the worktree meanwhile is kept first. */
export async function finishRollBack(context: SessionContext, id: string): Promise<void> {
  const plan = context.registry.rollBacks.of(id)
  const record = context.registry.find(id)
  if (plan === null || !record?.worktree) return
  const from = await keepFiles(context.revisions, id, { ...plan.before, turn: record.turns }, 'cut-off')
  await carryOut(context, id, plan, { from, goesOn: true })
}

async function carryOut(
  context: SessionContext,
  id: string,
  { to, before, client }: RollBackPlan,
  way: Pick<WorktreeMove, 'from' | 'goesOn'>,
): Promise<Result<RolledBack, SessionFailure>> {
  const { registry, timelines, revisions } = context
  const moved = await moveWorktree(context, id, {
    ...{ before, to, ...way },
    bring: (goal, found) => revisions.bringBack(id, goal, found),
  })
  if (!moved.ok) {
    registry.rollBacks.end(id)
    return moved
  }
  const record = moved.value
  const conversation = await context.conversations.rollBack(record, to, before)
  const data = { to: to.id, before: before.id, turn: to.turn, at: to.at, conversation }
  registry.record(id, { type: 'rolledBack', data: { ...data, turns: before.turn } })
  const by = client ? ' It was asked for from the command line.' : ''
  timelines.tell(id, before.turn, {
    id: before.id,
    kind: 'notice',
    state: 'completed',
    text: `${rolledBackWords(data)}${by}`,
  })
  // What it tells, if it can't be taken, is in the timeline.
  await revisions.take(id, before.turn, to.base)
  return ok({ undo: before.id, words: `rolled back to ${atCheckpoint(to)}`, conversation })
}

/** A checkpoint of a session, or why there is none. */
export function checkpointOf(record: SessionRecord, to: RollBackTo): Result<Checkpoint, SessionFailure> {
  const { baseCommit: commit, baseTree: tree, checkpoints, collected } = record
  if (!collected.includes('references')) {
    if ('turn' in to && to.turn === 0)
      return ok({ ...{ id: 'base', turn: 0, at: 'end', mark: null }, commit, tree, head: commit })
    const found =
      'turn' in to ? endOf(checkpoints, to.turn) : checkpoints.find((one) => one.id === to.checkpoint)
    if (found) return ok(found)
  }
  const what = 'turn' in to ? `end of turn ${to.turn}` : `place ${to.checkpoint}`
  return err({
    kind: 'notFound',
    message: `No checkpoint is kept of the ${what} of session ${record.id}. Nothing was changed. Its turns are counted from 1; 0 is before the first.`,
  })
}
