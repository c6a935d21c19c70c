import { z } from 'zod'
import type { ItemState } from '#shared/domain/timeline/item-kind.ts'
import { commandText } from '../../codex/items.ts'
import { inputText } from '../../item-report.ts'
import type { StreamReader, StreamTurn } from './turn.ts'

const state = z.string().optional()
const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent_message'), id: z.string(), text: z.string() }),
  z.object({ type: z.literal('reasoning'), id: z.string(), text: z.string() }),
  z.object({
    type: z.literal('command_execution'),
    id: z.string(),
    command: z.string(),
    aggregated_output: z.string().nullish(),
    exit_code: z.number().int().nullish(),
    status: state,
  }),
  z.object({
    type: z.literal('file_change'),
    id: z.string(),
    changes: z.array(z.object({ path: z.string() })),
    status: state,
  }),
  z.object({
    type: z.literal('todo_list'),
    id: z.string(),
    items: z.array(z.object({ text: z.string(), completed: z.boolean() })),
  }),
  z.object({ type: z.literal('error'), id: z.string(), message: z.string() }),
])
const other = z.looseObject({ type: z.string(), id: z.string(), status: state })
const tokens = z.number().nonnegative().default(0)
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.enum(['item.started', 'item.updated', 'item.completed']), item: z.unknown() }),
  z.object({
    type: z.literal('turn.completed'),
    usage: z
      .object({
        input_tokens: tokens,
        cached_input_tokens: tokens,
        output_tokens: tokens,
        reasoning_output_tokens: tokens,
      })
      .nullish(),
  }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }).nullish() }),
  z.object({ type: z.literal('error'), message: z.string() }),
])

/** The events of `codex exec --json`. */
export function codexReader(turn: StreamTurn, prefix: string): StreamReader {
  return (said) => {
    const read = event.safeParse(said)
    if (!read.success) return
    const { data } = read
    switch (data.type) {
      case 'thread.started':
        return turn.session(data.thread_id)
      case 'turn.completed': {
        const { usage } = data
        if (usage)
          turn.usage({
            input: usage.input_tokens,
            cachedInput: usage.cached_input_tokens,
            output: usage.output_tokens,
            reasoning: usage.reasoning_output_tokens,
          })
        return turn.ended()
      }
      case 'turn.failed':
        turn.failed(data.error?.message ?? 'It does not say why.')
        return turn.ended()
      case 'error':
        // A try that failed and is made again is told so, too: only the turn's end says that it failed.
        return turn.item({ id: `${prefix}-error`, kind: 'notice', state: 'failed', text: data.message })
      default:
        return tell(turn, prefix, data.item, data.type === 'item.completed')
    }
  }
}

function tell(turn: StreamTurn, prefix: string, said: unknown, isOver: boolean): void {
  const read = item.safeParse(said)
  if (!read.success) {
    const call = other.safeParse(said)
    if (!call.success) return
    const { type, id, status } = call.data
    const input = inputText(said)
    return turn.item({
      ...{ id: `${prefix}-${id}`, kind: 'toolCall', state: stateOf(status, isOver), text: type, tool: type },
      ...{ input, paths: [] },
    })
  }
  const { data } = read
  const id = `${prefix}-${data.id}`
  const plain: ItemState = isOver ? 'completed' : 'running'
  switch (data.type) {
    case 'agent_message':
      return turn.item({ id, kind: 'message', state: plain, text: data.text })
    case 'reasoning':
      return turn.item({ id, kind: 'reasoning', state: plain, text: data.text })
    case 'command_execution': {
      const text = commandText(data.command)
      const ended = stateOf(data.status, isOver)
      turn.item({ id, kind: 'command', state: ended, text, exitCode: data.exit_code ?? null })
      if (ended === 'declined') turn.refused(text)
      if (isOver && data.aggregated_output) turn.print(id, data.aggregated_output)
      return
    }
    case 'file_change': {
      const paths = data.changes.map(({ path }) => turn.name(path))
      const ended = stateOf(data.status, isOver)
      if (ended === 'declined') turn.refused(paths.join(', '))
      return turn.item({ id, kind: 'edit', state: ended, text: paths[0] ?? '', paths, diff: null })
    }
    case 'todo_list': {
      const steps = data.items.map(({ text, completed }) => ({
        step: text,
        state: completed ? ('completed' as const) : ('pending' as const),
      }))
      return turn.item({ id, kind: 'plan', state: plain, text: '', steps })
    }
    case 'error':
      return turn.item({ id, kind: 'notice', state: 'failed', text: data.message })
  }
}

function stateOf(status: string | undefined, isOver: boolean): ItemState {
  if (!isOver) return 'running'
  return status === 'failed' || status === 'declined' ? status : 'completed'
}
