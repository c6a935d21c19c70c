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

/**
 * A landing has moved its target: what landed is the session's new base, kept by its references, told in its timeline, and
 * the decisions are carried over.
 */
export async function landed(
  { registry, timelines, reviews, refs }: LandingParts,
  session: string,
  { record, baseTree, baseCommit }: Moved,
): Promise<void> {
  const before = registry.find(session)
  if (!before) return
  const commit = baseCommit ?? before.baseCommit
  const kept = await refs.keep(before.repository, baseRef(session), commit)
  const landedKept = await refs.keep(
    before.repository,
    landedRef(session, before.landings.length + 1),
    baseTree,
  )
  registry.record(session, { type: 'landed', data: { record, baseTree, baseCommit: commit } })
  timelines.report(session, before.turns, landingItem(record, 'landed'))
  for (const one of [kept, landedKept])
    if (!one.ok)
      timelines.report(session, before.turns, {
        id: `${record.id}-unkept`,
        kind: 'notice',
        state: 'failed',
        text: `It landed, but no reference keeps the base of what is left from git's collection of garbage. ${one.error.message} Winnow tries again when it starts.`,
      })
  await reviews.baseMoved(session)
}
