import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { WireItem } from './fake-responses-script.ts'

/** Writes one answer as the Responses API streams it: server-sent events, numbered, each item from start to end. */
export class EventStream {
  readonly #response: ServerResponse
  readonly #delay: number
  readonly #base: Record<string, unknown>
  readonly #done: WireItem[] = []
  #sequence = 0

  /** `pause` is in milliseconds, between deltas. */
  constructor(response: ServerResponse, id: string, model: string, pause: number) {
    this.#response = response
    this.#delay = pause
    this.#base = {
      id,
      object: 'response',
      created_at: Math.floor(Date.now() / 1000),
      model,
      status: 'in_progress',
      error: null,
      incomplete_details: null,
      output: [],
      parallel_tool_calls: true,
      usage: null,
    }
  }

  start(): void {
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-request-id': 'req_fake',
    })
    this.#send('response.created', { response: this.#base })
    this.#send('response.in_progress', { response: this.#base })
  }

  /** Streams an item; of a cut answer its end is missing. */
  async item(item: WireItem, cut: boolean): Promise<void> {
    const index = this.#done.length
    const at = { item_id: item['id'], output_index: index }
    switch (item.type) {
      case 'message':
        await this.#message(item, at, cut)
        break
      case 'reasoning':
        await this.#reasoning(item, at)
        break
      case 'function_call':
        this.#send('response.output_item.added', {
          output_index: index,
          item: { ...item, arguments: '', status: 'in_progress' },
        })
        await this.#deltas('response.function_call_arguments.delta', String(item['arguments']), at)
        if (!cut)
          this.#send('response.function_call_arguments.done', {
            ...at,
            name: item['name'],
            arguments: item['arguments'],
          })
        break
      case 'custom_tool_call':
        this.#send('response.output_item.added', {
          output_index: index,
          item: { ...item, input: '', status: 'in_progress' },
        })
        await this.#deltas('response.custom_tool_call_input.delta', String(item['input']), at)
        if (!cut) this.#send('response.custom_tool_call_input.done', { ...at, input: item['input'] })
        break
      default:
    }
    if (cut) return
    const done = { ...item, status: 'completed' }
    this.#done.push(done)
    this.#send('response.output_item.done', { output_index: index, item: done })
  }

  finish(inputTokens: number, incomplete: string | null): void {
    const outputTokens = 50
    const kind = incomplete === null ? 'completed' : 'incomplete'
    this.#send(`response.${kind}`, {
      response: {
        ...this.#base,
        status: kind,
        incomplete_details: incomplete === null ? null : { reason: incomplete },
        output: this.#done,
        usage: {
          input_tokens: inputTokens,
          input_tokens_details: { cached_tokens: Math.floor(inputTokens / 2) },
          output_tokens: outputTokens,
          output_tokens_details: { reasoning_tokens: 10 },
          total_tokens: inputTokens + outputTokens,
        },
      },
    })
    this.#response.end()
  }

  fail(error: { readonly code: string; readonly message: string }): void {
    this.#send('response.failed', { response: { ...this.#base, status: 'failed', error } })
    this.#response.end()
  }

  async #message(item: WireItem, at: Record<string, unknown>, cut: boolean): Promise<void> {
    const parts = item['content'] as readonly Record<string, string>[]
    this.#send('response.output_item.added', {
      output_index: at['output_index'],
      item: { ...item, status: 'in_progress', content: [] },
    })
    for (const [index, part] of parts.entries()) {
      const place = { ...at, content_index: index }
      const refusal = part['type'] === 'refusal'
      const script = (refusal ? part['refusal'] : part['text']) ?? ''
      const empty = refusal ? { ...part, refusal: '' } : { ...part, text: '' }
      const name = refusal ? 'response.refusal' : 'response.output_text'
      this.#send('response.content_part.added', { ...place, part: empty })
      const text = await this.#deltas(`${name}.delta`, script, refusal ? place : { ...place, logprobs: [] })
      if (cut) return
      this.#send(`${name}.done`, refusal ? { ...place, refusal: text } : { ...place, text, logprobs: [] })
      this.#send('response.content_part.done', { ...place, part })
    }
  }

  async #reasoning(item: WireItem, at: Record<string, unknown>): Promise<void> {
    this.#send('response.output_item.added', {
      output_index: at['output_index'],
      item: { ...item, summary: [], encrypted_content: '' },
    })
    const parts = item['summary'] as readonly { readonly text: string }[]
    for (const [index, part] of parts.entries()) {
      const place = { ...at, summary_index: index }
      this.#send('response.reasoning_summary_part.added', {
        ...place,
        part: { type: 'summary_text', text: '' },
      })
      await this.#deltas('response.reasoning_summary_text.delta', part.text, place)
      this.#send('response.reasoning_summary_text.done', { ...place, text: part.text })
      this.#send('response.reasoning_summary_part.done', { ...place, part })
    }
  }

  /** `@now` goes out as the moment it does, in milliseconds; gives the text as it went. */
  async #deltas(type: string, text: string, at: Record<string, unknown>): Promise<string> {
    let told = ''
    for (const word of text.match(/\S+\s*|\s+/g) ?? []) {
      const delta = word.replace('@now', () => String(Date.now()))
      told += delta
      this.#send(type, { ...at, delta })
      if (this.#delay > 0) await delay(this.#delay)
    }
    return told
  }

  #send(type: string, data: Record<string, unknown>): void {
    const event = { type, sequence_number: this.#sequence, ...data }
    this.#sequence += 1
    this.#response.write(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`)
  }
}
