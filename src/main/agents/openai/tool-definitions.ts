import { patchGrammar } from './patch/grammar.ts'

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

const viewImage = {
  type: 'function',
  name: 'view_image',
  description: 'Shows you a picture of the worktree, such as a screenshot that you took.',
  strict: false,
  parameters: schema({ path: { type: 'string', description: 'Its path, relative to the worktree.' } }, [
    'path',
  ]),
}

const askUser = {
  type: 'function',
  name: 'ask_user',
  description:
    'Asks the person one question and waits for the answer, which may take hours. Only for what decides the whole work and can not be found out.',
  strict: false,
  parameters: schema(
    {
      question: { type: 'string', description: 'The question, with what is needed to answer it.' },
      options: {
        type: 'array',
        description: 'Answers to choose from, if there are some; the person can always say something else.',
        items: schema({ label: { type: 'string' }, description: { type: 'string' } }, ['label']),
      },
    },
    ['question'],
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

/** The tools that a request offers: as far as the server takes them. */
export function toolDefinitions(features: {
  readonly customTools: boolean
  readonly pictures: boolean
}): readonly Readonly<Record<string, unknown>>[] {
  return [
    execCommand,
    writeStdin,
    features.customTools ? customPatch : functionPatch,
    updatePlan,
    ...(features.pictures ? [viewImage] : []),
    askUser,
  ]
}
