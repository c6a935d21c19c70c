import type { AgentFailure, AgentOutcome } from '../adapter.ts'
import { askModel, type AskOptions } from './ask-model.ts'
import type { Budget } from './budget.ts'
import { runCalls } from './calls.ts'
import type { FailureContext, RequestFailure } from './failure.ts'
import { describeFailure } from './failure.ts'
import { requestInput } from './history.ts'
import { isToolCall, partsText, toolOutput, type ModelItem, type ToolCall } from './items.ts'
import type { KeptSteps } from './kept-steps.ts'
import { unanswered } from './propose-plan.ts'
import type { FolderNotes } from './repository-notes.ts'
import type { Rollout } from './rollout.ts'
import type { SaidWords } from './said-words.ts'
import { notShortened, type Shortening } from './shortening.ts'
import type { Answer } from './stream.ts'
import { runTool, type ToolContext } from './tools.ts'

export interface LoopOptions {
  readonly ask: AskOptions
  /** Server and model: who can read the encrypted reasoning of this turn. */
  readonly origin: string
  readonly rollout: Rollout
  readonly tools: ToolContext
  readonly words: SaidWords
  readonly notes: FolderNotes
  readonly budget: Budget
  readonly shortening: Shortening
  readonly steps: KeptSteps
  readonly signal: AbortSignal
  readonly failureContext: FailureContext
}

/**
 * One turn: ask, run the tools that the answer calls for, and ask again until an answer calls for none and the person said
 * nothing more. What was said is on the disk before it has an effect.
 */
export async function runLoop(options: LoopOptions): Promise<AgentOutcome> {
  const { rollout, signal } = options
  const outcome = await runSteps(options)
  await options.words.end()
  await rollout.append({ type: 'end', outcome: signal.aborted ? 'interrupted' : outcome.kind })
  return signal.aborted ? { kind: 'interrupted' } : outcome
}

async function runSteps(options: LoopOptions): Promise<AgentOutcome> {
  const { rollout, signal, ask, shortening } = options
  let overflowed = false
  for (;;) {
    const spent = options.budget.round()
    if (spent !== null) return failed(spentFailure(spent))
    if (rollout.state.unheard.length > 0) await rollout.append({ type: 'heard' })
    if (rollout.state.unheard.length === 0) options.tools.commands.calm()
    if (shortening.isDue) {
      const shortened = await shortening.shorten()
      if (!shortened.ok) return notShortened(shortened.error, options)
    }
    ask.report.activity('thinking')
    const input = requestInput(rollout.state.entries, options.origin, rollout.state.started)
    const asked = await askModel(ask, input)
    if (asked.kind === 'aborted') return { kind: 'interrupted' }
    if (asked.kind === 'failed') {
      if (asked.failure.kind !== 'overflow' || overflowed)
        return failed(describeFailure(asked.failure, options.failureContext))
      overflowed = true
      shortening.overflowed()
      continue
    }
    overflowed = false
    const calls = asked.answer.items.filter(isToolCall)
    // Asked for at once, so that the answer and what it is about to do reach the disk together.
    await Promise.all([takeAnswer(asked.answer, options), runAnswer(calls, options)])
    if (signal.aborted) return { kind: 'interrupted' }
    options.steps.keep(calls)
    if (calls.length > 0) continue
    const outcome = lastAnswer(asked.answer, options)
    if (outcome.kind !== 'completed' || (await options.words.endUnlessSaid())) return outcome
  }
}

/** Keeps an answer, and counts it. */
async function takeAnswer({ items, usage }: Answer, options: LoopOptions): Promise<void> {
  const { rollout } = options
  await rollout.append(
    ...items.map((item) => ({ type: 'item', item }) as const),
    ...(usage ? [{ type: 'usage', usage } as const] : []),
  )
  options.budget.take(usage)
  if (usage === null) return
  options.ask.report.usage(usage)
  options.shortening.size.count(usage.input + usage.output, rollout.state.entries)
}

function spentFailure(spent: string): AgentFailure {
  return {
    kind: 'tooManySteps',
    message: `It was stopped after ${spent}, the most that the settings allow for one turn. What is in the worktree is kept. Read what it did, then send a follow-up if it should go on, or allow more in the settings.`,
  }
}

const calledTooEarly =
  'error: this was called before you knew that your plan was approved, so it did not run. Call it again if it is a part of the plan as it was approved.'

/** Runs the calls of an answer: each is on the disk before it begins, and what it gave before the model is asked again. */
async function runAnswer(calls: readonly ToolCall[], options: LoopOptions): Promise<void> {
  const { rollout, tools } = options
  const abandoned = new AbortController()
  const signal = AbortSignal.any([options.signal, abandoned.signal])
  const mode = tools.mode()
  const run = async (call: ToolCall): Promise<void> => {
    if (signal.aborted) return
    // What the model did not know of when it called can't have allowed the call.
    if (tools.mode() !== mode) return rollout.write({ type: 'item', item: toolOutput(call, calledTooEarly) })
    await rollout.append({ type: 'intent', call: call.call_id, tool: call.name })
    const output = await runTool(call, { ...tools, signal })
    // What is asked still has an answer to come, if only in another turn.
    if (output === unanswered && options.signal.aborted) return
    const cutOff = options.signal.aborted && typeof output === 'string'
    const note = cutOff ? `interrupted by the person; what it did until then stays.\n${output}` : output
    // A call whose answer is lost is one that was cut off; it is not run again for that.
    await rollout.write({ type: 'item', item: toolOutput(call, note) })
    options.shortening.progress()
  }
  // What they change is behind the files that the steps before left.
  if (calls.length > 0) await options.steps.kept()
  await runCalls(calls, run, () => abandoned.abort())
  if (calls.length > 0 && !signal.aborted) await options.notes.give(calls)
}

/** What an answer without tool calls means for the turn. */
function lastAnswer(answer: Answer, options: LoopOptions): AgentOutcome {
  const refusal = answer.items
    .map((item: ModelItem) => partsText(item.content, 'refusal', 'refusal'))
    .join('')
  if (refusal !== '' || answer.incomplete === 'content_filter') {
    const said = refusal || 'the answer was held back by a content filter'
    const failure: RequestFailure = { kind: 'refused', said, status: null, again: false, after: null }
    return failed(describeFailure(failure, options.failureContext))
  }
  if (answer.incomplete !== null)
    options.ask.report.item({
      id: options.ask.newId(),
      kind: 'notice',
      state: 'completed',
      text: `The model's last answer was cut off by its server (${answer.incomplete}). Send a follow-up if it should go on.`,
    })
  return { kind: 'completed' }
}

function failed(failure: AgentFailure): AgentOutcome {
  return { kind: 'failed', failure }
}
