import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { WireItem } from './fake-responses-script.ts'

interface Message {
  readonly role: string
  readonly content?: unknown
  readonly tool_calls?: readonly {
    readonly id: string
    readonly function: { readonly name: string; readonly arguments: string }
  }[]
  readonly tool_call_id?: string
}

/** A request for a chat completion as one of the Responses API, for what looks at both. */
export function fromChat(body: Record<string, unknown>): Record<string, unknown> {
  const {
    messages = [],
    tools,
    ...rest
  } = body as {
    readonly messages?: readonly Message[]
    readonly tools?: readonly { readonly function: object }[]
  }
  const input = messages.flatMap(({ role, content, tool_calls: calls = [], tool_call_id }): WireItem[] => {
    if (role === 'tool') return [{ type: 'function_call_output', call_id: tool_call_id, output: content }]
    const said = content === null ? [] : [{ type: 'message', role, content }]
    return [
      ...said,
      ...calls.map(({ id, function: made }) => ({ type: 'function_call', call_id: id, ...made })),
    ]
  })
  return {
    ...rest,
    input,
    ...(tools ? { tools: tools.map((tool) => ({ type: 'function', ...tool.function })) } : {}),
  }
}

/** What is wrong with the messages of a request, as strict servers say it, or null. */
export function refuseMessages(body: Record<string, unknown>): string | null {
  let open: string[] = []
  for (const message of (body['messages'] ?? []) as readonly Message[]) {
    if (message.role === 'tool') {
      if (!open.includes(message.tool_call_id ?? ''))
        return "Messages with role 'tool' must follow a message with 'tool_calls'."
      if (typeof message.content !== 'string') return 'The content of a tool is a text.'
      open = open.filter((id) => id !== message.tool_call_id)
      continue
    }
    if (open.length > 0)
      return `An assistant message with 'tool_calls' must be followed by all answers: ${open[0]}.`
    for (const call of message.tool_calls ?? [])
      try {
        JSON.parse(call.function.arguments)
      } catch {
        return `The arguments of ${call.id} are no JSON.`
      }
    open = (message.tool_calls ?? []).map(({ id }) => id)
    if (new Set(open).size < open.length) return 'Two calls have the same id.'
  }
  return open.length > 0 ? 'The last calls have no answers.' : null
}

/** How some servers tell of calls. */
export type ChatQuirk =
  /** No ids, no indices, each call at once. */
  | 'wholeCalls'
  /** Every call has the index 0, and ids that come again with each answer. */
  | 'sameIndex'
  /** Arguments as an object, and `stop` as the reason. */
  | 'objectArguments'

/** Writes one answer as a chat completion is streamed; the same as `EventStream` does for the Responses API. */
export class ChatStream {
  readonly #response: ServerResponse
  readonly #base: Record<string, unknown>
  readonly #pause: number
  readonly #options: { readonly usage: boolean; readonly quirk?: ChatQuirk | undefined }
  #calls = 0

  /** `pause` is in milliseconds, between deltas. */
  constructor(
    response: ServerResponse,
    id: string,
    model: string,
    pause: number,
    options: { readonly usage: boolean; readonly quirk?: ChatQuirk | undefined },
  ) {
    this.#response = response
    this.#pause = pause
    this.#options = options
    this.#base = { id, object: 'chat.completion.chunk', created: 1, model }
  }

  start(): void {
    this.#response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    // Gateways say something before the model does.
    this.#response.write(': waiting\n\n')
    this.#send({ choices: [] })
    this.#delta({ role: 'assistant', content: '' })
  }

  /** Streams an item; of a cut answer its end is missing. */
  async item(item: WireItem, cut: boolean): Promise<void> {
    const parts = (item['content'] ?? item['summary'] ?? []) as readonly Record<string, string>[]
    for (const part of parts)
      await this.#words(part['text'] ?? part['refusal'] ?? '', (word) =>
        item.type === 'reasoning'
          ? { reasoning_content: word }
          : part['type'] === 'refusal'
            ? { refusal: word }
            : { content: word },
      )
    if (item.type === 'function_call' || item.type === 'custom_tool_call') await this.#call(item, cut)
  }

  finish(inputTokens: number, incomplete: string | null): void {
    const { usage, quirk } = this.#options
    const usual = this.#calls > 0 && quirk !== 'objectArguments' ? 'tool_calls' : 'stop'
    const reason = incomplete === 'max_output_tokens' ? 'length' : (incomplete ?? usual)
    this.#send({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })
    if (usage)
      this.#send({
        choices: [],
        usage: {
          prompt_tokens: inputTokens,
          prompt_tokens_details: { cached_tokens: Math.floor(inputTokens / 2) },
          completion_tokens: 50,
          completion_tokens_details: { reasoning_tokens: 10 },
          total_tokens: inputTokens + 50,
        },
      })
    this.#response.end('data: [DONE]\n\n')
  }

  fail(error: { readonly code: string; readonly message: string }): void {
    this.#response.end(`data: ${JSON.stringify({ error })}\n\n`)
  }

  async #call(item: WireItem, cut: boolean): Promise<void> {
    const { quirk } = this.#options
    const index = this.#calls
    this.#calls += 1
    const { arguments: args, input } = item
    const text = typeof args === 'string' ? args : JSON.stringify({ input })
    const name = item['name']
    if (quirk === 'wholeCalls') return this.#delta({ tool_calls: [{ function: { name, arguments: text } }] })
    if (quirk === 'objectArguments') {
      const parsed: unknown = text === '' ? {} : JSON.parse(text)
      return this.#delta({
        tool_calls: [{ index, id: item['call_id'], function: { name, arguments: parsed } }],
      })
    }
    const at = { index: quirk === 'sameIndex' ? 0 : index }
    const id = quirk === 'sameIndex' ? `call_${index}` : item['call_id']
    this.#delta({ tool_calls: [{ ...at, id, type: 'function', function: { name, arguments: '' } }] })
    const pieces = text.match(/[^]{1,4000}/g) ?? []
    for (const piece of cut ? pieces.slice(0, -1) : pieces) {
      this.#delta({ tool_calls: [{ ...at, function: { arguments: piece } }] })
      if (this.#pause > 0) await delay(this.#pause)
    }
  }

  async #words(text: string, delta: (word: string) => Record<string, unknown>): Promise<void> {
    for (const word of text.match(/\S+\s*|\s+/g) ?? []) {
      this.#delta(delta(word))
      if (this.#pause > 0) await delay(this.#pause)
    }
  }

  #delta(delta: Record<string, unknown>): void {
    this.#send({ choices: [{ index: 0, delta, finish_reason: null }] })
  }

  #send(chunk: Record<string, unknown>): void {
    this.#response.write(`data: ${JSON.stringify({ ...this.#base, ...chunk })}\n\n`)
  }
}
