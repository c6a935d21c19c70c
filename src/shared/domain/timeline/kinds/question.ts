import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/** Version 1 kept an option's label and the person's own words in one place. */
const first = z.looseObject({
  kind: z.literal('question'),
  options: z.array(z.looseObject({ label: z.string() })),
  answer: z.string().nullable(),
})

/** A question of the agent to the person. */
export const questionKind = itemKind(
  'question',
  {
    text: z.string(),
    /** Answers that the agent offers; may be none. */
    options: z.array(z.strictObject({ label: z.string(), description: z.string() }).readonly()).readonly(),
    /** The label of the option that was chosen; null where none was. */
    answer: z.string().nullable(),
    /** What the person said in words of their own; may be empty. */
    words: z.string(),
  },
  [
    (stored) => {
      const item = first.parse(stored)
      const isLabel = item.options.some(({ label }) => label === item.answer)
      return isLabel ? { ...item, words: '' } : { ...item, answer: null, words: item.answer ?? '' }
    },
  ],
)
export type QuestionItem = ItemOf<typeof questionKind>
