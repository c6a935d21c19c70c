import { z } from 'zod'
import { toolItem } from './tool-item.ts'
import type { StreamReader, StreamTurn } from './turn.ts'

const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), thinking: z.string() }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() }),
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.unknown(),
    is_error: z.boolean().nullish(),
  }),
])
const texts = z
  .array(z.unknown())
  .transform((all) =>
    all.map((one) => z.object({ text: z.string() }).safeParse(one).data?.text ?? '').join('\n'),
  )
const tokens = z.number().nonnegative().nullish()
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('system'), session_id: z.string() }),
  z.object({
    type: z.enum(['assistant', 'user']),
    message: z.object({ content: z.union([z.string(), z.array(z.unknown())]) }),
  }),
  z.object({
    type: z.literal('result'),
    subtype: z.string(),
    is_error: z.boolean().nullish(),
    result: z.string().nullish(),
    errors: z.array(z.string()).nullish(),
    usage: z
      .object({
        input_tokens: tokens,
        cache_creation_input_tokens: tokens,
        cache_read_input_tokens: tokens,
        output_tokens: tokens,
      })
      .nullish(),
    permission_denials: z.array(z.object({ tool_name: z.string(), tool_input: z.unknown() })).nullish(),
  }),
])

/** The events of `claude -p --output-format stream-json`. */
export function claudeReader(turn: StreamTurn, prefix: string): StreamReader {
  const calls = new Map<string, { readonly tool: string; readonly input: unknown }>()
  let count = 0
  return (said) => {
    const read = event.safeParse(said)
    if (!read.success) return
    const { data } = read
    if (data.type === 'system') return turn.session(data.session_id)
    if (data.type === 'result') return end(turn, data)
    const parts = typeof data.message.content === 'string' ? [] : data.message.content
    for (const part of parts) {
      const one = block.safeParse(part).data
      if (one?.type === 'text' || one?.type === 'thinking') {
        if (data.type === 'user') continue
        count += 1
        const id = `${prefix}-text-${count}`
        if (one.type === 'text') turn.item({ id, kind: 'message', state: 'completed', text: one.text })
        else turn.item({ id, kind: 'reasoning', state: 'completed', text: one.thinking })
      } else if (one?.type === 'tool_use') {
        const call = { tool: one.name, input: one.input }
        calls.set(one.id, call)
        turn.item(
          toolItem({ ...call, id: `${prefix}-${one.id}`, state: 'running' }, (file) => turn.name(file)),
        )
      } else if (one?.type === 'tool_result') {
        const call = calls.get(one.tool_use_id)
        if (call === undefined) continue
        const id = `${prefix}-${one.tool_use_id}`
        const state = one.is_error === true ? 'failed' : 'completed'
        const text = typeof one.content === 'string' ? one.content : (texts.safeParse(one.content).data ?? '')
        const exit = /^Exit code (\d+)/.exec(text)?.[1]
        const item = toolItem(
          {
            ...call,
            id,
            state,
            exitCode: exit === undefined ? (state === 'completed' ? 0 : null) : Number(exit),
          },
          (file) => turn.name(file),
        )
        turn.item(item)
        if (text !== '' && item.kind !== 'edit') turn.print(id, text)
      }
    }
  }
}

function end(turn: StreamTurn, result: Extract<z.infer<typeof event>, { readonly type: 'result' }>): void {
  const { usage } = result
  for (const { tool_name: tool, tool_input: input } of result.permission_denials ?? []) {
    const item = toolItem({ id: '', tool, input, state: 'failed' }, (file) => turn.name(file))
    turn.refused('text' in item && item.text !== '' ? item.text : tool)
  }
  if (usage) {
    const cachedInput = usage.cache_read_input_tokens ?? 0
    const written = usage.cache_creation_input_tokens ?? 0
    turn.usage({
      input: (usage.input_tokens ?? 0) + cachedInput + written,
      cachedInput,
      output: usage.output_tokens ?? 0,
      reasoning: 0,
    })
  }
  if (result.is_error === true || result.subtype !== 'success')
    turn.failed(result.result || result.errors?.join('; ') || result.subtype)
  turn.ended()
}
