import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { Reviews } from '../reviews/reviews.ts'

/**
 * Counts what sessions have to decide where no figures are kept that are true of them, one after the other; until then none
 * are told. What can't be counted is told when its review is read.
 */
export function countAnew(
  registry: { all(): readonly SessionRecord[]; find(id: string): SessionRecord | null },
  reviews: Pick<Reviews, 'changeset'>,
): { dispose(): Promise<void> } {
  let isOver = false
  const uncounted = (record: SessionRecord | null): boolean =>
    record?.counts === null &&
    record.revisions.length > 0 &&
    record.discardedAt === null &&
    !record.collected.includes('references')
  const count = async (): Promise<void> => {
    for (const { id } of registry.all().filter(uncounted)) {
      if (isOver) return
      if (uncounted(registry.find(id))) await reviews.changeset(id)
    }
  }
  const counting = count()
  return {
    async dispose() {
      isOver = true
      await counting
    },
  }
}
