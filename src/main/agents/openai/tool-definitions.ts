import { patchGrammar } from './patch/grammar.ts'
import { onlyReads, type WorkMode } from './work-mode.ts'

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
      tty: {
        type: 'boolean',
        description:
          'Run it in a terminal of 100 columns and 30 lines, with standard input open: for what asks questions, draws, or behaves otherwise without one. What it leaves in the background ends with it. Default false.',
      },
    },
    ['cmd'],
  ),
}

const writeStdin = {
  type: 'function',
  name: 'write_stdin',
  description:
    'Waits for more output of a command that still runs, and first writes to its standard input if chars are given. With chars "\\u0003" the command is interrupted (SIGINT); in a terminal other keys work too, as "\\u0004" or "\\u001b[A".',
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

const proposePlan = {
  type: 'function',
  name: 'propose_plan',
  description:
    'Hands your plan over to the person and waits until they approve it, maybe edited, or send it back, which may take hours. Before that no file can be changed. Call it alone, once you know enough.',
  strict: false,
  parameters: schema(
    {
      explanation: { type: 'string', description: 'What will be done and why, in a few sentences.' },
      steps: {
        type: 'array',
        description: 'The steps in their order.',
        items: schema(
          {
            step: { type: 'string', description: 'What is done, so that a person can judge it.' },
            files: {
              type: 'array',
              description:
                'All files that it creates, changes, renames or deletes: paths relative to the worktree, folders as "src/net/", or patterns as "src/**/*.test.ts". What you change elsewhere is marked in the review as outside the plan.',
              items: { type: 'string' },
            },
          },
          ['step', 'files'],
        ),
      },
    },
    ['steps'],
  ),
}

const proposeReview = {
  type: 'function',
  name: 'propose_review',
  description:
    'Tells the person how to read your change: places worth reading first, and one explanation of it. They are shown at the hunks and decide nothing. Call it once, at the end; a later call replaces what it gives.',
  strict: false,
  parameters: schema(
    {
      explanation: {
        type: 'string',
        description: 'What the change does and why, for who reviews it: Markdown, at most 2000 characters.',
      },
      pins: {
        type: 'array',
        description: 'At most 20 places, those first that matter most: risks, choices, what is easy to miss.',
        items: schema(
          {
            path: { type: 'string', description: 'The file, relative to the worktree.' },
            line: { type: 'integer', description: 'Its line as it is now, from 1.' },
            quote: { type: 'string', description: 'Instead of the line or with it: a part of that line.' },
            reason: { type: 'string', description: 'Why it is worth reading, at most 200 characters.' },
          },
          ['path', 'reason'],
        ),
      },
    },
    [],
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

/** The tools that a request offers: what the mode allows, as far as the server takes it. */
export function toolDefinitions(
  features: { readonly customTools: boolean; readonly pictures: boolean },
  mode: WorkMode,
): readonly Readonly<Record<string, unknown>>[] {
  const writes = !onlyReads(mode)
  return [
    execCommand,
    writeStdin,
    ...(writes ? [features.customTools ? customPatch : functionPatch] : []),
    mode === 'plan' ? proposePlan : updatePlan,
    ...(features.pictures ? [viewImage] : []),
    askUser,
    ...(writes ? [proposeReview] : []),
  ]
}
