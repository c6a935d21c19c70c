import { z } from 'zod'
import { toolItem } from './tool-item.ts'
import type { StreamReader, StreamTurn } from './turn.ts'

const tokens = z.number().nonnegative().default(0)
const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), id: z.string(), text: z.string() }),
  z.object({ type: z.literal('reasoning'), id: z.string(), text: z.string() }),
  z.object({
    type: z.literal('tool'),
    callID: z.string(),
    tool: z.string(),
    state: z.object({
      status: z.string(),
      input: z.unknown(),
      output: z.string().nullish(),
      error: z.string().nullish(),
      metadata: z
        .object({
          diff: z.string().optional().catch(undefined),
          exit: z.number().int().nullish().catch(null),
        })
        .nullish(),
    }),
  }),
  z.object({
    type: z.literal('step-finish'),
    tokens: z.object({
      input: tokens,
      output: tokens,
      reasoning: tokens,
      cache: z.object({ read: tokens, write: tokens }).default({ read: 0, write: 0 }),
    }),
  }),
])
const failure = z.object({
  type: z.literal('error'),
  error: z.looseObject({
    name: z.string().optional(),
    message: z.string().optional(),
    data: z.looseObject({ message: z.string().optional() }).optional(),
  }),
})
const event = z.object({ type: z.string(), sessionID: z.string(), part: z.unknown() })

/** The events of `opencode run --format json`. */
export function opencodeReader(turn: StreamTurn, prefix: string): StreamReader {
  return (said) => {
    const read = event.safeParse(said)
    if (read.success) turn.session(read.data.sessionID)
    const wrong = failure.safeParse(said)
    if (wrong.success) {
      const { error } = wrong.data
      return turn.failed(error.data?.message ?? error.message ?? error.name ?? 'It does not say why.')
    }
    const one = part.safeParse(read.data?.part).data
    switch (one?.type) {
      case 'text':
        return turn.item({ id: `${prefix}-${one.id}`, kind: 'message', state: 'completed', text: one.text })
      case 'reasoning':
        return turn.item({ id: `${prefix}-${one.id}`, kind: 'reasoning', state: 'completed', text: one.text })
      case 'step-finish': {
        const { cache, input, output, reasoning } = one.tokens
        return turn.usage({
          input: input + cache.read + cache.write,
          cachedInput: cache.read,
          output: output + reasoning,
          reasoning,
        })
      }
      case 'tool': {
        const { status, input, output, error, metadata } = one.state
        const state = status === 'error' ? 'failed' : status === 'completed' ? 'completed' : 'running'
        const id = `${prefix}-${one.callID}`
        const call = {
          id,
          tool: one.tool,
          input,
          state,
          exitCode: metadata?.exit,
          diff: metadata?.diff,
        } as const
        const item = toolItem({ ...call, exitCode: call.exitCode ?? null, diff: call.diff ?? null }, (file) =>
          turn.name(file),
        )
        turn.item(item)
        const text = error ?? output ?? ''
        if (state !== 'running' && text !== '' && item.kind !== 'edit') turn.print(id, text)
        if (error && /permission/i.test(error) && /reject|denied/i.test(error))
          turn.refused('text' in item ? item.text : one.tool)
        return
      }
      default:
        return
    }
  }
}
