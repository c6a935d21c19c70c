import { FreshRuns } from '#shared/base/fresh-runs.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import { isBusy } from '#shared/domain/session/busy.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { worktreeChangeText, type WorktreeChange } from '#shared/domain/session/worktree-change.ts'
import { StoreWriteError } from '../store/store.ts'
import type { SessionContext } from './session-context.ts'
import { findWorktree } from './session-worktree.ts'

type Compared = Result<WorktreeChange | null, SessionFailure>

/** Of each workbench; a session that many look at is compared once for all of them. */
const comparisons = new WeakMap<SessionContext, FreshRuns<string, Compared>>()

/**
 * Compares the worktree of an idle session with its newest revision: a process of a turn may write on after it, and so may
 * a person or their editor. What differs is told in the session's details, and once for each change in its timeline. It is
 * in no revision, so it neither is decided nor lands; nothing is done about it unasked.
 */
export function compareWorktree(context: SessionContext, id: string): Promise<Compared> {
  let ofContext = comparisons.get(context)
  if (!ofContext)
    comparisons.set(context, (ofContext = new FreshRuns((session) => compare(context, session))))
  return ofContext.run(id)
}

async function compare(context: SessionContext, id: string): Promise<Compared> {
  const record = context.registry.get(id)
  if (!record.ok) return record
  if (!isComparable(record.value)) return ok(null)
  const there = await findWorktree(context, record.value)
  if (!there.ok) return there
  const before = context.registry.find(id)
  const found = await context.revisions.compare(id)
  const now = context.registry.find(id)
  // What was seen is of another revision or of the next turn.
  if (!before || !now || !isComparable(now) || momentOf(now) !== momentOf(before)) return ok(null)
  if (!found.ok) return err({ ...found.error, kind: 'snapshotFailed' })
  const change = found.value
  if (change !== null && change.tree !== now.worktreeChange?.tree) tell(context, now, change)
  context.registry.differs(id, change)
  return ok(change)
}

function isComparable(record: SessionRecord): boolean {
  const { discardedAt, worktree, revisions } = record
  return !isBusy(record) && discardedAt === null && worktree !== null && revisions.length > 0
}

function momentOf({ turns, worktree, revisions }: SessionRecord): string {
  return `${turns} ${revisions.length} ${worktree}`
}

function tell(context: SessionContext, record: SessionRecord, change: WorktreeChange): void {
  const newest = record.revisions.at(-1)?.number ?? 0
  try {
    context.timelines.tellOnce(record.id, record.turns, {
      id: `r${newest}-changed-${change.tree.slice(0, 12)}`,
      kind: 'notice',
      state: 'completed',
      text: `${worktreeChangeText(change, newest)} It is in no revision, so it does not land. F5 takes it as r${newest + 1}.`,
    })
  } catch (error) {
    // On a full disk no notice can be kept; the session's details still tell.
    if (!(error instanceof StoreWriteError)) throw error
  }
}
