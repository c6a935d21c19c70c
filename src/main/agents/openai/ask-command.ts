import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Wanted } from '#shared/domain/approval/wanted.ts'
import type { TurnReport } from '../adapter.ts'
import { textOf } from './items.ts'

/** Shells whose lines rules can read. */
const posixShells = ['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash']

const options = [
  { id: 'once', label: 'Allow once', effect: 'allowOnce' },
  { id: 'deny', label: 'Deny', effect: 'declineOnce' },
] as const

/** What a command, or what a running one is told, is asked for with, where no sandbox keeps it. */
export interface AskContext {
  readonly worktree: string
  readonly report: Pick<TurnReport, 'ask'>
  readonly signal: AbortSignal
  readonly newId: () => string
  /** The shell's file. */
  readonly shell: string
  /** Why it is asked for, as a sentence. */
  readonly reason: string
}

/** Asks whether a command may run; the error says to the model that it did not, and why. */
export function askCommand(
  args: Readonly<Record<string, unknown>>,
  context: AskContext,
): Promise<Result<null, string>> {
  const line = textOf(args['cmd'])
  const isRead = posixShells.includes(path.basename(context.shell))
  // What is typed into it later is not known by now; a rule for the line says nothing of that.
  const takesInput = args['stdin'] === true || args['tty'] === true
  return ask(line, isRead && !takesInput ? { kind: 'line', line } : null, textOf(args['workdir']), context)
}

/** Asks whether a running command may be told something: a shell or a debugger would run it. */
export function askInput(
  args: Readonly<Record<string, unknown>>,
  context: AskContext,
): Promise<Result<null, string>> {
  const chars = textOf(args['chars'])
  // To look at its output, and to interrupt it, needs nobody.
  if (chars === '' || chars === '\u0003') return Promise.resolve(ok(null))
  return ask(`Type into the running command: ${chars}`, null, '', context)
}

async function ask(
  text: string,
  wants: Wanted | null,
  folder: string,
  context: AskContext,
): Promise<Result<null, string>> {
  const answer = await context.report.ask(
    {
      kind: 'approval',
      id: context.newId(),
      parent: null,
      text,
      wants,
      reason: context.reason,
      folder: path.resolve(context.worktree, folder),
      touches: [],
      diff: null,
      options,
    },
    context.signal,
  )
  if (answer === null) return err('nobody allowed it, so it did not run.')
  if (answer.option === 'once') return ok(null)
  const words = answer.words.trim()
  return err(`it was denied, so it did not run.${words === '' ? '' : ` The person said: ${words}`}`)
}
