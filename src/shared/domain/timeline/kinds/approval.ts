import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/**
 * Permission that an agent asks for; `parent` is the item that it is for. It waits, is completed when it was given and
 * declined when it was not; one that nobody can answer any more is interrupted.
 */
export const approvalKind = itemKind('approval', {
  /** What it wants to do. */
  text: z.string(),
  /** Why, in the agent's words; may be empty. */
  reason: z.string(),
  /** What can be answered, as the agent offers it. */
  options: z
    .array(
      z
        .strictObject({
          id: z.string(),
          label: z.string(),
          effect: z.enum(['allowOnce', 'allowAlways', 'declineOnce', 'declineAlways']),
        })
        .readonly(),
    )
    .readonly(),
  /** The id of the option that was chosen. */
  answer: z.string().nullable(),
})
export type ApprovalItem = ItemOf<typeof approvalKind>
