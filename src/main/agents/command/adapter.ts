import { randomUUID } from 'node:crypto'
import { open, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { AgentChoice, AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { AgentAdapter, AgentOutcome, TurnContext } from '../adapter.ts'
import { commandEnvironment } from '../environment.ts'
import type { ProcessEnd } from '../process-group.ts'
import { findShell } from '../program.ts'
import { OutputTail } from '../output-tail.ts'
import { Paced } from '../paced.ts'
import { keepThread, keptThread } from '../kept-thread.ts'
import { shellWord } from '../program-agent.ts'
import { settledWithin } from '../settled-within.ts'
import { failedTurn, turnAdapter } from '../turn-adapter.ts'
import { TurnProcesses } from '../turn-processes.ts'
import { hooksPlaceholder, openHooks } from './hooks.ts'
import { outcomeOf } from './outcome.ts'
import { AgentStream } from './stream/stream.ts'

export interface CommandAgentOptions {
  /** Milliseconds from SIGTERM to SIGKILL when a turn is interrupted. */
  readonly killAfter?: number
  /** Milliseconds that what a command left in the background may go on writing to its output. */
  readonly grace?: number
}

/** Milliseconds from one look for the last line of the output to the next. */
const activityPace = 100

/** Bytes of the task's text that fit in `WINNOW_PROMPT`: Linux refuses a variable of more than 128 KiB. */
const promptBytes = 100_000

/**
 * Any command line, run in the worktree by the shell that the person chose. The task's text is the whole of its
 * standard input; `WINNOW_PROMPT` has the text too, but only its first 100 kB, and without NUL characters. It also
 * gets `WINNOW_SESSION` and `WINNOW_TURN`. Once it ran, follow-ups have a line of their own if there is one. The
 * turn ends with the command: what it leaves running is ended, as far as it can be held (`containment.ts`), so that
 * nothing writes to the worktree after a turn.
 */
export function createCommandAgent(options: CommandAgentOptions = {}): AgentAdapter {
  const line: LineOf = ({ command, followUpCommand }, followsUp, _pictures, conversation) => {
    const chosen = (followsUp ? followUpCommand : undefined) ?? command ?? ''
    if (!chosen.includes(placeholder)) return chosen
    return conversation === null ? (command ?? '') : chosen.replaceAll(placeholder, shellWord(conversation))
  }
  return createLineAgent('command', line, options)
}

/**
 * The command line of a turn; `pictures` are files outside of the worktree that its prompt names, `conversation` is the
 * agent's own id of what was said before, where it told it.
 */
export type LineOf = (
  choice: AgentChoice,
  followsUp: boolean,
  pictures: readonly string[],
  conversation: string | null,
) => string

/** Stands in a line for follow-ups for the agent's own id of its conversation. */
const placeholder = '{session}'

/** An agent each of whose turns is a command line, run as `createCommandAgent` does. */
export function createLineAgent(
  kind: AgentKind,
  line: LineOf,
  options: CommandAgentOptions = {},
): AgentAdapter {
  return turnAdapter(kind, (context, signal) => runLineTurn(context, line, signal, options))
}

/** Whether a session's folder is of a conversation of command lines. */
export async function isOfLines(folder: string): Promise<boolean> {
  return stat(path.join(folder, 'started')).then(
    () => true,
    () => false,
  )
}

/** One turn of such an agent; see `createCommandAgent`. */
export async function runLineTurn(
  context: TurnContext,
  lineOf: LineOf,
  signal: AbortSignal,
  options: CommandAgentOptions = {},
): Promise<AgentOutcome> {
  const { choice, report } = context
  const followsUp = await isOfLines(context.folder)
  const conversation = followsUp ? await keptThread(context.folder) : null
  const line = lineOf(choice, followsUp, context.pictures, conversation)
  if (line.trim() === '')
    return failedTurn('noCommand', 'No command line was given, so nothing ran. Choose one and start again.')
  const shell = await findShell(context.settings.shell, context.env)
  if (shell === null) {
    const name = context.settings.shell || context.env['SHELL'] || '/bin/sh'
    return failedTurn(
      'notStarted',
      `The shell ${name} was not found, so nothing ran. Choose another shell in the settings and start again.`,
    )
  }
  const processes = new TurnProcesses(context)
  const input = await promptFile(context)
  const item = { id: randomUUID(), kind: 'output', text: line } as const
  report.item({ ...item, state: 'running', exitCode: null })
  report.activity('no output yet')
  const asks = followsUp ? choice.followUpCommand?.includes(placeholder) === true : false
  if (asks && conversation === null)
    report.item({
      id: randomUUID(),
      kind: 'notice',
      state: 'failed',
      text: 'The agent never told the id of its conversation, so its first command line ran again: it knows nothing of what was said before.',
    })
  const hooks = line.includes(hooksPlaceholder) ? await openHooks(context.folder, context.turn) : null
  let stream = new AgentStream(context, randomUUID())
  const tail = new OutputTail(4000)
  let known = conversation
  // As soon as it is told: a follow-up goes on from it, even where this turn is cut off.
  const keep = async (): Promise<void> => {
    const { session } = stream
    if (session === null || session === known || !/^[\w.:-]{1,200}$/.test(session)) return
    known = session
    await keepThread(context.folder, session)
  }
  // To find the last line the whole tail is read: not for each of the pieces in which an output comes.
  const telling = new Paced(activityPace, () => {
    const said = tail.lastLine()
    if (said !== '' && stream.agent === null) report.activity(said)
  })
  const command = hooks === null ? line : line.replaceAll(hooksPlaceholder, shellWord(hooks.settings))
  const started = path.join(context.folder, 'started')
  const start = {
    file: shell.file,
    args: [...shell.args, command],
    folder: context.worktree,
    env: commandEnvironment(context.env, {
      secrets: context.withheld,
      extra: promptVariables(context),
    }),
    input: input.fd,
    killAfter: options.killAfter ?? 5000,
    async onOutput(bytes: Uint8Array) {
      tail.add(bytes)
      telling.ask()
      stream.take(bytes)
      await keep()
      await report.output(item.id, bytes)
      await stream.kept
    },
  }
  const process = await processes.start(start, hooks?.writable)
  const stop = (): void => {
    stream.stop()
    void processes.stop()
  }
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  let end: ProcessEnd
  try {
    // A follow-up goes on from it, also where the workbench is killed now.
    if (process.number !== null) await writeFile(started, '')
    end = await process.ended
    if (!signal.aborted) await settledWithin(process.closed, options.grace ?? 2000)
  } finally {
    await processes.stop()
    telling.end()
    signal.removeEventListener('abort', stop)
    await input.remove()
  }
  stream.finish()
  const told = await hooks?.close()
  // An agent that writes its events has told all of it.
  if (told !== undefined && stream.agent === null) {
    stream = new AgentStream(context, randomUUID())
    stream.take(told)
    stream.finish()
  }
  const outcome = signal.aborted
    ? ({ kind: 'interrupted' } as const)
    : process.outputError
      ? failedTurn(
          'stateFailed',
          `The command's output could not be kept (${process.outputError.message}), so it was stopped. What it changed in the worktree is kept. Make room on the disk, then start it again.`,
        )
      : outcomeOf(end, line, tail.text(), stream)
  await keep()
  stream.end(outcome.kind === 'completed')
  await stream.kept
  report.item({
    ...item,
    // What the person stops did not fail, whatever it says of that.
    state:
      outcome.kind === 'interrupted' ? 'interrupted' : outcome.kind === 'completed' ? 'completed' : 'failed',
    exitCode: end.kind === 'exited' ? end.exitCode : null,
  })
  return outcome
}

/** A file, because a command may open `/dev/stdin`, may not read it at all, and may be slow to. */
async function promptFile(context: TurnContext): Promise<{ fd: number; remove(): Promise<void> }> {
  const file = path.join(context.folder, `prompt-${context.turn}-${randomUUID()}.txt`)
  const writing = await open(file, 'wx', 0o600)
  await writing.writeFile(context.prompt)
  await writing.close()
  const reading = await open(file, 'r')
  return {
    fd: reading.fd,
    async remove() {
      await reading.close()
      await rm(file, { force: true })
    },
  }
}

function promptVariables(context: TurnContext): Record<string, string> {
  const bytes = Buffer.from(context.prompt.replaceAll('\0', ''))
  let end = Math.min(bytes.length, promptBytes)
  // Not inside a character: continuation bytes of UTF-8 are 10xxxxxx.
  while (end < bytes.length && end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  const [picture] = context.pictures
  return {
    // For a program that is to be told which folders it may read.
    ...(picture === undefined ? {} : { WINNOW_PICTURES: path.dirname(picture) }),
    WINNOW_PROMPT: bytes.subarray(0, end).toString('utf8'),
    WINNOW_SESSION: context.session,
    WINNOW_TURN: String(context.turn),
    ...context.mark,
  }
}
