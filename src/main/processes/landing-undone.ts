import type { Moved } from '../landing/dependencies.ts'
import type { LandingParts } from './landed.ts'
import { landingItem } from './landing-item.ts'

/**
 * A landing was undone: the session's base is again what it was, told in its timeline, and the decisions are as before,
 * with those made since.
 */
export async function landingUndone(
  { registry, timelines, reviews }: Omit<LandingParts, 'refs'>,
  session: string,
  { record, client, baseTree, baseCommit }: Moved,
): Promise<void> {
  const before = registry.find(session)
  if (!before) return
  registry.record(session, {
    type: 'landingUndone',
    data: { landing: record.id, baseTree, baseCommit: baseCommit ?? before.baseCommit },
  })
  timelines.report(session, before.turns, landingItem(record, 'undone', client))
  await reviews.baseMoved(session)
}
