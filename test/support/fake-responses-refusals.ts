import type { IncomingMessage } from 'node:http'
import type { WireItem } from './fake-responses-script.ts'

/** About how many tokens a request takes. */
export function sizeOf(body: Record<string, unknown>): number {
  return Math.ceil(JSON.stringify(body['input']).length / 4)
}

interface Refusal {
  readonly status: number
  readonly error: Record<string, unknown>
}

/** Why a request is refused, as the real server would, or null. */
export function refuse(
  headers: IncomingMessage['headers'],
  body: Record<string, unknown>,
  { lacks = [], window }: { readonly lacks?: readonly string[]; readonly window?: number },
): Refusal | null {
  const bad = (message: string, param: string | null = null): Refusal => ({
    status: 400,
    error: { message, type: 'invalid_request_error', param, code: null },
  })
  if (headers.authorization === undefined || headers.authorization === 'Bearer sk-bad')
    return {
      status: 401,
      error: {
        message: 'Incorrect API key provided: sk-bad.',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      },
    }
  const model = body['model']
  if (typeof model !== 'string') return bad("Missing required parameter: 'model'.", 'model')
  if (model.startsWith('unknown'))
    return {
      status: 404,
      error: {
        message: `The model '${model}' does not exist or you do not have access to it.`,
        type: 'invalid_request_error',
        param: null,
        code: 'model_not_found',
      },
    }
  const tools = body['tools']
  if (
    lacks.includes('customTools') &&
    Array.isArray(tools) &&
    tools.some((tool: WireItem) => tool.type === 'custom')
  )
    return bad("Invalid value: 'custom'. Supported values are: 'function'.", 'tools[2].type')
  if (lacks.includes('reasoning') && (body['reasoning'] !== undefined || body['include'] !== undefined))
    return bad(
      `Unsupported parameter: 'reasoning.summary' is not supported with the '${model}' model.`,
      'reasoning.summary',
    )
  if (lacks.includes('streamUsage') && body['stream_options'] !== undefined)
    return bad("Unknown parameter: 'stream_options'.", 'stream_options')
  if (body['stream'] !== true) return bad('This fake only streams.')
  if (!Array.isArray(body['input'])) return bad("Missing required parameter: 'input'.", 'input')
  if (window !== undefined && sizeOf(body) > window)
    return {
      status: 400,
      error: {
        message: `Your input exceeds the context window of this model (${sizeOf(body)} tokens).`,
        type: 'invalid_request_error',
        param: 'input',
        code: 'context_length_exceeded',
      },
    }
  return refuseInput(body['input'] as readonly WireItem[], body['store'] === false, bad)
}

function refuseInput(
  input: readonly WireItem[],
  stateless: boolean,
  bad: (message: string) => Refusal,
): Refusal | null {
  const open = new Map<unknown, string>()
  for (const item of input) {
    if (item.type === 'function_call' || item.type === 'custom_tool_call')
      open.set(item['call_id'], item.type)
    else if (item.type === 'function_call_output' || item.type === 'custom_tool_call_output') {
      if (`${open.get(item['call_id']) ?? ''}_output` !== item.type)
        return bad(`No tool call found for function call output with call_id ${String(item['call_id'])}.`)
      if (!isOutput(item['output'])) return bad('Invalid type for output: expected a string or parts.')
      open.delete(item['call_id'])
    } else if (item.type === 'reasoning' && stateless && !item['encrypted_content'])
      return bad(
        `Item with id '${String(item['id'])}' not found. Items are not persisted when store is set to false.`,
      )
  }
  const [missing] = open.keys()
  return missing === undefined
    ? null
    : bad(`No tool output found for function call ${JSON.stringify(missing)}.`)
}

/** A text, or parts of texts and pictures; a picture comes whole, as a server can't read files. */
function isOutput(output: unknown): boolean {
  if (typeof output === 'string') return true
  const isPart = (part: Record<string, unknown>): boolean =>
    part['type'] === 'input_text' ||
    (part['type'] === 'input_image' && String(part['image_url']).startsWith('data:'))
  return Array.isArray(output) && output.every(isPart)
}
