import type OpenAI from 'openai'
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions/completions'
import type { Responses } from 'openai/resources/responses/responses'
import type { Emitter } from '#shared/base/emitter.ts'
import type { Result } from '#shared/base/result.ts'
import type { TurnReport } from '../adapter.ts'
import { AnswerReport } from './answer-report.ts'
import { chatBody } from './chat-request.ts'
import { chatEvents } from './chat-stream.ts'
import type { RequestFailure } from './failure.ts'
import type { ModelItem } from './items.ts'
import { requestBody, withoutRefused } from './request.ts'
import type { KnownServer, ServerApi } from './server-memory.ts'
import { hidePictures, showPictures } from './shown-pictures.ts'
import {
  requestAnswer,
  type Answer,
  type RetryPolicy,
  type SendRequest,
  type StreamListener,
} from './stream.ts'
import type { WorkMode } from './work-mode.ts'

export interface AskOptions {
  readonly client: OpenAI
  readonly model: string
  /** How much it is to think, as the server names it; empty: what it does by itself. */
  readonly effort: string
  readonly instructions: string
  /** Definitions of tools besides the harness's own, as they are now. */
  readonly moreTools?: () => readonly Readonly<Record<string, unknown>>[]
  /** What may be done now. */
  readonly mode: () => WorkMode
  readonly session: string
  readonly server: KnownServer
  readonly report: TurnReport
  readonly signal: AbortSignal
  readonly retry: RetryPolicy
  /** The machine went on after a sleep. */
  readonly resumed: Emitter<void>
  readonly newId: () => string
  /** What was read of pictures in this turn, by their addresses. */
  readonly pictures: Parameters<typeof showPictures>[1]
}

export type Asked =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly failure: RequestFailure }
  | { readonly kind: 'aborted' }

/** Asks for the next answer; what the model says is shown while it comes. */
export async function askModel(options: AskOptions, input: readonly ModelItem[]): Promise<Asked> {
  const { report } = options
  const notice = options.newId()
  let waited = false
  let shown = new AnswerReport(report, options.newId)
  const answer = await requestFrom(options, input, true, {
    event: (event) => shown.event(event),
    again: () => {
      shown.brokenOff()
      shown = new AnswerReport(report, options.newId)
    },
    retrying: (failure, next, wait) => {
      shown.brokenOff()
      waited = true
      const seconds = Math.max(1, Math.round(wait / 1000))
      report.activity(`trying again in ${seconds} s (${next} of ${options.retry.tries})`)
      const why = failure.said || 'no reason was given'
      const text = `The model's server did not answer (${why}). Try ${next} of ${options.retry.tries} follows.`
      report.item({ id: notice, kind: 'notice', state: 'running', text })
    },
  })
  if (!answer.ok) shown.brokenOff()
  if (waited) report.item(retried(notice, answer.ok))
  if (answer.ok) return { kind: 'answered', answer: answer.value }
  return answer.error === 'aborted' ? { kind: 'aborted' } : { kind: 'failed', failure: answer.error }
}

/**
 * Asks with all that the server is not known to lack, by the API that it is known to have, and remembers what it turns out
 * to lack. `listener.again` is called before it is asked in another way.
 */
export async function requestFrom(
  options: AskOptions,
  input: readonly ModelItem[],
  withTools: boolean,
  listener: StreamListener & { again(): void },
): Promise<Result<Answer, RequestFailure | 'aborted'>> {
  const { server, signal, retry, resumed } = options
  let { api } = server
  for (;;) {
    const send = await sendOf(options, api, input, withTools)
    const answer = await requestAnswer(send, { signal, retry, listener, resumed })
    if (answer.ok && api !== server.api) server.api = api
    if (answer.ok || answer.error === 'aborted') return answer
    const { kind, said } = answer.error
    if (kind === 'noResponses') {
      if (api !== server.api) return answer
      api = api === 'chat' ? 'responses' : 'chat'
    } else {
      const fewer = kind === 'badRequest' ? withoutRefused(server.features, said) : null
      if (fewer === null) return answer
      if (server.features.pictures && !fewer.pictures) tellNoPictures(options)
      server.features = fewer
    }
    listener.again()
  }
}

function tellNoPictures({ report, newId }: AskOptions): void {
  const text =
    'The model’s server takes no pictures, so it was asked again without them. The prompt still names their files.'
  report.item({ id: newId(), kind: 'notice', state: 'completed', text })
}

/** One request with as much of the input as the server takes, by the API that it has. */
async function sendOf(
  options: AskOptions,
  api: ServerApi,
  input: readonly ModelItem[],
  withTools: boolean,
): Promise<SendRequest> {
  const { client, model, effort, instructions, session, pictures } = options
  const { features } = options.server
  const shown = features.pictures ? await showPictures(input, pictures) : hidePictures(input)
  const moreTools = options.moreTools?.() ?? []
  const asked = {
    ...{ model, effort, instructions, input: shown, session, features, withTools, moreTools },
    mode: options.mode(),
  }
  if (api === 'responses') {
    const body = requestBody(asked) as unknown as Responses.ResponseCreateParamsStreaming
    return (signal) => client.responses.create(body, { signal })
  }
  const body = chatBody(asked) as unknown as ChatCompletionCreateParamsStreaming
  const taken = new Set(input.flatMap(({ call_id }) => (call_id === undefined ? [] : [call_id])))
  return async (signal) => chatEvents(await client.chat.completions.create(body, { signal }), taken)
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
