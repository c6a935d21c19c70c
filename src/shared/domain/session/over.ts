import { isBusy } from './busy.ts'
import { groupOf } from './queue.ts'
import type { SessionRecord } from './session-events.ts'
import { summaryOf } from './summary.ts'

/** How a session came to be over, and when, in milliseconds since 1970. */
export interface Over {
  readonly how: 'discarded' | 'landed'
  readonly at: number
}

/**
 * Whether a session is over: discarded, with its last snapshot taken and its worktree gone, or landed with nothing left to
 * decide or to land. One that runs or waits for its turn is not, nor is one that failed.
 */
export function overSince(record: SessionRecord): Over | null {
  if (isBusy(record)) return null
  // Its worktree is there where its last snapshot could not be taken, or did not hold all of it.
  if (record.discardedAt !== null)
    return record.worktree === null ? { how: 'discarded', at: record.discardedAt } : null
  return groupOf(summaryOf(record)) === 'landed' ? { how: 'landed', at: record.updatedAt } : null
}

/** A session that is over, and what can be freed of it. */
export interface OverSession {
  readonly at: number
  /** Bytes in the data folder. */
  readonly bytes: number
  /** Something of it was noted as deleted and is still there. */
  readonly unfinished: boolean
}

/**
 * Which sessions are collected: those that are over for longer than `age` (milliseconds), those whose collection was cut
 * off, and, while the data folder would still use more than `budget` bytes, the next ones, those first that were over first.
 */
export function chooseOver<Session extends OverSession>(
  sessions: readonly Session[],
  limits: {
    readonly now: number
    readonly age: number
    readonly budget: number | null
    readonly used: number
  },
): readonly Session[] {
  const { now, age, budget, used } = limits
  const oldestFirst = sessions.toSorted((one, other) => one.at - other.at)
  const isDue = (one: Session): boolean => one.unfinished || now - one.at >= age
  let left = used - oldestFirst.filter(isDue).reduce((sum, { bytes }) => sum + bytes, 0)
  return oldestFirst.filter((one) => {
    if (isDue(one)) return true
    if (budget === null || left <= budget) return false
    left -= one.bytes
    return true
  })
}
