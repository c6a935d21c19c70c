import type { TurnReport } from '../adapter.ts'
import type { TurnCommands } from './exec-command.ts'
import { textOf, type ToolCall } from './items.ts'
import { applyPatch } from './patch/apply.ts'
import { parsePatch } from './patch/parse.ts'

export interface ToolContext {
  readonly worktree: string
  readonly commands: TurnCommands
  readonly report: TurnReport
  readonly signal: AbortSignal
  /** A new item id. */
  readonly newId: () => string
  /** The one plan item of the turn. */
  readonly planId: string
}

/** Runs one tool call and gives what the model reads. A wrong call is an answer too, never a throw. */
export async function runTool(call: ToolCall, context: ToolContext): Promise<string> {
  if (call.type === 'custom_tool_call') {
    if (call.name === 'apply_patch') return patch(call.input ?? '', context)
    return `error: there is no tool ${call.name}.`
  }
  const args = parseArguments(call.arguments ?? '')
  if (args === null) return `error: the arguments of ${call.name} are not a JSON object.`
  switch (call.name) {
    case 'exec_command': {
      const heredoc = patchOfCommand(args['cmd'])
      if (heredoc !== null) return patch(heredoc, context)
      context.report.activity(`running ${firstWords(textOf(args['cmd']))}`)
      return context.commands.exec(args, context.signal)
    }
    case 'write_stdin':
      return context.commands.write(args, context.signal)
    case 'apply_patch':
      return patch(textOf(args['patch'] ?? args['input']), context)
    case 'update_plan':
      return plan(args, context)
    default:
      return `error: there is no tool ${call.name}.`
  }
}

/** The beginning of a command line, for "what it does right now". */
export function firstWords(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

function parseArguments(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** Models call the patch tool as a command now and then; there is no such program. */
function patchOfCommand(command: unknown): string | null {
  if (typeof command !== 'string') return null
  return /^\s*apply_patch\s+<<-?\s*['"]?\w+['"]?\s*\n/.test(command) ? command.trim() : null
}

async function patch(text: string, context: ToolContext): Promise<string> {
  const parsed = parsePatch(text)
  const paths = parsed.ok
    ? [
        ...new Set(
          parsed.value.flatMap((file) =>
            'moveTo' in file && file.moveTo ? [file.path, file.moveTo] : [file.path],
          ),
        ),
      ]
    : []
  const title =
    paths.length === 0 ? 'Edit' : paths.length === 1 ? `Edit ${paths[0]}` : `Edit ${paths.length} files`
  const item = { id: context.newId(), kind: 'edit', text: title, paths } as const
  context.report.item({ ...item, state: 'running' })
  context.report.activity(paths.length === 1 ? `editing ${paths[0]}` : `editing ${paths.length} files`)
  const applied = await applyPatch(context.worktree, text)
  if (!applied.ok) {
    context.report.item({ ...item, state: 'failed', text: `${title}: ${applied.error.split('\n')[0]}` })
    return `error: ${applied.error}`
  }
  context.report.item({ ...item, state: 'completed' })
  const list = applied.value.files.map((file) => `${file.kind} ${file.path}`).join('\n')
  return `Success. Updated the following files:\n${list}\n`
}

const planStates = { pending: 'pending', in_progress: 'inProgress', completed: 'completed' } as const

function plan(args: Record<string, unknown>, context: ToolContext): string {
  const given: unknown = args['plan']
  if (!Array.isArray(given)) return 'error: plan must be a list of steps.'
  const steps: { step: string; state: (typeof planStates)[keyof typeof planStates] }[] = []
  for (const entry of given) {
    const step = entry as { readonly step?: unknown; readonly status?: unknown } | null
    const state = planStates[String(step?.status) as keyof typeof planStates]
    if (typeof step?.step !== 'string' || state === undefined)
      return 'error: each step needs "step" and a "status" of pending, in_progress or completed.'
    steps.push({ step: step.step, state })
  }
  context.report.item({
    id: context.planId,
    kind: 'plan',
    state: 'completed',
    text: typeof args['explanation'] === 'string' ? args['explanation'] : '',
    steps,
  })
  const current = steps.find((step) => step.state === 'inProgress')
  if (current) context.report.activity(firstWords(current.step))
  return 'Plan updated'
}
