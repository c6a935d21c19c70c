import { stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { ProcessEnd, ProcessGroup } from '../process-group.ts'
import { settledWithin } from '../settled-within.ts'
import type { TurnProcesses } from '../turn-processes.ts'
import { textOf } from './items.ts'
import { limitOutput, OutputBuffer } from './output-buffer.ts'
import { terminalCommand } from './terminal-command.ts'
import { terminalText } from './terminal-text.ts'

export interface CommandReport {
  /** A command starts; gives the id under which its output is kept. */
  started(line: string): string
  output(item: string, bytes: Uint8Array): Promise<void>
  ended(item: string, line: string, exitCode: number | null): void
}

export interface CommandOptions {
  readonly worktree: string
  readonly processes: TurnProcesses
  readonly shell: { readonly file: string; readonly args: readonly string[] }
  readonly env: Readonly<Record<string, string>>
  readonly report: CommandReport
  readonly killAfter?: number | undefined
}

interface RunningCommand {
  readonly line: string
  readonly process: ProcessGroup
  readonly buffer: OutputBuffer
  readonly takesInput: boolean
  readonly hasTerminal: boolean
  /** Set when the command itself ended. */
  end: ProcessEnd | null
}

/** How many commands may run at once. */
const most = 16
/** Milliseconds for output that is on its way when a command ended. */
const drainTime = 300
const outputTokens = 10_000
const noTerminal = '(There is no terminal here, so this runs with pipes.)\n'
/** Milliseconds that are waited for a command while something else is to be told the model. */
const hurriedWait = 1000

/** The commands of one turn. They may outlive the call that started them, but not the turn. */
export class TurnCommands {
  readonly #options: CommandOptions
  readonly #running = new Map<number, RunningCommand>()
  readonly #reported = new Set<Promise<void>>()
  #next = 1
  #starting = 0
  #hurried = new AbortController()

  constructor(options: CommandOptions) {
    this.#options = options
  }

  /**
   * Runs a command line and answers as the model reads it; the error says what is wrong with the call. Returns early, with
   * the command ended, on abort.
   */
  async exec(args: Record<string, unknown>, signal: AbortSignal): Promise<Result<string, string>> {
    const line = args['cmd']
    if (typeof line !== 'string' || line.trim() === '') return err('cmd must be a command line.')
    if (this.#running.size + this.#starting >= most)
      return err(`${most} commands are running already. Wait for one with write_stdin, or interrupt it.`)
    // Others of the same answer are starting meanwhile.
    this.#starting += 1
    const started = await this.#start(line, args).finally(() => (this.#starting -= 1))
    if (!started.ok) return started
    const wait = clamp(args['yield_time_ms'], 250, 30_000, 10_000)
    return ok(await this.#wait(started.value.number, started.value.command, wait, args, signal))
  }

  async #start(
    line: string,
    args: Record<string, unknown>,
  ): Promise<Result<{ readonly number: number; readonly command: RunningCommand }, string>> {
    const { report, worktree } = this.#options
    const folder = path.resolve(worktree, textOf(args['workdir']))
    const found = await stat(folder).catch(() => null)
    if (!found?.isDirectory()) return err(`the folder ${folder} does not exist.`)
    const { shell, killAfter = 5000 } = this.#options
    const plain = { file: shell.file, args: [...shell.args, line] }
    const wanted = args['tty'] === true
    const terminal = wanted ? terminalCommand(plain, killAfter) : null
    const takesInput = wanted || args['stdin'] === true
    const item = report.started(line)
    const buffer = new OutputBuffer()
    const process = await this.#options.processes.start({
      ...(terminal ?? plain),
      folder,
      env: { ...this.#options.env, ...terminal?.env },
      input: takesInput ? 'pipe' : 'none',
      // Its host ends what it holds after that time, and needs a moment more.
      killAfter: terminal === null ? killAfter : killAfter + 2000,
      async onOutput(bytes) {
        buffer.add(bytes)
        await report.output(item, bytes)
      },
    })
    const hasTerminal = terminal !== null
    if (wanted && !hasTerminal) buffer.add(Buffer.from(noTerminal))
    const command: RunningCommand = { line, process, buffer, takesInput, hasTerminal, end: null }
    const number = this.#next
    this.#next += 1
    this.#running.set(number, command)
    const reported = process.ended.then(async (end) => {
      command.end = end
      await settledWithin(process.closed, drainTime)
      report.ended(item, line, end.kind === 'exited' ? end.exitCode : null)
    })
    // A full disk refuses the report; `stop` tells, and it may be asked for only much later.
    this.#reported.add(reported)
    reported.then(
      () => this.#reported.delete(reported),
      () => undefined,
    )
    return ok({ number, command })
  }

  /** Writes to a running command and waits for what it does. */
  async write(args: Record<string, unknown>, signal: AbortSignal): Promise<Result<string, string>> {
    const number = Number(args['session_id'])
    const command = this.#running.get(number)
    if (!command) return err(`no command runs under session id ${String(args['session_id'])}; it has ended.`)
    const chars = typeof args['chars'] === 'string' ? args['chars'] : ''
    // In a terminal it is the terminal that makes a signal of it, for whatever is in front.
    if (chars === '\u0003' && !command.hasTerminal) command.process.signal('SIGINT')
    else if (chars !== '') {
      if (!command.takesInput)
        return err(
          'this command was started with empty standard input. Start it with "stdin": true, or in a terminal with "tty": true, to write to it.',
        )
      if (!command.process.write(chars)) return err('the command does not read its standard input any more.')
    }
    return ok(
      await this.#wait(number, command, clamp(args['yield_time_ms'], 250, 120_000, 10_000), args, signal),
    )
  }

  /** Something else is to be told the model: until it was, what is waited for goes on in the background. */
  hurry(): void {
    this.#hurried.abort()
  }

  /** The model was told. */
  calm(): void {
    if (this.#hurried.signal.aborted) this.#hurried = new AbortController()
  }

  /** Ends everything that this turn's commands left running; settles when all their output was handed over. */
  async stop(): Promise<void> {
    await this.#options.processes.stop()
    await Promise.all(this.#reported)
  }

  async #wait(
    number: number,
    command: RunningCommand,
    milliseconds: number,
    args: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<string> {
    const from = performance.now()
    const aborted = new AbortController()
    const ends = [signal, aborted.signal]
    const hurried = this.#hurried.signal
    const patience = hurried.aborted ? Math.min(milliseconds, hurriedWait) : milliseconds
    if (!hurried.aborted) ends.push(hurried)
    const abort = delay(patience, undefined, { signal: AbortSignal.any(ends) }).catch(() => undefined)
    await Promise.race([command.process.ended, abort])
    aborted.abort()
    if (signal.aborted) await command.process.stop()
    // The end is only taken once nothing is on its way any more, so that no output is lost between two answers.
    const ended = command.end !== null || signal.aborted
    if (ended) {
      await settledWithin(command.process.closed, drainTime)
      this.#running.delete(number)
    }
    const lost = command.process.outputError
    if (lost) throw lost
    const seconds = ((performance.now() - from) / 1000).toFixed(1)
    const limit = clamp(args['max_output_tokens'], 100, outputTokens, outputTokens)
    const output = limitOutput(command.buffer.take(), limit)
    return [
      `Wall time: ${seconds} seconds`,
      ended ? describeEnd(command.end) : `Process running with session ID ${number}`,
      ...(output.cut ? [`Original token count: ${output.tokens}`] : []),
      'Output:',
      command.hasTerminal ? terminalText(output.text) : output.text,
    ].join('\n')
  }
}

function describeEnd(end: ProcessEnd | null): string {
  if (end?.kind === 'exited') return `Process exited with code ${end.exitCode}`
  if (end?.kind === 'notStarted') return `Process could not be started: ${end.reason}`
  return 'Process was killed'
}

function clamp(value: unknown, low: number, high: number, usual: number): number {
  const number = typeof value === 'number' && Number.isFinite(value) ? value : usual
  return Math.min(high, Math.max(low, Math.round(number)))
}
