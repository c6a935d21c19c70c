import type { ReviewModel, Tally } from './review-model.ts'
import type { ReviewState } from './review-store.ts'

/** How many hunks are in which state, as every view says it. */
export interface Counts extends Tally {
  /** Decisions that are shown, but that the workbench has not acknowledged for longer than it should take. */
  readonly unkept: number
}

/**
 * The counts of a changeset. Decisions count at once, since the workbench keeps them within moments; while it does not
 * answer, only what it acknowledged counts.
 */
export function countsOf(model: ReviewModel, { waiting }: Pick<ReviewState, 'waiting'>): Counts {
  if (!waiting) return { ...model.total, unkept: 0 }
  const { foreseen, ...told } = model.told
  return { ...told, unkept: foreseen }
}
