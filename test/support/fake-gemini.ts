import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { nextStep, type ScriptStep, type WireItem } from './fake-responses-script.ts'

export interface FakeGemini {
  /** The base URL. */
  readonly url: string
  /** The body of every request for content with tools, in order. */
  readonly requests: readonly Readonly<Record<string, unknown>>[]
  close(): Promise<void>
}

interface Part {
  readonly text?: string
  readonly functionCall?: unknown
  readonly functionResponse?: unknown
}

interface Content {
  readonly role: string
  readonly parts?: readonly Part[]
}

/**
 * A server on loopback that speaks Gemini's `generateContent` and plays the scripts of `fake-responses-script.ts`. Its
 * steps are `say`, `reason`, `call` and `multi`; requests without tools are the program's own questions.
 */
export async function startFakeGemini(): Promise<FakeGemini> {
  const requests: Record<string, unknown>[] = []
  const server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>
      const url = incoming.url ?? ''
      const json = (value: unknown): void => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(value))
      }
      if (url.includes(':countTokens')) return json({ totalTokens: 1000 })
      if (!/:(stream)?[gG]enerateContent/.test(url)) return void response.writeHead(404).end('{}')
      const tools = (body['tools'] as readonly { readonly functionDeclarations?: readonly unknown[] }[]) ?? []
      const hasTools = tools.some((tool) => (tool.functionDeclarations?.length ?? 0) > 0)
      if (hasTools) requests.push(body)
      const items = ((body['contents'] as readonly Content[]) ?? []).flatMap(asItems)
      const own =
        '{"next_speaker":"user","reasoning":"","model_choice":"pro","complexity_score":50,"complexity_reasoning":""}'
      const step = hasTools
        ? (nextStep(items, () => 0)?.step ?? { say: 'There is no script.' })
        : { say: own }
      const answer = {
        candidates: [{ content: { role: 'model', parts: partsOf(step) }, finishReason: 'STOP', index: 0 }],
        usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 20, totalTokenCount: 1020 },
        modelVersion: 'fake',
      }
      if (!url.includes(':stream')) return json(answer)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`data: ${JSON.stringify(answer)}\r\n\r\n`)
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What a turn of the conversation is for the script's reader, as the Responses API has it. */
function asItems({ role, parts = [] }: Content): readonly WireItem[] {
  const results = parts.filter((part) => part.functionResponse !== undefined)
  if (results.length > 0) return results.map(() => ({ type: 'function_call_output' }))
  return [
    { role: role === 'model' ? 'assistant' : role, content: parts.map(({ text }) => ({ text: text ?? '' })) },
  ]
}

function partsOf(step: ScriptStep): readonly unknown[] {
  return (step.multi ?? [step]).flatMap((part) => [
    ...(part.reason === undefined ? [] : [{ text: part.reason, thought: true }]),
    ...(part.say === undefined ? [] : [{ text: part.say }]),
    ...(part.call ? [{ functionCall: { name: part.call.name, args: part.call.args ?? {} } }] : []),
  ])
}
