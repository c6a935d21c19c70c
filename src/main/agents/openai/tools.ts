import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { TurnContext, TurnReport } from '../adapter.ts'
import { inputText } from '../item-report.ts'
import { parseArguments } from './arguments.ts'
import { askCommand, askInput } from './ask-command.ts'
import { askUser } from './ask-user.ts'
import type { TurnCommands } from './exec-command.ts'
import { textOf, type ToolCall, type ToolOutput } from './items.ts'
import type { McpServers } from './mcp/servers.ts'
import { applyPatch } from './patch/apply.ts'
import { parsePatch } from './patch/parse.ts'
import { parsePlan } from './plan.ts'
import { proposePlan, type PlanContext } from './propose-plan.ts'
import { viewImage } from './view-image.ts'
import { onlyReads, type WorkMode } from './work-mode.ts'

export interface ToolContext {
  readonly worktree: string
  /** The session's own folder. */
  readonly folder: string
  readonly commands: TurnCommands
  /** The shell's file. */
  readonly shell: string
  /** What may be done now. */
  readonly mode: () => WorkMode
  /** Why each command is asked for before it runs; null where a sandbox keeps it, or the person wants none. */
  readonly reasonToAsk: () => string | null
  readonly report: TurnReport
  readonly propose: TurnContext['propose']
  readonly approved: PlanContext['approved']
  readonly servers: Pick<McpServers, 'call'>
  readonly signal: AbortSignal
  /** A new item id. */
  readonly newId: () => string
  /** The one plan item of the turn. */
  readonly planId: string
}

/** Runs one tool call and gives what the model reads. A wrong call is shown and is an answer too, never a throw. */
export async function runTool(call: ToolCall, context: ToolContext): Promise<ToolOutput> {
  const done = await answerOf(call, context)
  if (done.ok) return done.value
  const said = `error: ${done.error}`
  const id = context.newId()
  const item = {
    id,
    kind: 'toolCall',
    text: `Wrong call of ${call.name}`,
    tool: call.name,
    input: inputText(call.arguments ?? call.input ?? ''),
    paths: [],
  } as const
  context.report.item({ ...item, state: 'running' })
  await context.report.output(id, Buffer.from(`${said}\n`))
  context.report.item({ ...item, state: 'failed' })
  return said
}

/** What a call gives. The error says to the model what is wrong with the call. */
async function answerOf(call: ToolCall, context: ToolContext): Promise<Result<ToolOutput, string>> {
  const mode = context.mode()
  if (onlyReads(mode) && writes(call)) return err(refusal(mode))
  if (call.type === 'custom_tool_call') {
    if (call.name === 'apply_patch') return ok(await patch(call.input ?? '', context))
    return err(`there is no tool ${call.name}.`)
  }
  const args = parseArguments(call.arguments ?? '')
  if (args === null) return err(`the arguments of ${call.name} are not a JSON object.`)
  const reason = context.reasonToAsk()
  switch (call.name) {
    case 'exec_command': {
      const heredoc = patchOfCommand(args['cmd'])
      if (heredoc !== null) return onlyReads(mode) ? err(refusal(mode)) : ok(await patch(heredoc, context))
      const may = reason === null ? ok(null) : await askCommand(args, { ...context, reason })
      if (!may.ok) return ok(may.error)
      context.report.activity(`running ${firstWords(textOf(args['cmd']))}`)
      return context.commands.exec(args, context.signal)
    }
    case 'write_stdin': {
      const may = reason === null ? ok(null) : await askInput(args, { ...context, reason })
      return may.ok ? context.commands.write(args, context.signal) : ok(may.error)
    }
    case 'apply_patch':
      return ok(await patch(textOf(args['patch'] ?? args['input']), context))
    case 'update_plan':
      return plan(args, context)
    case 'propose_plan':
      if (context.mode() !== 'plan') return err('there is no plan to hand over now.')
      return proposePlan(args, context)
    case 'ask_user':
      return askUser(args, context)
    case 'propose_review':
      return context.propose(args)
    case 'view_image':
      return look(args, context)
    default:
      if (call.name.startsWith('mcp__')) return context.servers.call(call.name, args, context.signal)
      return err(`there is no tool ${call.name}.`)
  }
}

/** Whether a call is for what only a turn that changes files can do. */
function writes({ name }: ToolCall): boolean {
  return name === 'apply_patch' || name === 'propose_review'
}

function refusal(mode: WorkMode): string {
  return mode === 'plan'
    ? 'no file can be changed before the person approved your plan, so nothing was. Hand it over with propose_plan.'
    : 'this session only reads: no file can be changed in it, so nothing was. Say in your answer what you would change.'
}

async function look(
  args: Record<string, unknown>,
  context: ToolContext,
): Promise<Result<ToolOutput, string>> {
  const named = textOf(args['path'])
  context.report.activity(`looking at ${firstWords(named)}`)
  const seen = await viewImage(args, context)
  if (seen.ok) {
    const item = {
      id: context.newId(),
      kind: 'toolCall',
      text: `Look at ${named}`,
      tool: 'view_image',
    } as const
    const paths = path.isAbsolute(named) ? [path.relative(context.worktree, named)] : [path.normalize(named)]
    context.report.item({ ...item, state: 'completed', input: '', paths })
  }
  return seen
}

/** The beginning of a command line, for "what it does right now". */
export function firstWords(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
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
  const item = { id: context.newId(), kind: 'edit', text: title, paths, diff: null } as const
  context.report.item({ ...item, state: 'running' })
  context.report.activity(paths.length === 1 ? `editing ${paths[0]}` : `editing ${paths.length} files`)
  const applied = await applyPatch(context.worktree, text)
  if (!applied.ok) {
    context.report.item({ ...item, state: 'failed', text: `${title}: ${applied.error.split('\n')[0]}` })
    return `error: ${applied.error}`
  }
  context.report.item({ ...item, state: 'completed', diff: applied.value.diff })
  const list = applied.value.files.map((file) => `${file.kind} ${file.path}`).join('\n')
  return `Success. Updated the following files:\n${list}\n`
}

function plan(args: Record<string, unknown>, context: ToolContext): Result<string, string> {
  const parsed = parsePlan(args)
  if (!parsed.ok) return parsed
  const steps = parsed.value
  context.report.item({
    id: context.planId,
    kind: 'plan',
    state: 'completed',
    text: typeof args['explanation'] === 'string' ? args['explanation'] : '',
    steps,
  })
  const current = steps.find((step) => step.state === 'inProgress')
  if (current) context.report.activity(firstWords(current.step))
  return ok('Plan updated')
}
