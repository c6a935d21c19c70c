import { createStore } from 'zustand/vanilla'
import type { QueueGroup } from '#shared/domain/session/queue.ts'

interface QueueState {
  /** The session whose title is being edited. */
  readonly renaming: string | null
  readonly folded: ReadonlySet<QueueGroup>
}

/** What the queue shows of itself. What is done with is folded at first. */
export const queueStore = createStore<QueueState>(() => ({
  renaming: null,
  folded: new Set<QueueGroup>(['landed', 'discarded']),
}))

export function toggleGroup(group: QueueGroup): void {
  queueStore.setState(({ folded }) => {
    const next = new Set(folded)
    if (!next.delete(group)) next.add(group)
    return { folded: next }
  })
}
