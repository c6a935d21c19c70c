import type OpenAI from 'openai'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Standing, TokenUsage } from '../adapter.ts'
import { requestFailure, type RequestFailure } from './failure.ts'
import type { HistoryEntry } from './history.ts'
import { partsText, userMessage, type ModelItem } from './items.ts'
import { standingText } from '../standing-text.ts'
import { approvedText } from './instructions.ts'
import { planText, type PlanStep } from './plan.ts'
import type { Answer } from './stream.ts'
import { tokensOf } from './conversation-size.ts'

/** What a shortened conversation begins with. */
export interface Compacted {
  /** What the person said, the newest of it. */
  readonly words: readonly ModelItem[]
  /** All the rest. */
  readonly history: readonly ModelItem[]
  readonly by: 'server' | 'summary'
  readonly usage: TokenUsage | null
}

/** Most tokens of the person's own words that are kept beside a summary. */
const mostWords = 20_000
/** How often a summary is asked for with less of the conversation. */
const mostCuts = 5

const askForSummary = `The conversation is about to be shortened, because it is close to what fits your context. Write down what you need to go on, for yourself: you will have this text, the task, the plan and what the person said, and nothing else of what came before. In plain words, with exact names:
- what is done, with the files and functions concerned, and how it was verified
- what was decided and why, what was tried and did not work
- what is under way, and the next steps in their order
- facts that were hard to find: commands that work, paths, error messages, constraints
Call no tools. Write only that text.`

const beforeSummary = 'What you wrote down when the conversation was shortened:'

/** Has the model's server shorten the conversation. Its answer is opaque, and for the same model of this server alone. */
export async function compactByServer(
  client: OpenAI,
  request: { readonly model: string; readonly instructions: string; readonly input: readonly ModelItem[] },
  signal: AbortSignal,
): Promise<Result<Compacted, RequestFailure>> {
  try {
    const answer = await client.post<{
      readonly output?: unknown
      readonly usage?: { readonly input_tokens?: number; readonly output_tokens?: number } | null
    }>('/responses/compact', { body: request, signal })
    const { output, usage } = answer
    if (!Array.isArray(output) || output.length === 0)
      return err({
        kind: 'badRequest',
        said: 'no shortened conversation came',
        status: null,
        again: false,
        after: null,
      })
    return ok({
      words: [],
      history: output as readonly ModelItem[],
      by: 'server',
      usage: usage
        ? { input: usage.input_tokens ?? 0, cachedInput: 0, output: usage.output_tokens ?? 0, reasoning: 0 }
        : null,
    })
  } catch (error) {
    return err(requestFailure(error))
  }
}

/** Has the model write down what it needs to go on. Where even that does not fit, the oldest part is left out of it. */
export async function compactBySummary(
  /** Asks without tools. */
  ask: (input: readonly ModelItem[]) => Promise<Result<Answer, RequestFailure | 'aborted'>>,
  request: { readonly input: readonly ModelItem[]; readonly entries: readonly HistoryEntry[] },
): Promise<Result<Compacted, RequestFailure | 'aborted'>> {
  let { input } = request
  for (let cut = 0; ; cut += 1) {
    const answer = await ask([...input, userMessage(askForSummary)])
    if (answer.ok) {
      const summary = textOfAnswer(answer.value)
      if (summary === '')
        return err({ kind: 'serverError', said: 'no summary came', status: null, again: false, after: null })
      return ok({
        words: recentWords(request.entries),
        history: [userMessage(`${beforeSummary}\n\n${summary}`)],
        by: 'summary',
        usage: answer.value.usage,
      })
    }
    const overflows = answer.error !== 'aborted' && answer.error.kind === 'overflow'
    if (!overflows || cut >= mostCuts || input.length < 2) return err(answer.error)
    input = withoutOldest(input)
  }
}

/** What the workbench itself knows, told anew so that no summary can lose or change it. */
export function restated(
  standing: Standing,
  { plan, approved }: { readonly plan: readonly PlanStep[]; readonly approved: string | null },
): ModelItem {
  const parts = [
    'The conversation before was shortened. This stands in the records of the workbench; what is in the worktree is as you left it.',
    standingText(standing, plan.length > 0 ? planText(plan) : ''),
    ...(approved === null ? [] : [approvedText(approved)]),
  ]
  return userMessage(parts.join('\n\n'))
}

function textOfAnswer({ items }: Answer): string {
  return items
    .filter((item) => item.type === 'message')
    .map((item) => partsText(item.content, 'output_text'))
    .join('\n')
    .trim()
}

/** The person's own words, the newest first while there is room, in their order. */
function recentWords(entries: readonly HistoryEntry[]): readonly ModelItem[] {
  let room = mostWords
  const kept: ModelItem[] = []
  for (const { item, by } of entries.toReversed()) {
    if (by !== 'person') continue
    room -= tokensOf(item)
    if (room < 0 && kept.length > 0) break
    kept.push(item)
  }
  return kept.toReversed()
}

/** Without the oldest fourth; an answer whose call is gone goes with it. */
function withoutOldest(input: readonly ModelItem[]): readonly ModelItem[] {
  const rest = input.slice(Math.max(1, Math.floor(input.length / 4)))
  const calls = new Set(rest.flatMap((item) => (item.type?.endsWith('_call') ? [item.call_id] : [])))
  return rest.filter((item) => !item.type?.endsWith('_call_output') || calls.has(item.call_id))
}
