import { sendJson, startLoopback } from './loopback-server.ts'
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
  const server = await startLoopback(({ path, body }, response) => {
    if (path.includes(':countTokens')) return sendJson(response, { totalTokens: 1000 })
    if (!/:(stream)?[gG]enerateContent/.test(path)) return void response.writeHead(404).end('{}')
    const tools = (body['tools'] as readonly { readonly functionDeclarations?: readonly unknown[] }[]) ?? []
    const hasTools = tools.some((tool) => (tool.functionDeclarations?.length ?? 0) > 0)
    if (hasTools) requests.push(body)
    const items = ((body['contents'] as readonly Content[]) ?? []).flatMap(asItems)
    const own =
      '{"next_speaker":"user","reasoning":"","model_choice":"pro","complexity_score":50,"complexity_reasoning":""}'
    const step = hasTools ? (nextStep(items, () => 0)?.step ?? { say: 'There is no script.' }) : { say: own }
    const answer = {
      candidates: [{ content: { role: 'model', parts: partsOf(step) }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 20, totalTokenCount: 1020 },
      modelVersion: 'fake',
    }
    if (!path.includes(':stream')) return sendJson(response, answer)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`data: ${JSON.stringify(answer)}\r\n\r\n`)
  })
  return { ...server, requests }
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
