import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/** The agent's conversation was cut short so that it fits its model. */
export const compactionKind = itemKind('compaction', {
  /** What was kept, as far as the agent tells; may be empty. */
  text: z.string(),
})
export type CompactionItem = ItemOf<typeof compactionKind>
