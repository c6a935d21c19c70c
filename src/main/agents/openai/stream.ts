import type { Responses } from 'openai/resources/responses/responses'
import { setTimeout as delay } from 'node:timers/promises'
import type { Emitter } from '#shared/base/emitter.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { TokenUsage } from '../adapter.ts'
import { requestFailure, type RequestFailure } from './failure.ts'
import { ownCall, type ModelItem } from './items.ts'

export type StreamEvent = Responses.ResponseStreamEvent

/** When and how often a request is tried again. */
export interface RetryPolicy {
  /** How often a request is sent at most. */
  readonly tries: number
  /** Milliseconds before try number `next` (2, 3, …) when the server does not say. */
  delay(next: number): number
  /** The longest wait, in milliseconds, that a server may ask for; a longer one ends the turn. */
  readonly longestWait: number
  /** Milliseconds for which a stream may be silent after the machine went on from a sleep, and ten times that once it spoke. */
  readonly idleAfterSleep: number
  /** Milliseconds without any event after which a stream is given up. */
  readonly idle: number
}

/** Doubles from half a second to at most 30 s, with a tenth of chance so that sessions do not come back at once. */
export const usualRetry: RetryPolicy = {
  tries: 5,
  delay: (next) => Math.min(30_000, 500 * 2 ** (next - 2)) * (0.9 + Math.random() * 0.2),
  longestWait: 120_000,
  idleAfterSleep: 3000,
  idle: 300_000,
}

/** Sends one request and gives what streams back, in the events of the Responses API. */
export type SendRequest = (signal: AbortSignal) => Promise<AsyncIterable<StreamEvent>>

/** A whole answer. */
export interface Answer {
  readonly items: readonly ModelItem[]
  readonly usage: TokenUsage | null
  /** Why the server ended it early, or null. */
  readonly incomplete: string | null
}

export interface StreamListener {
  /** Every event of the try that runs, in order. */
  event(event: StreamEvent): void
  /** A try broke off: nothing it brought counts. Another follows after `wait` milliseconds. */
  retrying(failure: RequestFailure, next: number, wait: number): void
}

/**
 * Sends a request until a whole answer came: one whose stream said `response.completed` or `response.incomplete`.
 * A broken try leaves nothing behind. `aborted` when the signal ended it.
 */
export async function requestAnswer(
  send: SendRequest,
  options: {
    readonly signal: AbortSignal
    readonly retry: RetryPolicy
    readonly listener: StreamListener
    /** The machine went on after a sleep. */
    readonly resumed: Emitter<void>
  },
): Promise<Result<Answer, RequestFailure | 'aborted'>> {
  const { signal, retry, listener, resumed } = options
  for (let attempt = 1; ; attempt += 1) {
    if (signal.aborted) return err('aborted')
    const answer = await tryOnce(send, options)
    if (signal.aborted) return err('aborted')
    if (answer.ok) return answer
    const failure = answer.error
    const wait = failure.after ?? retry.delay(attempt + 1)
    if (!failure.again || attempt >= retry.tries || wait > retry.longestWait) return err(failure)
    listener.retrying(failure, attempt + 1, wait)
    await pause(wait, signal, resumed)
  }
}

/** Waits, but not past the end of a sleep: whatever was waited for is over then. */
async function pause(wait: number, signal: AbortSignal, resumed: Emitter<void>): Promise<void> {
  const woken = new AbortController()
  const waking = resumed.on(() => woken.abort())
  await delay(wait, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => undefined)
  waking.dispose()
}

async function tryOnce(
  send: SendRequest,
  { signal, retry: { idle, idleAfterSleep }, listener, resumed }: Parameters<typeof requestAnswer>[1],
): Promise<Result<Answer, RequestFailure>> {
  const attempt = new AbortController()
  const abort = (): void => attempt.abort()
  signal.addEventListener('abort', abort)
  const timer = setTimeout(abort, idle)
  // A connection that slept may be dead without a word. One that lives says something soon, but so does what had come
  // before the sleep and was not read yet.
  let suspicion: NodeJS.Timeout | undefined
  const suspect = (patience: number): void => {
    clearTimeout(suspicion)
    suspicion = setTimeout(abort, patience)
  }
  const waking = resumed.on(() => suspect(idleAfterSleep))
  const items: ModelItem[] = []
  let bug: { readonly error: unknown } | null = null
  try {
    const stream = await send(attempt.signal)
    for await (const event of stream) {
      timer.refresh()
      if (suspicion !== undefined) suspect(idleAfterSleep * 10)
      // The SDK ends an aborted stream quietly; what was read ahead of it does not count.
      if (attempt.signal.aborted) break
      try {
        listener.event(event)
      } catch (error) {
        bug = { error }
        throw error
      }
      switch (event.type) {
        case 'response.output_item.done':
          items.push(ownCall(event.item as unknown as ModelItem))
          break
        case 'response.completed':
          return ok({ items, usage: usageOf(event.response.usage), incomplete: null })
        case 'response.incomplete':
          return ok({
            items,
            usage: usageOf(event.response.usage),
            incomplete: event.response.incomplete_details?.reason ?? 'unknown',
          })
        case 'response.failed':
          return err(
            requestFailure(event.response.error ?? { message: 'The answer failed.', code: 'server_error' }),
          )
        case 'error':
          return err(requestFailure(event))
        default:
      }
    }
    return err(brokenOff(signal, attempt.signal, idle))
  } catch (error) {
    if (bug !== null) throw error
    return err(attempt.signal.aborted ? brokenOff(signal, attempt.signal, idle) : requestFailure(error))
  } finally {
    clearTimeout(timer)
    clearTimeout(suspicion)
    waking.dispose()
    signal.removeEventListener('abort', abort)
    attempt.abort()
  }
}

function brokenOff(signal: AbortSignal, attempt: AbortSignal, idle: number): RequestFailure {
  const silent = attempt.aborted && !signal.aborted
  return {
    kind: 'noNetwork',
    said: silent
      ? `nothing came for ${Math.round(idle / 1000)} seconds`
      : 'the connection ended before the answer was complete',
    status: null,
    again: true,
    after: null,
  }
}

function usageOf(usage: Responses.ResponseUsage | undefined | null): TokenUsage | null {
  if (!usage) return null
  return {
    input: usage.input_tokens,
    cachedInput: usage.input_tokens_details?.cached_tokens ?? 0,
    output: usage.output_tokens,
    reasoning: usage.output_tokens_details?.reasoning_tokens ?? 0,
  }
}
