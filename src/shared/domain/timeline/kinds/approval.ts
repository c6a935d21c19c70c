import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/** Version 1 had no place, nothing that is touched, no diff, and no words beside the answer. */
const first = z.looseObject({ kind: z.literal('approval'), answer: z.string().nullable() })

/**
 * Permission that an agent asks for; `parent` is the item that it is for. It waits, is completed when it was given and
 * declined when it was not; one that nobody can answer any more is interrupted.
 */
export const approvalKind = itemKind(
  'approval',
  {
    /** What it wants to do. */
    text: z.string(),
    /** Why, in the agent's words; may be empty. */
    reason: z.string(),
    /** Where it would be done; null where the agent does not say. */
    folder: z.string().nullable(),
    /** Paths and hosts that it would touch, as far as the agent says. */
    touches: z.array(z.string()).readonly(),
    /** What it would write, as a unified diff; null where there is none. */
    diff: z.string().nullable(),
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
    /** What the person said to it; may be empty. */
    words: z.string(),
  },
  [(stored) => ({ ...first.parse(stored), folder: null, touches: [], diff: null, words: '' })],
)
export type ApprovalItem = ItemOf<typeof approvalKind>
