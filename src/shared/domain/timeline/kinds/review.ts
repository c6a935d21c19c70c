import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/** What the agent proposes for the reading of its change: an explanation, and places worth reading. */
export const reviewKind = itemKind('review', {
  /** The explanation, in Markdown; may be empty. */
  text: z.string(),
  pins: z
    .array(
      z
        .strictObject({
          /** Inside the worktree, relative to it. */
          path: z.string(),
          /** From 1; null for the file as a whole. */
          line: z.int().positive().nullable(),
          /** The line as it was, maybe cut off. */
          text: z.string(),
          /** SHA-256 in hex of the line, and of it with the lines around it; null for the file as a whole. */
          print: z.strictObject({ line: z.string(), around: z.string() }).readonly().nullable(),
          reason: z.string(),
        })
        .readonly(),
    )
    .readonly(),
})
export type ReviewItem = ItemOf<typeof reviewKind>
