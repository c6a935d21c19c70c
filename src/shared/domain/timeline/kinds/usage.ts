import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

const tokens = z.number().nonnegative()

/** What a turn took of its model so far, as its agent tells it: sums over its requests. */
export const usageKind = itemKind('usage', {
  requests: z.int().positive(),
  /** All tokens of the prompts, the cached ones too. */
  input: tokens,
  cachedInput: tokens,
  /** All tokens of the answers, the reasoning too. */
  output: tokens,
  reasoning: tokens,
})
export type UsageItem = ItemOf<typeof usageKind>
