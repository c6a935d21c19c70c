import { z } from 'zod'
import { toolItem } from './tool-item.ts'
import type { StreamReader, StreamTurn } from './turn.ts'

const event = z.discriminatedUnion('hook_event_name', [
  z.object({
    hook_event_name: z.enum(['PostToolUse', 'PostToolUseFailure']),
    tool_use_id: z.string(),
    tool_name: z.string(),
    tool_input: z.unknown(),
    error: z.string().nullish(),
  }),
  z.object({ hook_event_name: z.literal('Stop'), last_assistant_message: z.string().nullish() }),
  z.object({ hook_event_name: z.literal('StopFailure'), error: z.string().nullish() }),
])

/** What the hooks of a Claude Code that writes plain text are told. */
export function claudeHooksReader(turn: StreamTurn, prefix: string): StreamReader {
  let stops = 0
  return (said) => {
    const named = z.object({ session_id: z.string() }).safeParse(said)
    if (named.success) turn.session(named.data.session_id)
    const read = event.safeParse(said)
    if (!read.success) return
    const { data } = read
    if (data.hook_event_name === 'Stop') {
      stops += 1
      const text = data.last_assistant_message ?? ''
      if (text !== '') turn.item({ id: `${prefix}-said-${stops}`, kind: 'message', state: 'completed', text })
      return turn.ended()
    }
    if (data.hook_event_name === 'StopFailure') {
      turn.failed(data.error || 'it does not say why')
      return turn.ended()
    }
    const isFailed = data.hook_event_name === 'PostToolUseFailure'
    const call = {
      tool: data.tool_name,
      input: data.tool_input,
      state: isFailed ? 'failed' : 'completed',
    } as const
    turn.item(toolItem({ ...call, id: `${prefix}-${data.tool_use_id}` }, (file) => turn.name(file)))
  }
}
