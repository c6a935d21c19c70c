import { parseArguments } from './arguments.ts'
import { unreadable } from './history.ts'
import { isToolCall, isToolOutput, partsText, textOf, type ModelItem, type ToolCall } from './items.ts'
import type { ServerFeatures } from './request.ts'
import { toolDefinitions } from './tool-definitions.ts'
import type { WorkMode } from './work-mode.ts'

/** A message of chat completions. */
type ChatMessage = Readonly<Record<string, unknown>> & { readonly role: string }

/** The body of one request for chat completions, with the same conversation as the Responses API would be given. */
export function chatBody(options: {
  readonly model: string
  readonly instructions: string
  readonly input: readonly ModelItem[]
  readonly features: ServerFeatures
  readonly effort: string
  readonly withTools: boolean
  readonly mode: WorkMode
  /** Definitions of tools besides the harness's own. */
  readonly moreTools?: readonly Readonly<Record<string, unknown>>[]
}): Record<string, unknown> {
  const { features } = options
  const own = toolDefinitions({ ...features, customTools: false }, options.mode)
  const tools = [...own, ...(options.moreTools ?? [])]
  return {
    model: options.model,
    messages: [{ role: 'system', content: options.instructions }, ...chatMessages(options.input)],
    stream: true,
    ...(features.streamUsage ? { stream_options: { include_usage: true } } : {}),
    ...(options.effort !== '' && features.effort ? { reasoning_effort: options.effort } : {}),
    ...(options.withTools
      ? {
          tools: tools.map(({ type: _type, strict: _strict, ...made }) => ({
            type: 'function',
            function: made,
          })),
          tool_choice: 'auto',
          ...(features.parallelCalls ? { parallel_tool_calls: true } : {}),
        }
      : {}),
  }
}

/** The conversation as messages. Reasoning stays away: no server takes that of another, and few take their own. */
export function chatMessages(input: readonly ModelItem[]): readonly ChatMessage[] {
  const messages: ChatMessage[] = []
  for (const item of input) {
    const last = messages.at(-1)
    if (isToolCall(item)) {
      const call = chatCall(item)
      // What the model said before it called is of the same message.
      if (last?.role === 'assistant' && last['tool_calls'] === undefined)
        messages[messages.length - 1] = { ...last, tool_calls: [call] }
      else messages.push({ role: 'assistant', content: null, tool_calls: [call] })
    } else if (isToolOutput(item)) messages.push(...chatOutput(item))
    else if (item.type?.startsWith('compaction')) messages.push({ role: 'user', content: unreadable })
    else if (item.type === 'message' || item.type === undefined) messages.push(chatMessage(item))
  }
  return messages
}

function chatMessage(item: ModelItem): ChatMessage {
  const { content, role = 'user' } = item
  if (typeof content === 'string') return { role, content }
  if (role === 'assistant')
    return { role, content: partsText(content, 'output_text') + partsText(content, 'refusal', 'refusal') }
  return { role, content: chatContent(content) }
}

/** Texts in one where there are no pictures: not every server takes parts. */
function chatContent(parts: unknown): unknown {
  const pictures = chatPictures(parts)
  const text = partsText(parts, 'input_text', 'text', '\n')
  return pictures.length === 0 ? text : [{ type: 'text', text }, ...pictures]
}

function chatPictures(parts: unknown): readonly unknown[] {
  return (Array.isArray(parts) ? (parts as readonly Record<string, unknown>[]) : [])
    .filter((part) => part['type'] === 'input_image')
    .map((part) => ({ type: 'image_url', image_url: { url: part['image_url'] } }))
}

function chatCall(call: ToolCall): unknown {
  const text =
    call.type === 'custom_tool_call' ? JSON.stringify({ patch: call.input ?? '' }) : (call.arguments ?? '')
  // Servers read what is in them, and refuse a conversation for what their model once wrote.
  const readable = parseArguments(text) === null ? JSON.stringify({ malformed: text.slice(0, 2000) }) : text
  return {
    id: call.call_id,
    type: 'function',
    function: { name: call.name, arguments: readable === '' ? '{}' : readable },
  }
}

/** An answer of a tool is a text; a picture in it follows as if the person had shown it. */
function chatOutput({ call_id, output }: ModelItem): readonly ChatMessage[] {
  const text = typeof output === 'string' ? output : partsText(output, 'input_text', 'text', '\n')
  const pictures = chatPictures(output)
  const answer = { role: 'tool', tool_call_id: textOf(call_id), content: text }
  if (pictures.length === 0) return [answer]
  return [
    { ...answer, content: text || 'The picture follows.' },
    { role: 'user', content: [{ type: 'text', text: 'The picture that you asked for:' }, ...pictures] },
  ]
}
