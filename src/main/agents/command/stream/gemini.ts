import { z } from 'zod'
import { toolItem } from './tool-item.ts'
import type { StreamReader, StreamTurn } from './turn.ts'

const tokens = z.number().nonnegative().default(0)
const words = z.object({ type: z.string().nullish(), message: z.string() })
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('init'), session_id: z.string() }),
  z.object({
    type: z.literal('message'),
    role: z.string(),
    content: z.string(),
    delta: z.boolean().nullish(),
  }),
  z.object({
    type: z.literal('tool_use'),
    tool_name: z.string(),
    tool_id: z.string(),
    parameters: z.unknown(),
  }),
  z.object({
    type: z.literal('tool_result'),
    tool_id: z.string(),
    status: z.string(),
    output: z.string().nullish(),
    error: words.nullish(),
  }),
  z.object({ type: z.literal('error'), severity: z.string().nullish(), message: z.string() }),
  z.object({
    type: z.literal('result'),
    status: z.string(),
    error: words.nullish(),
    stats: z.object({ input_tokens: tokens, output_tokens: tokens, cached: tokens }).nullish(),
  }),
])

/** The events of `gemini --output-format stream-json`. */
export function geminiReader(turn: StreamTurn, prefix: string): StreamReader {
  const calls = new Map<string, { readonly tool: string; readonly input: unknown }>()
  let text: { readonly id: string; readonly text: string } | null = null
  let count = 0
  const settle = (): void => {
    if (text !== null) turn.item({ ...text, kind: 'message', state: 'completed' })
    text = null
  }
  return (said) => {
    const read = event.safeParse(said)
    if (!read.success) return
    const { data } = read
    if (data.type !== 'message') settle()
    switch (data.type) {
      case 'init':
        return turn.session(data.session_id)
      case 'message':
        if (data.role === 'user') return
        count += text === null ? 1 : 0
        text = { id: `${prefix}-text-${count}`, text: (text?.text ?? '') + data.content }
        return turn.item({ ...text, kind: 'message', state: 'running' })
      case 'tool_use': {
        const call = { tool: data.tool_name, input: data.parameters }
        calls.set(data.tool_id, call)
        return turn.item(
          toolItem({ ...call, id: `${prefix}-${data.tool_id}`, state: 'running' }, (file) => turn.name(file)),
        )
      }
      case 'tool_result': {
        const call = calls.get(data.tool_id)
        if (call === undefined) return
        const id = `${prefix}-${data.tool_id}`
        const failed = data.status !== 'success'
        const given = (data.error?.message ?? data.output) || ''
        const exit = /^Exit Code: (\d+)/m.exec(data.output ?? '')?.[1]
        const exitCode = exit === undefined ? null : Number(exit)
        const item = toolItem({ ...call, id, state: failed ? 'failed' : 'completed', exitCode }, (file) =>
          turn.name(file),
        )
        turn.item(item)
        if (given !== '' && item.kind !== 'edit') turn.print(id, given)
        if (failed && /denied|not allowed|policy/i.test(`${data.error?.type ?? ''} ${given}`))
          turn.refused('text' in item ? item.text : call.tool)
        return
      }
      case 'error':
        count += 1
        return turn.item({
          id: `${prefix}-error-${count}`,
          kind: 'notice',
          state: 'failed',
          text: data.message,
        })
      case 'result': {
        const { stats } = data
        if (stats)
          turn.usage({
            input: stats.input_tokens,
            cachedInput: stats.cached,
            output: stats.output_tokens,
            reasoning: 0,
          })
        if (data.status !== 'success') turn.failed(data.error?.message ?? data.status)
        return turn.ended()
      }
    }
  }
}
