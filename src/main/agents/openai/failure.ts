import type { AgentFailure, AgentFailureKind } from '../adapter.ts'

/** Why a request to the model's server brought no whole answer. */
export interface RequestFailure {
  readonly kind: AgentFailureKind
  /** What the server or the system said, in its own words. */
  readonly said: string
  readonly status: number | null
  /** Whether the same request may succeed later. */
  readonly again: boolean
  /** Milliseconds that the server asked to wait, or null. */
  readonly after: number | null
}

/** The shape of the SDK's errors and of those that come inside a stream; anything else can be missing. */
interface ErrorLike {
  readonly name?: string
  readonly message?: string
  readonly status?: number
  readonly code?: string | number | null
  readonly type?: string | null
  readonly param?: string | null
  readonly headers?: { get(name: string): string | null } | undefined
  readonly cause?: unknown
}

const refusedCodes =
  /content_policy|content_filter|invalid_prompt|bio_policy|misalignment_policy|cyber_policy|safety/
const overflowText =
  /context (length|window|size)|maximum context|prompt is too long|too many (input )?tokens/i

/** Sorts an error of a request or of its stream. `now` is for dates in `retry-after`. */
export function requestFailure(error: unknown, now = Date.now()): RequestFailure {
  const like = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as ErrorLike
  const status = like.status ?? statusOf(like.code)
  const code = `${like.code ?? ''} ${like.type ?? ''}`
  const said = cleanMessage(like)
  const failure = (kind: AgentFailureKind, again = false): RequestFailure => ({
    kind,
    said,
    status,
    again,
    after: again ? waitAsked(like.headers, now) : null,
  })
  if (/insufficient_quota|billing|usage_limit_reached/.test(code)) return failure('quota')
  if (/context_length_exceeded/.test(code)) return failure('overflow')
  if (refusedCodes.test(code)) return failure('refused')
  if (status === null && /rate_limit|slow_down/.test(code)) return failure('rateLimit', true)
  if (/model_not_found/.test(code)) return failure('badModel')
  if (status === null)
    return isConnectionError(like) ? failure('noNetwork', true) : failure('serverError', true)
  if (status === 401 || status === 403) return failure('badKey')
  // A model that it does not have is named; else it is the address that it does not have.
  if (status === 404) return failure(/\bmodel\b/i.test(said) ? 'badModel' : 'noResponses')
  if (status === 405 || status === 501) return failure('noResponses')
  if (status === 402) return failure('quota')
  if (status === 429) return failure('rateLimit', true)
  if (status === 408 || status === 409 || status >= 500) return failure('serverError', true)
  if (status === 413 || overflowText.test(said)) return failure('overflow')
  if (like.param === 'model') return failure('badModel')
  return failure('badRequest')
}

/** Some servers give the status as the code of an error in the stream. */
function statusOf(code: ErrorLike['code']): number | null {
  const number = Number(code ?? Number.NaN)
  return number >= 400 && number < 600 ? number : null
}

function isConnectionError(error: ErrorLike): boolean {
  return (
    /^(API)?(Connection|TypeError)/.test(error.name ?? '') ||
    /connection|terminated|fetch failed|network|timed? ?out/i.test(error.message ?? '')
  )
}

/** The innermost message says most: "fetch failed" hides "connect ECONNREFUSED 127.0.0.1:1". */
function cleanMessage(error: ErrorLike): string {
  let message = error.message ?? ''
  let cause = error.cause
  for (let depth = 0; depth < 4 && typeof cause === 'object' && cause !== null; depth += 1) {
    const inner = cause as ErrorLike
    message = inner.message || String(inner.code ?? '') || message
    cause = inner.cause
  }
  return message.replace(/\s+/g, ' ').trim().slice(0, 500)
}

/** What `retry-after-ms` or `retry-after` (seconds, or a date) ask for. */
function waitAsked(headers: ErrorLike['headers'], now: number): number | null {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds)
  const text = headers?.get('retry-after')
  if (!text) return null
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

/** Whom the sentences are about. */
export interface FailureContext {
  readonly address: string
  readonly model: string
  readonly hasKey: boolean
  readonly tries: number
}

const kept = 'What is in the worktree is kept.'
const followUp = 'send a follow-up to go on'

/** The sentence for the person. */
export function describeFailure(failure: RequestFailure, context: FailureContext): AgentFailure {
  const { kind } = failure
  const said =
    failure.said === '' ? '' : ` It said: ${/[.!?]$/.test(failure.said) ? failure.said : `${failure.said}.`}`
  const status = failure.status === null ? '' : ` (HTTP ${failure.status})`
  const { address, model, tries } = context
  const message = ((): string => {
    switch (kind) {
      case 'badKey':
        return context.hasKey
          ? `The server at ${address} did not accept the API key${status}.${said} ${kept} Store a valid key in the settings, or set OPENAI_API_KEY, then ${followUp}.`
          : `The server at ${address} wants an API key${status}, and none is stored. ${kept} Store one in the settings, or set OPENAI_API_KEY, then ${followUp}.`
      case 'badModel':
        return `The server at ${address} does not offer the model ${model}${status}.${said} ${kept} Choose another model, or check the server's address in the settings, then ${followUp}.`
      case 'noResponses':
        return `The server at ${address} has neither the Responses API nor chat completions${status}; they may lie at another path.${said} ${kept} Correct the address in the settings (it mostly ends in /v1), then ${followUp}.`
      case 'badRequest':
        return `The server at ${address} did not accept the request${status}.${said} ${kept} Check that ${model} can use tools there, then ${followUp}.`
      case 'noNetwork':
        return `The server at ${address} could not be reached in ${tries} tries (${failure.said || 'no connection'}). ${kept} Check the network and the address in the settings, then ${followUp}.`
      case 'rateLimit':
        return failure.after !== null && failure.after > 60_000
          ? `The server at ${address} asks to wait ${Math.ceil(failure.after / 60_000)} minutes because of its rate limit.${said} ${kept} Wait that long, then ${followUp}.`
          : `The server at ${address} kept refusing because of its rate limit, in ${tries} tries.${said} ${kept} Wait a few minutes or run fewer sessions at once, then ${followUp}.`
      case 'quota':
        return `The account's quota at ${address} is used up${status}.${said} ${kept} Check its plan and billing, then ${followUp}.`
      case 'overflow':
        return `The conversation no longer fits into ${model}'s context.${said} ${kept} Review what is there and start a new task for the rest.`
      case 'refused':
        return `${model} or its server refused to go on.${said} ${kept} Put the task in other words, then send it as a follow-up.`
      default:
        return `The server at ${address} failed in ${tries} tries${status}.${said} ${kept} Wait a little, then ${followUp}.`
    }
  })()
  return { kind, message }
}
