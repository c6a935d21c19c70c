import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/** The files of the worktree were kept as they were then, behind the item that is its parent, to go back to. */
export const checkpointKind = itemKind('checkpoint', {
  /** Milliseconds that it took. */
  took: z.number().nonnegative(),
})
export type CheckpointItem = ItemOf<typeof checkpointKind>
