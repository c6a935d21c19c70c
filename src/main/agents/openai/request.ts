import type { ModelItem } from './items.ts'
import { patchGrammar } from './patch/grammar.ts'

/** What a compatible server may lack. Each is asked for until the server says that it does not know it. */
export interface ServerFeatures {
  /** Tools with a grammar instead of a JSON schema. */
  readonly customTools: boolean
  /** Summaries of the reasoning, and its encrypted form for the next request. */
  readonly reasoning: boolean
  readonly cacheKey: boolean
  /** Pictures in what the person says. */
  readonly pictures: boolean
}

export const allFeatures: ServerFeatures = {
  customTools: true,
  reasoning: true,
  cacheKey: true,
  pictures: true,
}

/** The features without the one that a refused request's message is about; null when it is about none of them. */
export function withoutRefused(features: ServerFeatures, said: string): ServerFeatures | null {
  if (features.cacheKey && /prompt_cache_key/i.test(said)) return { ...features, cacheKey: false }
  if (features.pictures && /input_image|image_url|\bimages?\b|vision|multimodal/i.test(said))
    return { ...features, pictures: false }
  if (features.reasoning && /reasoning|encrypted[ _]content|\binclude\b/i.test(said))
    return { ...features, reasoning: false }
  if (features.customTools && /custom|grammar|lark|tools?\W*\[?\d*\]?\W*\.?type|tool type/i.test(said))
    return { ...features, customTools: false }
  return null
}

const schema = (
  properties: Record<string, unknown>,
  required: readonly string[],
): Record<string, unknown> => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const outputLimit = {
  type: 'integer',
  description:
    'Most tokens of output to return; the middle is left out beyond it. Default and maximum 10000.',
}

const execCommand = {
  type: 'function',
  name: 'exec_command',
  description:
    'Runs a shell command in the worktree and returns its output, standard output and standard error together. A command that still runs after yield_time_ms goes on in the background: the answer holds a session id for write_stdin. Everything still running is ended when your turn ends.',
  strict: false,
  parameters: schema(
    {
      cmd: { type: 'string', description: 'The command line.' },
      workdir: {
        type: 'string',
        description: 'Folder to run in, relative to the worktree. Default: the worktree.',
      },
      yield_time_ms: {
        type: 'integer',
        description: 'How long to wait for the end before returning, 250 to 30000. Default 10000.',
      },
      max_output_tokens: outputLimit,
      stdin: {
        type: 'boolean',
        description: 'Keep standard input open for write_stdin. Default false: it is empty.',
      },
    },
    ['cmd'],
  ),
}

const writeStdin = {
  type: 'function',
  name: 'write_stdin',
  description:
    'Waits for more output of a command that still runs, and first writes to its standard input if chars are given. With chars "\\u0003" the command is interrupted (SIGINT).',
  strict: false,
  parameters: schema(
    {
      session_id: { type: 'integer' },
      chars: { type: 'string', description: 'Characters to write; empty or absent only waits.' },
      yield_time_ms: {
        type: 'integer',
        description: 'How long to wait for output or the end, 250 to 120000. Default 10000.',
      },
      max_output_tokens: outputLimit,
    },
    ['session_id'],
  ),
}

const updatePlan = {
  type: 'function',
  name: 'update_plan',
  description:
    'Shows the person your plan. Send the whole plan each time; at most one step is in_progress. Use it for work of several steps.',
  strict: false,
  parameters: schema(
    {
      explanation: { type: 'string', description: 'Why the plan changed, in one sentence.' },
      plan: {
        type: 'array',
        items: schema(
          {
            step: { type: 'string' },
            status: { type: 'string', enum: ['pending', 'in_progress', 'completed'] },
          },
          ['step', 'status'],
        ),
      },
    },
    ['plan'],
  ),
}

const patchDescription =
  'Edits files. Paths are relative to the worktree. The patch is applied whole or not at all.'

const customPatch = {
  type: 'custom',
  name: 'apply_patch',
  description: `${patchDescription} This is a free-form tool: do not wrap the patch in JSON.`,
  format: { type: 'grammar', syntax: 'lark', definition: patchGrammar },
}

const functionPatch = {
  type: 'function',
  name: 'apply_patch',
  description: `${patchDescription} The patch follows this grammar:\n${patchGrammar}`,
  strict: false,
  parameters: schema({ patch: { type: 'string' } }, ['patch']),
}

/** The body of one request: stateless, with the whole conversation each time. */
export function requestBody(options: {
  readonly model: string
  readonly instructions: string
  readonly input: readonly ModelItem[]
  readonly session: string
  readonly features: ServerFeatures
}): Record<string, unknown> {
  const { features } = options
  return {
    model: options.model,
    instructions: options.instructions,
    input: options.input,
    tools: [execCommand, writeStdin, features.customTools ? customPatch : functionPatch, updatePlan],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    store: false,
    stream: true,
    ...(features.cacheKey ? { prompt_cache_key: options.session } : {}),
    ...(features.reasoning
      ? { include: ['reasoning.encrypted_content'], reasoning: { summary: 'auto' } }
      : {}),
  }
}
