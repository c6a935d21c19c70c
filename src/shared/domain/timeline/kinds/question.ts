import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/** A question of the agent to the person. */
export const questionKind = itemKind('question', {
  text: z.string(),
  /** Answers that the agent offers; may be none. */
  options: z.array(z.strictObject({ label: z.string(), description: z.string() }).readonly()).readonly(),
  /** What was answered: an option's label, or words of the person's own. */
  answer: z.string().nullable(),
})
export type QuestionItem = ItemOf<typeof questionKind>
