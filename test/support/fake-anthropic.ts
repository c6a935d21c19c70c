import type { ServerResponse } from 'node:http'
import { sendJson, startLoopback } from './loopback-server.ts'
import { nextStep, type ScriptStep, type WireItem } from './fake-responses-script.ts'

export interface FakeAnthropic {
  /** The base URL. */
  readonly url: string
  /** The body of every request with tools, in order. */
  readonly requests: readonly Readonly<Record<string, unknown>>[]
  close(): Promise<void>
}

interface Block {
  readonly type: string
  readonly text?: string
}

interface Message {
  readonly role: string
  readonly content: string | readonly Block[]
}

/**
 * A server on loopback that speaks Anthropic's Messages API and plays the scripts of `fake-responses-script.ts`. Its
 * steps are `say`, `reason`, `call` and `multi`; requests without tools are the program's own questions.
 */
export async function startFakeAnthropic(): Promise<FakeAnthropic> {
  const requests: Record<string, unknown>[] = []
  const server = await startLoopback(({ path, body }, response) => {
    if (path.includes('/count_tokens')) return sendJson(response, { input_tokens: 1000 })
    if (!path.includes('/messages')) return void response.writeHead(404).end('{}')
    const hasTools = Array.isArray(body['tools']) && body['tools'].length > 0
    if (hasTools) requests.push(body)
    const items = (body['messages'] as readonly Message[]).flatMap(asItems)
    const step = hasTools ? nextStep(items, () => 0)?.step : { say: '{"title":"A title"}' }
    const id = `msg_${requests.length}`
    const parts = partsOf(step ?? { say: 'There is no script.' }, requests.length)
    if (body['stream'] === true) return stream(response, id, String(body['model']), parts)
    const stop_reason = parts.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn'
    const usage = { input_tokens: 1000, output_tokens: 20 }
    sendJson(response, {
      id,
      type: 'message',
      role: 'assistant',
      model: body['model'],
      content: parts,
      stop_reason,
      usage,
    })
  })
  return { ...server, requests }
}

/** A message for the script's reader, as the Responses API has it. */
function asItems({ role, content }: Message): readonly WireItem[] {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  const results = blocks.filter(({ type }) => type === 'tool_result')
  return [
    ...results.map(() => ({ type: 'function_call_output' })),
    ...(results.length > 0 ? [] : [{ role, content: blocks.map(({ text }) => ({ text: text ?? '' })) }]),
  ]
}

interface Part {
  readonly type: 'text' | 'thinking' | 'tool_use'
  readonly [field: string]: unknown
}

function partsOf(step: ScriptStep, number: number): readonly Part[] {
  return (step.multi ?? [step]).flatMap((part, index): Part[] => [
    ...(part.reason === undefined
      ? []
      : [{ type: 'thinking' as const, thinking: part.reason, signature: 'c2ln' }]),
    ...(part.say === undefined ? [] : [{ type: 'text' as const, text: part.say }]),
    ...(part.call
      ? [
          {
            type: 'tool_use' as const,
            id: `toolu_${number}_${index}`,
            name: part.call.name,
            input: part.call.args ?? {},
          },
        ]
      : []),
  ])
}

function stream(response: ServerResponse, id: string, model: string, parts: readonly Part[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': id })
  const send = (type: string, data: Readonly<Record<string, unknown>>): void =>
    void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)
  const usage = {
    input_tokens: 1000,
    output_tokens: 1,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  }
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  }
  send('message_start', { message })
  parts.forEach((part, index) => {
    const begin =
      part.type === 'tool_use'
        ? { type: 'tool_use', id: part['id'], name: part['name'], input: {} }
        : part.type === 'thinking'
          ? { type: 'thinking', thinking: '', signature: '' }
          : { type: 'text', text: '' }
    send('content_block_start', { index, content_block: begin })
    const delta = (value: Readonly<Record<string, unknown>>): void =>
      send('content_block_delta', { index, delta: value })
    if (part.type === 'tool_use')
      delta({ type: 'input_json_delta', partial_json: JSON.stringify(part['input']) })
    else if (part.type === 'text') delta({ type: 'text_delta', text: part['text'] })
    else {
      delta({ type: 'thinking_delta', thinking: part['thinking'] })
      delta({ type: 'signature_delta', signature: part['signature'] })
    }
    send('content_block_stop', { index })
  })
  const stop_reason = parts.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn'
  send('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 25 } })
  send('message_stop', {})
  response.end()
}
