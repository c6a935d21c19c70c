import { pathToFileURL } from 'node:url'

/**
 * The parts of the Responses API's items that the harness looks at. Items are kept verbatim and may have any other
 * member; an unknown type is passed on as it came.
 */
export interface ModelItem {
  readonly type?: string
  readonly id?: string
  readonly role?: string
  readonly call_id?: string
  readonly name?: string
  readonly arguments?: string
  readonly input?: string
  readonly output?: unknown
  readonly content?: unknown
  readonly summary?: unknown
  readonly status?: string
  readonly encrypted_content?: string | null
  readonly [member: string]: unknown
}

export interface ToolCall extends ModelItem {
  readonly type: 'function_call' | 'custom_tool_call'
  readonly call_id: string
  readonly name: string
}

export function isToolCall(item: ModelItem): item is ToolCall {
  return (
    (item.type === 'function_call' || item.type === 'custom_tool_call') &&
    typeof item.call_id === 'string' &&
    typeof item.name === 'string'
  )
}

/**
 * A call of a tool that the model brought along and was not offered, as a call of a function of that name: it is shown and
 * answered like any other tool that is not there, and a request can hold it whatever the server is.
 */
export function ownCall(item: ModelItem): ModelItem {
  const { type = '', call_id } = item
  if (!/^(local_shell|shell|apply_patch|computer)_call$/.test(type) || typeof call_id !== 'string')
    return item
  const args = JSON.stringify(item['action'] ?? item['operation'] ?? {})
  return { type: 'function_call', call_id, name: type.replace(/_call$/, ''), arguments: args }
}

export function isToolOutput(item: ModelItem): boolean {
  return item.type === 'function_call_output' || item.type === 'custom_tool_call_output'
}

/** What a tool gives the model: a text, or parts as a message has them. */
export type ToolOutput = string | readonly Readonly<Record<string, unknown>>[]

/** What a call gets as its answer. */
export function toolOutput(call: ToolCall, output: ToolOutput): ModelItem {
  return { type: `${call.type}_output`, call_id: call.call_id, output }
}

/** What the person says. Pictures are named by their files; `showPictures` puts what is in them into a request. */
export function userMessage(text: string, pictures: readonly string[] = []): ModelItem {
  return { type: 'message', role: 'user', content: [textPart(text), ...pictures.map(picturePart)] }
}

export function textPart(text: string): Readonly<Record<string, unknown>> {
  return { type: 'input_text', text }
}

/** Names a picture by its absolute path. */
export function picturePart(file: string): Readonly<Record<string, unknown>> {
  return { type: 'input_image', image_url: pathToFileURL(file).href }
}

/** A value of parsed JSON if it is a string, else the empty string. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The text of a message's or a reasoning's parts of one kind. */
export function partsText(parts: unknown, kind: string, member = 'text', between = ''): string {
  if (!Array.isArray(parts)) return ''
  return parts
    .map((part: unknown) => part as Record<string, unknown> | null)
    .filter((part) => part?.['type'] === kind)
    .map((part) => textOf(part?.[member]))
    .join(between)
}
