import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { UpToDate } from '#shared/contract/up-to-date.ts'
import type { SessionCounts } from '#shared/domain/changeset/counts.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import { upToDateWords } from '#shared/domain/session/up-to-date.ts'
import { failureKind, keepFiles, moveWorktree, type WorktreeMove } from './move-worktree.ts'
import { idleSession, wrongState, type SessionContext } from './session-context.ts'
import { bringBackWorktree } from './session-worktree.ts'
import type { UpToDatePlan } from './up-to-date-plans.ts'

/** How it is asked for; where the two conflict it is refused, unless that is to be marked. */
export interface UpToDateWay {
  readonly conflicts: 'refuse' | 'mark'
  readonly client?: ActClient | undefined
}

/**
 * Brings an idle session up to date with its target: what others landed there since is merged with its newest revision among
 * objects; that is its next revision, against the target's commit as its base, with the decisions that stand; then the files
 * of its worktree follow. What they were is a revision and a checkpoint first. A kill in the middle is made good at the next
 * start.
 */
export async function bringUpToDate(
  context: SessionContext,
  id: string,
  { conflicts, client }: UpToDateWay,
): Promise<Result<UpToDate, SessionFailure>> {
  const idle = idleSession(context, id)
  if (!idle.ok) return idle
  if (idle.value.source)
    return err(
      wrongState(
        idle.value,
        'It reviews what you named, and has no agent whose work could be brought up to date. What you named stays what it is.',
      ),
    )
  const there = await bringBackWorktree(context, idle.value)
  if (!there.ok) return there
  const left = await context.agents.left(id)
  if (left.length > 0)
    return err(wrongState(idle.value, 'Processes of its turns still run. End what is left running first.'))
  const taken = await context.revisions.take(id, idle.value.turns)
  if (!taken.ok) return err({ ...taken.error, kind: 'snapshotFailed' })
  const goal = await context.revisions.upToDate(id, conflicts)
  if (!goal.ok) return err({ ...goal.error, kind: failureKind(goal.error.kind) })
  const { target, baseCommit } = goal.value
  if (goal.value.kind === 'nothing')
    return ok({
      ...{
        target,
        baseCommit,
        commits: 0,
        revision: null,
        undo: null,
        decided: 0,
        decidedBefore: 0,
        conflicts: [],
      },
      words: `The session has everything of ${target} already. Nothing was changed.`,
    })
  const now = idleSession(context, id)
  if (!now.ok) return now
  const before = await context.revisions.ended(id, now.value.turns, {
    id: `up-to-date-${now.value.checkpoints.filter(({ at }) => at === 'upToDate').length + 1}`,
    at: 'upToDate',
    // The talk goes on: rolled back to, it is cut at the end of its turn.
    mark: null,
  })
  if (before === null)
    return err(wrongState(now.value, 'It has no revision yet that could be brought up to date.'))
  const latest = idleSession(context, id)
  if (!latest.ok) return latest
  const plan: UpToDatePlan = {
    ...goal.value.goal,
    before: { id: before.id, turn: before.turn, tree: before.tree, head: before.head },
    ...(client ? { client } : {}),
  }
  context.registry.upToDates.begin(id, plan)
  return carryOut(context, id, plan, { from: plan.before.tree, goesOn: false })
}

/** Does the rest of what a kill cut off. What is in the worktree meanwhile is kept first. */
export async function finishUpToDate(context: SessionContext, id: string): Promise<void> {
  const plan = context.registry.upToDates.of(id)
  const record = context.registry.find(id)
  if (plan === null || !record?.worktree) return
  const from = await keepFiles(context.revisions, id, { ...plan.before, turn: record.turns }, 'cut-off')
  await carryOut(context, id, plan, { from, goesOn: true })
}

async function carryOut(
  context: SessionContext,
  id: string,
  plan: UpToDatePlan,
  way: Pick<WorktreeMove, 'from' | 'goesOn'>,
): Promise<Result<UpToDate, SessionFailure>> {
  const { registry, timelines, revisions } = context
  const { before, revision, target, baseCommit, baseTree, commits, conflicts, client } = plan
  const moved = await moveWorktree(context, id, {
    ...{ before, to: { tree: revision.tree, head: plan.head }, ...way },
    bring: (to, found) => revisions.bringUp(id, to, found),
  })
  if (!moved.ok) {
    registry.upToDates.end(id)
    return moved
  }
  const record = moved.value
  const isNew = record.revisions.at(-1)?.tree !== revision.tree
  const decidedBefore = decidedOf(record.counts)
  const data = { target, baseTree, baseCommit, conflicts, before: before.id, ...(client ? { client } : {}) }
  // All at once: of half of it others' commits would be hunks to decide.
  registry.record(
    id,
    { type: 'broughtUpToDate', data },
    ...(isNew ? [{ type: 'revisionTaken', data: revision } as const] : []),
  )
  await revisions.recorded(id)
  // What the turn came to is this from now on; what it was before has a checkpoint of its own.
  await revisions.ended(id, before.turn)
  const figures = {
    ...{ target, baseCommit, commits, revision: isNew ? revision.number : null, decidedBefore, conflicts },
    decided: decidedOf(registry.find(id)?.counts ?? null),
  }
  const words = upToDateWords(figures)
  const by = client ? ' It was asked for from the command line.' : ''
  timelines.tell(id, before.turn, {
    id: before.id,
    kind: 'notice',
    state: 'completed',
    text: `${words}${by} What was there before is kept: “winnow roll-back” with “--checkpoint ${before.id}” brings it back.`,
  })
  return ok({ ...figures, undo: before.id, words })
}

function decidedOf(counts: SessionCounts | null): number {
  return counts === null ? 0 : counts.accepted + counts.rejected + counts.deferred
}
