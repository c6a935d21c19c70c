import type { Reviews } from '../reviews/reviews.ts'
import type { SessionRegistry } from '../sessions/registry.ts'

/**
 * What a session without an agent is held against moved: its base is recorded, then the decisions are carried over. A
 * crash in between is made good when the review is used next.
 */
export async function baseMoved(
  parts: { readonly registry: SessionRegistry; readonly reviews: Pick<Reviews, 'baseMoved'> },
  session: string,
  to: { readonly baseTree: string; readonly baseCommit: string },
): Promise<void> {
  parts.registry.record(session, { type: 'baseMoved', data: to })
  await parts.reviews.baseMoved(session)
}
