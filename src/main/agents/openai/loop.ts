import type OpenAI from 'openai'
import type { AgentFailure, AgentOutcome, TurnReport } from '../adapter.ts'
import { AnswerReport } from './answer-report.ts'
import type { FailureContext, RequestFailure } from './failure.ts'
import { describeFailure } from './failure.ts'
import { requestInput } from './history.ts'
import { runCalls } from './calls.ts'
import { isToolCall, partsText, toolOutput, userMessage, type ModelItem, type ToolCall } from './items.ts'
import type { FolderNotes } from './repository-notes.ts'
import { allFeatures, requestBody, withoutRefused, type ServerFeatures } from './request.ts'
import type { Rollout } from './rollout.ts'
import type { SaidWords } from './said-words.ts'
import { hidePictures, showPictures } from './shown-pictures.ts'
import { requestAnswer, type Answer, type RetryPolicy } from './stream.ts'
import { runTool, type ToolContext } from './tools.ts'

export interface LoopOptions {
  readonly client: OpenAI
  readonly model: string
  /** Server and model: who can read the encrypted reasoning of this turn. */
  readonly origin: string
  readonly instructions: string
  readonly session: string
  readonly turn: number
  readonly prompt: string
  /** Absolute paths of pictures that the prompt names. */
  readonly pictures: readonly string[]
  readonly rollout: Rollout
  readonly tools: ToolContext
  readonly words: SaidWords
  readonly notes: FolderNotes
  readonly report: TurnReport
  readonly signal: AbortSignal
  readonly retry: RetryPolicy
  readonly maxSteps: number
  readonly failureContext: FailureContext
}

/**
 * One turn: ask, run the tools that the answer calls for, and ask again until an answer calls for none and the person said
 * nothing more. What was said is on the disk before it has an effect.
 */
export async function runLoop(options: LoopOptions): Promise<AgentOutcome> {
  const { rollout, signal } = options
  await rollout.append(
    { type: 'turn', turn: options.turn, origin: options.origin, instructions: options.instructions },
    // What came too late for the turn before.
    ...(rollout.state.unheard.length > 0 ? [{ type: 'heard' } as const] : []),
    { type: 'item', item: userMessage(options.prompt, options.pictures) },
  )
  const outcome = await runSteps(options)
  await options.words.end()
  await rollout.append({ type: 'end', outcome: signal.aborted ? 'interrupted' : outcome.kind })
  return signal.aborted ? { kind: 'interrupted' } : outcome
}

async function runSteps(options: LoopOptions): Promise<AgentOutcome> {
  const { rollout, signal, report } = options
  const pictures: PictureBytes = new Map()
  let features = allFeatures
  for (let step = 0; step < options.maxSteps; step += 1) {
    if (rollout.state.unheard.length > 0) await rollout.append({ type: 'heard' })
    if (rollout.state.unheard.length === 0) options.tools.commands.calm()
    report.activity('thinking')
    const asked = await ask(options, features, pictures)
    if (asked.kind === 'aborted') return { kind: 'interrupted' }
    if (asked.kind === 'failed') return failed(describeFailure(asked.failure, options.failureContext))
    features = asked.features
    const { answer } = asked
    const records = answer.items.map((item) => ({ type: 'item', item }) as const)
    await rollout.append(
      ...records,
      ...(answer.usage ? [{ type: 'usage', usage: answer.usage } as const] : []),
    )
    if (answer.usage) report.usage(answer.usage)
    const calls = answer.items.filter(isToolCall)
    if (calls.length > 0) await runAnswer(calls, options)
    if (signal.aborted) return { kind: 'interrupted' }
    if (calls.length > 0) continue
    const outcome = lastAnswer(answer, options)
    if (outcome.kind !== 'completed' || (await options.words.endUnlessSaid())) return outcome
  }
  return failed({
    kind: 'tooManySteps',
    message: `It was stopped after ${options.maxSteps} rounds with the model, to keep it from going on forever. What is in the worktree is kept. Read what it did, then send a follow-up if it should go on.`,
  })
}

/** Runs the calls of an answer: each is on the disk before it begins, and what it gave before the model is asked again. */
async function runAnswer(calls: readonly ToolCall[], options: LoopOptions): Promise<void> {
  const { rollout, tools } = options
  const abandoned = new AbortController()
  const signal = AbortSignal.any([options.signal, abandoned.signal])
  const run = async (call: ToolCall): Promise<void> => {
    if (signal.aborted) return
    await rollout.append({ type: 'intent', call: call.call_id, tool: call.name })
    const output = await runTool(call, { ...tools, signal })
    const cutOff = options.signal.aborted && typeof output === 'string'
    const note = cutOff ? `interrupted by the person; what it did until then stays.\n${output}` : output
    await rollout.append({ type: 'item', item: toolOutput(call, note) })
  }
  await runCalls(calls, run, () => abandoned.abort())
  if (!signal.aborted) await options.notes.give(calls)
}

/** What was read of pictures in this turn, by their addresses. */
type PictureBytes = Parameters<typeof showPictures>[1]

type Asked =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly features: ServerFeatures }
  | { readonly kind: 'failed'; readonly failure: RequestFailure }
  | { readonly kind: 'aborted' }

/** Asks with all features that the server is not known to lack. */
async function ask(options: LoopOptions, known: ServerFeatures, pictures: PictureBytes): Promise<Asked> {
  const { rollout, report } = options
  let features = known
  const notice = options.tools.newId()
  let waited = false
  for (;;) {
    const shown = new AnswerReport(report, options.tools.newId)
    const input = requestInput(rollout.state.entries, options.origin, rollout.state.started)
    const body = requestBody({
      model: options.model,
      instructions: options.instructions,
      input: features.pictures ? await showPictures(input, pictures) : hidePictures(input),
      session: options.session,
      features,
    })
    const answer = await requestAnswer(options.client, body, {
      signal: options.signal,
      retry: options.retry,
      listener: {
        event: (event) => shown.event(event),
        retrying: (failure, next, wait) => {
          shown.brokenOff()
          waited = true
          const seconds = Math.max(1, Math.round(wait / 1000))
          report.activity(`trying again in ${seconds} s (${next} of ${options.retry.tries})`)
          const why = failure.said || 'no reason was given'
          const text = `The model's server did not answer (${why}). Try ${next} of ${options.retry.tries} follows.`
          report.item({ id: notice, kind: 'notice', state: 'running', text })
        },
      },
    })
    if (!answer.ok) shown.brokenOff()
    if (waited) report.item(retried(notice, answer.ok))
    if (answer.ok) return { kind: 'answered', answer: answer.value, features }
    if (answer.error === 'aborted') return { kind: 'aborted' }
    const fewer = answer.error.kind === 'badRequest' ? withoutRefused(features, answer.error.said) : null
    if (fewer === null) return { kind: 'failed', failure: answer.error }
    if (features.pictures && !fewer.pictures)
      report.item({
        id: options.tools.newId(),
        kind: 'notice',
        state: 'completed',
        text: 'The model’s server takes no pictures, so it was asked again without them. The prompt still names their files.',
      })
    features = fewer
  }
}

function retried(id: string, good: boolean): Parameters<TurnReport['item']>[0] {
  return {
    id,
    kind: 'notice',
    state: good ? 'completed' : 'failed',
    text: good
      ? "The model's server did not answer at first; it was asked again."
      : "The model's server did not answer, however often it was asked.",
  }
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
    options.report.item({
      id: options.tools.newId(),
      kind: 'notice',
      state: 'completed',
      text: `The model's last answer was cut off by its server (${answer.incomplete}). Send a follow-up if it should go on.`,
    })
  return { kind: 'completed' }
}

function failed(failure: AgentFailure): AgentOutcome {
  return { kind: 'failed', failure }
}
