import type OpenAI from 'openai'
import type { TurnReport } from '../adapter.ts'
import { AnswerReport } from './answer-report.ts'
import type { RequestFailure } from './failure.ts'
import type { ModelItem } from './items.ts'
import { requestBody, withoutRefused } from './request.ts'
import type { KnownServer } from './server-memory.ts'
import { hidePictures, showPictures } from './shown-pictures.ts'
import { requestAnswer, type Answer, type RetryPolicy } from './stream.ts'

export interface AskOptions {
  readonly client: OpenAI
  readonly model: string
  readonly instructions: string
  readonly session: string
  readonly server: KnownServer
  readonly report: TurnReport
  readonly signal: AbortSignal
  readonly retry: RetryPolicy
  readonly newId: () => string
  /** What was read of pictures in this turn, by their addresses. */
  readonly pictures: Parameters<typeof showPictures>[1]
}

export type Asked =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly failure: RequestFailure }
  | { readonly kind: 'aborted' }

/** Asks with all features that the server is not known to lack, and remembers what it turns out to lack. */
export async function askModel(options: AskOptions, input: readonly ModelItem[]): Promise<Asked> {
  const { report, server } = options
  const notice = options.newId()
  let waited = false
  for (;;) {
    const shown = new AnswerReport(report, options.newId)
    const answer = await requestAnswer(options.client, await bodyFor(options, input), {
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
    if (answer.ok) return { kind: 'answered', answer: answer.value }
    if (answer.error === 'aborted') return { kind: 'aborted' }
    const { features } = server
    const fewer = answer.error.kind === 'badRequest' ? withoutRefused(features, answer.error.said) : null
    if (fewer === null) return { kind: 'failed', failure: answer.error }
    if (features.pictures && !fewer.pictures)
      report.item({
        id: options.newId(),
        kind: 'notice',
        state: 'completed',
        text: 'The model’s server takes no pictures, so it was asked again without them. The prompt still names their files.',
      })
    server.features = fewer
  }
}

/** The body of a request with as much of the input as the server takes. */
export async function bodyFor(
  { model, instructions, session, server: { features }, pictures }: AskOptions,
  input: readonly ModelItem[],
  withTools = true,
): Promise<Record<string, unknown>> {
  const shown = features.pictures ? await showPictures(input, pictures) : hidePictures(input)
  return requestBody({ model, instructions, input: shown, session, features, withTools })
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
