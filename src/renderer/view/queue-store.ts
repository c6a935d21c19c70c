import { createStore } from 'zustand/vanilla'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import type { QueueGroup } from '#shared/domain/session/queue.ts'

interface QueueState {
  /** The session whose title is being edited. */
  readonly renaming: string | null
  readonly folded: ReadonlySet<QueueGroup>
  /** The one repository of which sessions are listed; null lists all. */
  readonly only: string | null
}

/** What the queue shows of itself. What is done with is folded at first. */
export const queueStore = createStore<QueueState>(() => ({
  renaming: null,
  only: null,
  folded: new Set<QueueGroup>(['landed', 'discarded']),
}))

/** Those of the sessions that the queue lists. */
export function listed(
  sessions: Iterable<SessionSummary>,
  only: string | null = queueStore.getState().only,
): readonly SessionSummary[] {
  return [...sessions].filter((session) => only === null || session.repository === only)
}

export function toggleGroup(group: QueueGroup): void {
  queueStore.setState(({ folded }) => {
    const next = new Set(folded)
    if (!next.delete(group)) next.add(group)
    return { folded: next }
  })
}
