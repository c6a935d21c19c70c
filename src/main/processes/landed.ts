import type { Moved } from '../landing/dependencies.ts'
import { baseRef, landedRef } from '../git/hidden-ref.ts'
import type { Reviews } from '../reviews/reviews.ts'
import type { SessionRefs } from '../sessions/ports.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Timelines } from '../sessions/timelines.ts'
import { landingItem } from './landing-item.ts'

/** What changes with a session when its accepted tree landed, or when that is undone. */
export interface LandingParts {
  readonly registry: SessionRegistry
  readonly timelines: Timelines
  readonly reviews: Pick<Reviews, 'baseMoved'>
  readonly refs: Pick<SessionRefs, 'keep'>
}

/** What a landing makes the session's base is kept by its references, before anything rests on it. */
export async function keepLanded(
  { registry, timelines, refs }: Omit<LandingParts, 'reviews'>,
  session: string,
  { record, baseTree, baseCommit }: Moved,
): Promise<void> {
  const before = registry.find(session)
  if (!before) return
  const { repository, turns, landings } = before
  const kept = [
    await refs.keep(repository, baseRef(session), baseCommit ?? before.baseCommit, before.baseCommit),
    await refs.keep(repository, landedRef(session, landings.length + 1), baseTree),
  ]
  for (const one of kept)
    if (!one.ok)
      timelines.tell(session, turns, {
        id: `${record.id}-unkept`,
        kind: 'notice',
        state: 'failed',
        text: `No reference keeps the base of what is left after a landing from git's collection of garbage. ${one.error.message} Winnow tries again when it starts.`,
      })
}

/**
 * A landing has moved its target: what landed is the session's new base, told in its timeline, and the decisions are
 * carried over.
 */
export async function landed(
  { registry, timelines, reviews }: Omit<LandingParts, 'refs'>,
  session: string,
  { record, baseTree, baseCommit }: Moved,
): Promise<void> {
  const before = registry.find(session)
  if (!before) return
  const commit = baseCommit ?? before.baseCommit
  registry.record(session, { type: 'landed', data: { record, baseTree, baseCommit: commit } })
  timelines.report(session, before.turns, landingItem(record, 'landed', record.client))
  await reviews.baseMoved(session)
}
