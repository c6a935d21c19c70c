import type { DecisionCounts } from '../changeset/counts.ts'

/** What the workbench answers to an act of the person on a review: how the newest revision stands after it. */
export interface ReviewAnswer extends DecisionCounts {
  /** The act's id: the client's, or one that was made for it. */
  readonly act: string
  /** The number of the changeset event that says what the act did: who has seen that event has seen the act. */
  readonly seq: number
}
