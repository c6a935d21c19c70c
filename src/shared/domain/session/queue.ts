import { isBusy } from './busy.ts'
import type { SessionSummary } from './summary.ts'

/** The groups of the queue, in the order of work. */
export const queueGroups = ['needsYou', 'running', 'ready', 'landed', 'discarded'] as const
export type QueueGroup = (typeof queueGroups)[number]

/** The heading of each group. */
export const groupTitle: Readonly<Record<QueueGroup, string>> = {
  needsYou: 'Needs you',
  running: 'Running',
  ready: 'Ready',
  landed: 'Landed',
  discarded: 'Discarded',
}

/**
 * Where a session stands. It needs the person while its agent asks something, hunks are undecided or it failed; it is ready once everything is
 * decided; it has landed when a landing holds and nothing accepted is left to land.
 */
export function groupOf(session: SessionSummary): QueueGroup {
  if (session.discardedAt !== null) return 'discarded'
  const { state, counts } = session
  if (state === 'waiting') return 'needsYou'
  if (isBusy(session)) return 'running'
  if (state === 'failed') return 'needsYou'
  if ((counts?.undecided ?? 0) > 0) return 'needsYou'
  if (session.landedOn !== null && (counts?.accepted ?? 0) === 0) return 'landed'
  return 'ready'
}

const runningOrder = {
  running: 0,
  waiting: 0,
  preparing: 1,
  queued: 2,
  ready: 3,
  failed: 3,
  stopped: 3,
} as const

function compareWithin(group: QueueGroup, one: SessionSummary, other: SessionSummary): number {
  switch (group) {
    case 'needsYou':
      // An agent that asks can't go on until it is answered.
      return askedFirst(one) - askedFirst(other) || one.updatedSeq - other.updatedSeq
    case 'ready':
      // What has waited longest comes first, as in any queue.
      return one.updatedSeq - other.updatedSeq
    case 'running':
      return runningOrder[one.state] - runningOrder[other.state] || one.createdSeq - other.createdSeq
    case 'landed':
    case 'discarded':
      return other.updatedSeq - one.updatedSeq
  }
}

const askedFirst = ({ state }: SessionSummary): number => (state === 'waiting' ? 0 : 1)

function compareIds(one: SessionSummary, other: SessionSummary): number {
  if (one.createdSeq !== other.createdSeq) return one.createdSeq - other.createdSeq
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0
}

export interface QueueSection {
  readonly group: QueueGroup
  readonly sessions: readonly SessionSummary[]
}

/** The queue: every group in the order of work, each session in exactly one, in a total order. */
export function arrangeQueue(sessions: Iterable<SessionSummary>): readonly QueueSection[] {
  const byGroup = new Map<QueueGroup, SessionSummary[]>(queueGroups.map((group) => [group, []]))
  for (const session of sessions) byGroup.get(groupOf(session))?.push(session)
  return queueGroups.map((group) => ({
    group,
    sessions: (byGroup.get(group) ?? []).sort(
      (one, other) => compareWithin(group, one, other) || compareIds(one, other),
    ),
  }))
}

/**
 * The session to look at next: the one after `current` among those that need the person, round to the first; when
 * none does, the same among the ready ones. null when there is no other.
 */
export function nextForPerson(sessions: Iterable<SessionSummary>, current: string | null): string | null {
  const sections = arrangeQueue(sessions)
  for (const wanted of ['needsYou', 'ready'] as const) {
    const ids = (sections.find((section) => section.group === wanted)?.sessions ?? []).map(
      (session) => session.id,
    )
    const at = current === null ? -1 : ids.indexOf(current)
    const next = ids[(at + 1) % Math.max(1, ids.length)]
    if (next !== undefined && next !== current) return next
  }
  return null
}
