import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { ChatStream, fromChat, refuseMessages, type ChatQuirk } from './fake-responses-chat.ts'
import { Plays } from './fake-responses-plays.ts'
import { refuse, sizeOf } from './fake-responses-refusals.ts'
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
  readonly lacks?: readonly ('customTools' | 'reasoning' | 'responses' | 'chat' | 'streamUsage')[]
  /** How it tells of calls in chat completions, if otherwise than usual. */
  readonly quirk?: ChatQuirk
  /** Shortens conversations itself, as OpenAI does. */
  readonly compacts?: boolean
  /** What it does where it is asked without tools, for what it would need to go on. */
  readonly summary?: () => ScriptStep
  /** Refuses a request of more tokens than that, a token being four bytes of its input, and counts them so. */
  readonly window?: number
  /** What the model does, where no script in the prompt says it. */
  readonly play?: (input: readonly WireItem[], number: number) => ScriptStep
  /** How many requests are kept; all of them when absent. */
  readonly keeps?: number
}

/**
 * A server on loopback that speaks the wire of the Responses API and that of chat completions, and plays scripts instead of a model; see
 * `fake-responses-script.ts`. It is as strict as the real one where harnesses go wrong: calls without an answer,
 * answers without a call, and items that only a storing server would know are refused. The key `sk-bad` is refused
 * with 401, models named `unknown…` with 404.
 */
export async function startFakeResponses(options: FakeResponsesOptions = {}): Promise<FakeResponses> {
  const requests: FakeRequest[] = []
  const waiting: (() => void)[] = []
  const plays = new Plays()
  let came = 0
  const server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>
      const { method = '', url = '', headers } = incoming
      requests.push({ method, path: url, headers, body, at: Date.now() })
      came += 1
      if (requests.length > (options.keeps ?? Infinity)) requests.shift()
      for (const wake of waiting.splice(0)) wake()
      if (method === 'GET' && url === '/v1/models')
        return json(response, 200, { object: 'list', data: [{ id: 'gpt-5.5', object: 'model' }] })
      const isCompact = options.compacts === true && url === '/v1/responses/compact'
      const isResponses = url === '/v1/responses' && options.lacks?.includes('responses') !== true
      const isChat = url === '/v1/chat/completions' && options.lacks?.includes('chat') !== true
      if (method !== 'POST' || !(isResponses || isCompact || isChat))
        return fail(response, 404, {
          message: `Invalid URL (${method} ${url})`,
          type: 'invalid_request_error',
        })
      const asked = isChat ? fromChat(body) : body
      plays.answered(asked['input'])
      const wrong = isChat ? refuseMessages(body) : null
      if (wrong !== null) return fail(response, 400, { message: wrong, type: 'invalid_request_error' })
      const refusal = refuse(headers, isCompact ? { ...asked, stream: true } : asked, options)
      if (refusal) return fail(response, refusal.status, refusal.error)
      if (isCompact) return json(response, 200, compacted(asked, came))
      await play(asked, response, { number: came, isChat }, plays, options)
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
  { number, isChat }: { readonly number: number; readonly isChat: boolean },
  plays: Plays,
  options: FakeResponsesOptions,
): Promise<void> {
  const key = (name: string): string => `${JSON.stringify(body['prompt_cache_key'])} ${name}`
  const input = body['input'] as readonly WireItem[]
  const tools = (body['tools'] as readonly WireItem[] | undefined) ?? []
  const found =
    tools.length === 0
      ? null
      : nextStep(
          input,
          (place) => plays.steps.get(key(place)) ?? 0,
          (script) => plays.answers(key(script)),
        )
  const step: ScriptStep = found?.step ??
    (tools.length === 0 ? (options.summary?.() ?? { say: summary }) : options.play?.(input, number)) ?? {
      say: 'There is no script in the prompt, so nothing was done.',
    }
  if (found) plays.steps.set(key(found.place), (plays.steps.get(key(found.place)) ?? 0) + 1)
  if (step.raw !== undefined) {
    const kind = step.status === undefined ? 'text/event-stream' : 'text/html'
    response.writeHead(step.status ?? 200, { 'content-type': kind, ...step.headers })
    return void response.end(step.raw)
  }
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
  const custom = tools.some((tool) => tool['name'] === 'apply_patch' && tool.type === 'custom')
  let ids = 0
  const items = stepItems(step, custom ? 'custom' : 'function', () => `${number}_${(ids += 1)}`)
  const [id, model, pause] = [`resp_${number}`, String(body['model']), step.delay ?? 0] as const
  const usage = body['stream_options'] !== undefined
  const stream = isChat
    ? new ChatStream(response, id, model, pause, { usage, quirk: options.quirk })
    : new EventStream(response, id, model, pause)
  if (found) for (const item of items) plays.called(item, key(found.script))
  stream.start()
  for (const item of items) await stream.item(item, step.abort === true)
  if (step.hang === true) return
  if (typeof step.hang === 'number') await delay(step.hang)
  if (step.abort) return void response.destroy()
  if (step.failed) stream.fail(step.failed)
  else
    stream.finish(
      step.tokens ?? (options.window === undefined ? 1000 : sizeOf(body)),
      step.incomplete ?? null,
    )
}

/** What the fake model writes when it is asked without tools: for what it would need to go on. */
const summary = 'Summary: the work goes on.'

/** A conversation as the server shortens it: what the user said, and one opaque item. */
function compacted(body: Record<string, unknown>, number: number): Record<string, unknown> {
  const input = body['input'] as readonly WireItem[]
  const said = input
    .filter((item) => item.role === 'user')
    .map((item, index) => ({ ...item, id: `msg_c${index}` }))
  const opaque = { type: 'compaction', id: `cmp_${number}`, encrypted_content: `opaque-${number}` }
  return {
    id: `resp_${number}`,
    object: 'response.compaction',
    output: [...said, opaque],
    usage: { input_tokens: sizeOf(body), output_tokens: 20, total_tokens: sizeOf(body) + 20 },
  }
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
