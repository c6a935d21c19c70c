import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { nextStep, stepItems, type ScriptStep, type WireItem } from './fake-responses-script.ts'
import { EventStream } from './fake-responses-wire.ts'

/** A request as it came. */
export interface FakeRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Record<string, unknown>
  readonly at: number
}

export interface FakeResponses {
  /** The base URL, with `/v1`. */
  readonly url: string
  /** Every request, in the order in which they came. */
  readonly requests: readonly FakeRequest[]
  /** Resolves with request number `count` (from 1) once it came. */
  request(count: number): Promise<FakeRequest>
  close(): Promise<void>
}

export interface FakeResponsesOptions {
  readonly port?: number
  /** What the server does not know, as some compatible servers; it answers 400 as they do. */
  readonly lacks?: readonly ('customTools' | 'reasoning')[]
}

/**
 * A server on loopback that speaks the wire of the Responses API and plays scripts instead of a model; see
 * `fake-responses-script.ts`. It is as strict as the real one where harnesses go wrong: calls without an answer,
 * answers without a call, and items that only a storing server would know are refused. The key `sk-bad` is refused
 * with 401, models named `unknown…` with 404.
 */
export async function startFakeResponses(options: FakeResponsesOptions = {}): Promise<FakeResponses> {
  const requests: FakeRequest[] = []
  const waiting: (() => void)[] = []
  const playedSteps = new Map<string, number>()
  const server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>
      const { method = '', url = '', headers } = incoming
      requests.push({ method, path: url, headers, body, at: Date.now() })
      for (const wake of waiting.splice(0)) wake()
      if (method === 'GET' && url === '/v1/models')
        return json(response, 200, { object: 'list', data: [{ id: 'gpt-5.5', object: 'model' }] })
      if (method !== 'POST' || url !== '/v1/responses')
        return fail(response, 404, {
          message: `Invalid URL (${method} ${url})`,
          type: 'invalid_request_error',
        })
      const refusal = refuse(headers, body, options.lacks ?? [])
      if (refusal) return fail(response, refusal.status, refusal.error)
      await play(body, response, requests.length, playedSteps)
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async request(count) {
      while (requests.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
      return requests[count - 1] as FakeRequest
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function play(
  body: Record<string, unknown>,
  response: ServerResponse,
  number: number,
  playedSteps: Map<string, number>,
): Promise<void> {
  const key = (place: string): string => `${JSON.stringify(body['prompt_cache_key'])} ${place}`
  const input = body['input'] as readonly WireItem[]
  const found = nextStep(input, (place) => playedSteps.get(key(place)) ?? 0)
  const step: ScriptStep = found?.step ?? { say: 'There is no script in the prompt, so nothing was done.' }
  if (found) playedSteps.set(key(found.place), (playedSteps.get(key(found.place)) ?? 0) + 1)
  if (step.status !== undefined)
    return fail(
      response,
      step.status,
      {
        message: step.message ?? 'A scripted failure.',
        type: step.type ?? (step.status >= 500 ? 'server_error' : 'invalid_request_error'),
        code: step.code ?? null,
        param: step.param ?? null,
      },
      step.headers,
    )
  const tools = (body['tools'] as readonly WireItem[] | undefined) ?? []
  const custom = tools.some((tool) => tool['name'] === 'apply_patch' && tool.type === 'custom')
  let ids = 0
  const items = stepItems(step, custom ? 'custom' : 'function', () => `${number}_${(ids += 1)}`)
  const stream = new EventStream(response, `resp_${number}`, String(body['model']), step.delay ?? 0)
  stream.start()
  for (const item of items) await stream.item(item, step.abort ?? false)
  if (step.hang === true) return
  if (typeof step.hang === 'number') await delay(step.hang)
  if (step.abort) return void response.destroy()
  if (step.failed) stream.fail(step.failed)
  else stream.finish(step.tokens ?? 1000, step.incomplete ?? null)
}

interface Refusal {
  readonly status: number
  readonly error: Record<string, unknown>
}

function refuse(
  headers: IncomingMessage['headers'],
  body: Record<string, unknown>,
  lacks: readonly string[],
): Refusal | null {
  const bad = (message: string, param: string | null = null): Refusal => ({
    status: 400,
    error: { message, type: 'invalid_request_error', param, code: null },
  })
  if (headers.authorization === undefined || headers.authorization === 'Bearer sk-bad')
    return {
      status: 401,
      error: {
        message: 'Incorrect API key provided: sk-bad.',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      },
    }
  const model = body['model']
  if (typeof model !== 'string') return bad("Missing required parameter: 'model'.", 'model')
  if (model.startsWith('unknown'))
    return {
      status: 404,
      error: {
        message: `The model '${model}' does not exist or you do not have access to it.`,
        type: 'invalid_request_error',
        param: null,
        code: 'model_not_found',
      },
    }
  const tools = body['tools']
  if (
    lacks.includes('customTools') &&
    Array.isArray(tools) &&
    tools.some((tool: WireItem) => tool.type === 'custom')
  )
    return bad("Invalid value: 'custom'. Supported values are: 'function'.", 'tools[2].type')
  if (lacks.includes('reasoning') && (body['reasoning'] !== undefined || body['include'] !== undefined))
    return bad(
      `Unsupported parameter: 'reasoning.summary' is not supported with the '${model}' model.`,
      'reasoning.summary',
    )
  if (body['stream'] !== true) return bad('This fake only streams.')
  if (!Array.isArray(body['input'])) return bad("Missing required parameter: 'input'.", 'input')
  return refuseInput(body['input'] as readonly WireItem[], body['store'] === false, bad)
}

function refuseInput(
  input: readonly WireItem[],
  stateless: boolean,
  bad: (message: string) => Refusal,
): Refusal | null {
  const open = new Map<unknown, string>()
  for (const item of input) {
    if (item.type === 'function_call' || item.type === 'custom_tool_call')
      open.set(item['call_id'], item.type)
    else if (item.type === 'function_call_output' || item.type === 'custom_tool_call_output') {
      if (`${open.get(item['call_id']) ?? ''}_output` !== item.type)
        return bad(`No tool call found for function call output with call_id ${String(item['call_id'])}.`)
      if (!isOutput(item['output'])) return bad('Invalid type for output: expected a string or parts.')
      open.delete(item['call_id'])
    } else if (item.type === 'reasoning' && stateless && !item['encrypted_content'])
      return bad(
        `Item with id '${String(item['id'])}' not found. Items are not persisted when store is set to false.`,
      )
  }
  const [missing] = open.keys()
  return missing === undefined
    ? null
    : bad(`No tool output found for function call ${JSON.stringify(missing)}.`)
}

/** A text, or parts of texts and pictures; a picture comes whole, as a server can't read files. */
function isOutput(output: unknown): boolean {
  if (typeof output === 'string') return true
  const isPart = (part: Record<string, unknown>): boolean =>
    part['type'] === 'input_text' ||
    (part['type'] === 'input_image' && String(part['image_url']).startsWith('data:'))
  return Array.isArray(output) && output.every(isPart)
}

function json(response: ServerResponse, status: number, value: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_fake', ...headers })
  response.end(JSON.stringify(value))
}

function fail(
  response: ServerResponse,
  status: number,
  error: Record<string, unknown>,
  headers: Readonly<Record<string, string>> = {},
): void {
  json(response, status, { error }, headers)
}

if (import.meta.main) {
  const server = await startFakeResponses({ port: Number(process.argv[2] ?? 8899) })
  console.log(server.url)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close())
}
