import { nextForPerson } from '#shared/domain/session/queue.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import type { Reviews } from '../reviews/reviews.ts'

/**
 * Has the review that the person comes to first worked out while the first page loads: of all that a page waits for, that
 * takes longest. What can't be worked out is told when that review is read.
 */
export function readFirstAhead(
  sessions: Iterable<SessionSummary>,
  reviews: Pick<Reviews, 'changeset'>,
): { dispose(): Promise<void> } {
  const first = nextForPerson(sessions, null)
  const reading = first === null ? null : reviews.changeset(first)
  return {
    async dispose() {
      await reading
    },
  }
}
