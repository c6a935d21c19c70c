import { randomBytes } from 'node:crypto'
import { parseArguments } from './arguments.ts'
import { textOf } from './items.ts'
import type { StreamEvent } from './stream.ts'

/** A chunk of a chat completion, as far as servers keep to it: anything can be missing or null. */
export interface ChatChunk {
  readonly choices?: readonly ChatChoice[] | null
  readonly usage?: ChatUsage | null
}

interface ChatChoice {
  readonly delta?: ChatDelta | null
  /** A whole message in place of deltas. */
  readonly message?: ChatDelta | null
  readonly finish_reason?: string | null
}

interface ChatDelta {
  readonly content?: unknown
  readonly reasoning_content?: unknown
  readonly reasoning?: unknown
  readonly refusal?: unknown
  readonly tool_calls?: readonly ChatCallDelta[] | null
}

interface ChatCallDelta {
  readonly index?: number | null
  readonly id?: string | null
  readonly function?: { readonly name?: string | null; readonly arguments?: unknown } | null
}

interface ChatUsage {
  readonly prompt_tokens?: number
  readonly completion_tokens?: number
  readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null
  readonly prompt_cache_hit_tokens?: number
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null
}

interface OpenCall {
  readonly index: number | null
  id: string
  name: string
  text: string
}

/**
 * A stream of a chat completion as the events of the Responses API, so that all that follows is the same for both. Ends
 * without a last event where the stream ended without a reason: then it was cut. `taken` are the ids of calls that the
 * conversation has already: some servers give the same ones with each answer, or none.
 */
export async function* chatEvents(
  chunks: AsyncIterable<ChatChunk>,
  taken: ReadonlySet<string>,
): AsyncGenerator<StreamEvent> {
  const answer = new ChatAnswer(taken)
  let usage: ChatUsage | null = null
  let reason: string | null = null
  for await (const chunk of chunks) {
    usage = chunk.usage ?? usage
    for (const choice of (chunk.choices ?? []).slice(0, 1)) {
      const delta = choice.delta ?? choice.message
      if (delta) yield* answer.take(delta)
      reason = choice.finish_reason ?? reason
    }
  }
  if (reason === null) return
  if (reason === 'error') {
    yield event({ type: 'error', code: 'server_error', message: 'the server ended the answer with an error' })
    return
  }
  const incomplete =
    reason === 'length' ? 'max_output_tokens' : reason === 'content_filter' ? 'content_filter' : null
  yield* answer.end(incomplete !== null)
  yield event({
    type: incomplete === null ? 'response.completed' : 'response.incomplete',
    response: { usage: usage && usageOf(usage), incomplete_details: incomplete && { reason: incomplete } },
  })
}

type TextKind = 'message' | 'refusal' | 'reasoning'

class ChatAnswer {
  readonly #taken: Set<string>
  readonly #calls: OpenCall[] = []
  #open: { readonly kind: TextKind; text: string } | null = null
  #index = 0

  constructor(taken: ReadonlySet<string>) {
    this.#taken = new Set(taken)
  }

  *take(delta: ChatDelta): Generator<StreamEvent> {
    const { said, thought } = textsOf(delta.content)
    yield* this.#text('reasoning', textOf(delta.reasoning_content) || textOf(delta.reasoning) || thought)
    yield* this.#text('message', said)
    yield* this.#text('refusal', textOf(delta.refusal))
    for (const call of delta.tool_calls ?? []) {
      yield* this.#endText()
      if (this.#calls.length === 0) yield this.#added({ type: 'function_call', ...call.function })
      this.#call(call)
    }
  }

  /** The items that are still open. Of an answer that was cut short, calls that are not whole are left out. */
  *end(isCut: boolean): Generator<StreamEvent> {
    yield* this.#endText()
    for (const { id, name, text } of this.#calls) {
      if (isCut && (text === '' || parseArguments(text) === null)) continue
      const call_id = id === '' || this.#taken.has(id) ? `call_${randomBytes(9).toString('hex')}` : id
      this.#taken.add(call_id)
      yield this.#done({ type: 'function_call', call_id, name, arguments: text })
    }
  }

  *#text(kind: TextKind, text: string): Generator<StreamEvent> {
    if (text === '') return
    if (this.#open?.kind !== kind) {
      yield* this.#endText()
      this.#open = { kind, text: '' }
    }
    this.#open.text += text
    const at = { output_index: this.#index, delta: text }
    if (kind === 'reasoning')
      yield event({ type: 'response.reasoning_summary_text.delta', summary_index: 0, ...at })
    else yield event({ type: `response.${kind === 'message' ? 'output_text' : 'refusal'}.delta`, ...at })
  }

  *#endText(): Generator<StreamEvent> {
    if (this.#open === null) return
    const { kind, text } = this.#open
    this.#open = null
    if (kind === 'reasoning') yield this.#done({ type: kind, summary: [{ type: 'summary_text', text }] })
    else {
      const part =
        kind === 'message' ? { type: 'output_text', text, annotations: [] } : { type: kind, refusal: text }
      yield this.#done({ type: 'message', role: 'assistant', content: [part] })
    }
  }

  #call({ index = null, id, function: made }: ChatCallDelta): void {
    const call = this.#callOf(index, id ?? '', textOf(made?.name))
    // Some tell the whole name with each delta.
    if (call.name === '') call.name = textOf(made?.name)
    const text = made?.arguments
    if (typeof text === 'string') call.text += text
    else if (text !== null && text !== undefined) call.text = JSON.stringify(text)
  }

  /**
   * The call that a delta is of: by its index, by its id where that is missing or always the same, else the last, unless
   * that is whole and another one is named.
   */
  #callOf(index: number | null, id: string, name: string): OpenCall {
    const found = this.#calls.findLast((call) =>
      index === null ? id === '' || call.id === id : call.index === index,
    )
    const isNext =
      index === null &&
      id === '' &&
      name !== '' &&
      found?.text !== '' &&
      parseArguments(found?.text ?? '') !== null
    if (found && !isNext && (id === '' || found.id === '' || found.id === id)) {
      if (found.id === '') found.id = id
      return found
    }
    const call = { index, id, name: '', text: '' }
    this.#calls.push(call)
    return call
  }

  #added(item: Readonly<Record<string, unknown>>): StreamEvent {
    return event({ type: 'response.output_item.added', output_index: this.#index, item })
  }

  #done(item: Readonly<Record<string, unknown>>): StreamEvent {
    const done = event({ type: 'response.output_item.done', output_index: this.#index, item })
    this.#index += 1
    return done
  }
}

/** A text, or parts of which some are what the model thought. */
function textsOf(content: unknown): { readonly said: string; readonly thought: string } {
  if (!Array.isArray(content)) return { said: textOf(content), thought: '' }
  let said = ''
  let thought = ''
  for (const part of content as readonly (Record<string, unknown> | null)[]) {
    said += part?.['type'] === 'text' ? textOf(part['text']) : ''
    if (part?.['type'] === 'thinking') {
      const { thinking } = part
      thought += Array.isArray(thinking)
        ? thinking.map((one: Record<string, unknown> | null) => textOf(one?.['text'])).join('')
        : textOf(thinking)
    }
  }
  return { said, thought }
}

function usageOf(usage: ChatUsage): unknown {
  return {
    input_tokens: usage.prompt_tokens ?? 0,
    input_tokens_details: {
      cached_tokens: usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0,
    },
    output_tokens: usage.completion_tokens ?? 0,
    output_tokens_details: { reasoning_tokens: usage.completion_tokens_details?.reasoning_tokens ?? 0 },
  }
}

/** Only the members that are looked at. */
function event(made: Readonly<Record<string, unknown>>): StreamEvent {
  return made as unknown as StreamEvent
}
