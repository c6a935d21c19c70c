import type { ServerResponse } from 'node:http'
import { sendJson, startLoopback } from './loopback-server.ts'
import { nextStep, type ScriptStep, type WireItem } from './fake-responses-script.ts'

export interface FakeChat {
  /** The base URL, with `/v1`. */
  readonly url: string
  /** The body of every request for an answer with tools, in order. */
  readonly requests: readonly Readonly<Record<string, unknown>>[]
  close(): Promise<void>
}

interface Message {
  readonly role: string
  readonly content?: unknown
}

/**
 * A server on loopback that speaks chat completions and plays the scripts of `fake-responses-script.ts`. Its steps are
 * `say`, `reason`, `call`, `multi`, `hang` and `status`; requests without tools are for titles, and get one.
 */
export async function startFakeChat(): Promise<FakeChat> {
  const requests: Record<string, unknown>[] = []
  const server = await startLoopback(({ method, path, body }, response) => {
    if (method !== 'POST' || path !== '/v1/chat/completions') {
      response.writeHead(404).end()
      return
    }
    const hasTools = Array.isArray(body['tools']) && body['tools'].length > 0
    if (hasTools) requests.push(body)
    const messages = body['messages'] as readonly Message[]
    const found = hasTools ? nextStep(messages.map(asItem), () => 0)?.step : { say: 'A title' }
    answer(response, String(body['model']), requests.length, found ?? { say: 'There is no script.' })
  })
  return { url: `${server.url}/v1`, requests, close: () => server.close() }
}

/** A message as the script's reader knows it from the Responses API. */
function asItem({ role, content }: Message): WireItem {
  return role === 'tool' ? { type: 'function_call_output' } : { role, content }
}

function answer(response: ServerResponse, model: string, number: number, step: ScriptStep): void {
  if (step.status !== undefined) {
    const error = { message: step.message ?? 'A scripted failure.', type: 'error' }
    return sendJson(response, { error }, step.status)
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (choices: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): void =>
    void response.write(
      `data: ${JSON.stringify({ id: `chat-${number}`, object: 'chat.completion.chunk', created: 1, model, choices, ...more })}\n\n`,
    )
  const delta = (piece: Readonly<Record<string, unknown>>): void =>
    send([{ index: 0, delta: piece, finish_reason: null }])
  delta({ role: 'assistant', content: '' })
  let calls = 0
  for (const part of step.multi ?? [step]) {
    if (part.reason !== undefined) delta({ reasoning_content: part.reason })
    if (part.say !== undefined) for (const word of part.say.match(/\S+\s*/g) ?? []) delta({ content: word })
    if (part.call) {
      const made = { name: part.call.name, arguments: JSON.stringify(part.call.args ?? {}) }
      delta({
        tool_calls: [{ index: calls, id: `call_${number}_${calls}`, type: 'function', function: made }],
      })
      calls += 1
    }
  }
  if (step.hang !== undefined) return
  send([{ index: 0, delta: {}, finish_reason: calls > 0 ? 'tool_calls' : 'stop' }])
  send([], { usage: { prompt_tokens: 1000, completion_tokens: 20, total_tokens: 1020 } })
  response.end('data: [DONE]\n\n')
}
