import { z } from 'zod'
import type { TokenUsage } from '../adapter.ts'

const tokens = z.number().nonnegative().nullish()

/** What some agents tell with the end of a turn, before the protocol has settled on it. */
const answer = z.object({
  usage: z.object({
    totalTokens: tokens,
    inputTokens: z.number().nonnegative(),
    outputTokens: z.number().nonnegative(),
    thoughtTokens: tokens,
    cachedReadTokens: tokens,
    cachedWriteTokens: tokens,
  }),
})

/** The tokens of a turn, as its end tells them; null where it does not. */
export function usageOf(response: unknown): TokenUsage | null {
  const read = answer.safeParse(response)
  if (!read.success) return null
  const { totalTokens, inputTokens, outputTokens, thoughtTokens, cachedReadTokens, cachedWriteTokens } =
    read.data.usage
  const cachedInput = cachedReadTokens ?? 0
  const beside = cachedInput + (cachedWriteTokens ?? 0)
  // Some count the cached tokens beside the others: then the sum says so.
  const isBeside = (totalTokens ?? 0) >= inputTokens + outputTokens + beside
  return {
    input: inputTokens + (isBeside ? beside : 0),
    cachedInput,
    output: outputTokens,
    reasoning: Math.min(thoughtTokens ?? 0, outputTokens),
  }
}
