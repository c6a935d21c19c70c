import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { CommandLine } from './containment.ts'
import { groupHasMembers } from './group-members.ts'
import { settledWithin } from './settled-within.ts'

export interface ProcessOptions {
  readonly file: string
  readonly args: readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** What it reads: nothing, an open file, or what `write` gives it. */
  readonly input: 'none' | 'pipe' | number
  /** Gets all output, both streams in the order in which they were written; reading waits for the promise. */
  onOutput(bytes: Uint8Array): Promise<void>
  /** Milliseconds from SIGTERM to SIGKILL. */
  readonly killAfter?: number
  /** The command that runs this one, and what it starts, inside of something. */
  wrap?(command: CommandLine): CommandLine
}

/** How the command itself ended. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  /** Ended before it could say an exit code: it was killed. */
  | { readonly kind: 'killed' }
  | { readonly kind: 'notStarted'; readonly reason: string }

/**
 * Runs the command with both outputs in one real pipe, so that their order is the order of writing and
 * `/dev/stderr` can be opened (Node's own pipes are sockets, which can't). `cat` passes the pipe on to ours; the
 * exit code comes through descriptor 3 as soon as the command ends, even while something in the background still
 * holds the output. `cat` outlives the group's signals, to pass on the command's last words. A watcher reads
 * descriptor 4, which says nothing and ends when the workbench dies, however that comes: then the group must end
 * too, or it would go on writing to the worktree with nobody there.
 */
const relay = [
  'trap : TERM INT HUP',
  '(trap "" TERM INT HUP; exec >/dev/null 3>&-; read _ <&4; kill -TERM 0; sleep 2; kill -KILL 0) & watcher=$!',
  '{ trap : TERM INT HUP; "$@" 2>&1 3>&-; echo $? >&3; } 4<&- | (trap "" TERM INT HUP; exec cat 3>&- 4<&-)',
  'kill -KILL $watcher; wait $watcher',
].join('\n')

/** A command in its own process group, with everything that it starts, unless that makes a group of its own. */
export class ProcessGroup {
  /** The command ended; something that it left running may still write. */
  readonly ended: Promise<ProcessEnd>
  /** Nobody can write any more and all output was handed over. */
  readonly closed: Promise<void>
  readonly #child: ChildProcess | null
  readonly #killAfter: number
  readonly #lost: AbortSignal
  #isClosed = false
  #isEmpty = false
  #stopping: Promise<void> | null = null

  private constructor(
    child: ChildProcess | null,
    ended: Promise<ProcessEnd>,
    closed: Promise<void>,
    killAfter: number,
    lost: AbortSignal,
  ) {
    this.#child = child
    this.#lost = lost
    this.ended = ended
    this.#killAfter = killAfter
    this.closed = closed.then(() => {
      this.#isClosed = true
      // From here on the group's number may be given to others, once nobody is left in it.
      this.#isEmpty = !this.#send(0)
    })
  }

  /** Starts the command. Never throws: what could not be started says so in `ended`. */
  static start(options: ProcessOptions): ProcessGroup {
    const windows = process.platform === 'win32'
    const input = options.input === 'none' ? 'ignore' : options.input
    const killAfter = options.killAfter ?? 5000
    const relayed: CommandLine = windows
      ? options
      : { file: '/bin/sh', args: ['-c', relay, 'sh', options.file, ...options.args] }
    const command = options.wrap?.(relayed) ?? relayed
    let child: ChildProcess
    try {
      child = spawn(command.file, [...command.args], {
        cwd: options.folder,
        env: { ...options.env },
        detached: true,
        windowsHide: true,
        stdio: windows ? [input, 'pipe', 'pipe'] : [input, 'pipe', 'ignore', 'pipe', 'pipe'],
      })
    } catch (error) {
      return ProcessGroup.notStarted((error as Error).message)
    }
    // Without descriptors for its pipes Node gives a child that has none, and tells of the error later.
    if ((child.stdio as unknown) === undefined) {
      child.once('error', () => undefined)
      return ProcessGroup.notStarted('too many files are open')
    }
    child.stdin?.on('error', () => undefined)
    const lost = new AbortController()
    const pass = async (stream: Readable): Promise<void> => {
      try {
        for await (const chunk of stream) {
          // What can't be kept is still read, so that the command can end.
          if (!lost.signal.aborted)
            await options.onOutput(chunk as Buffer).catch((error: unknown) => lost.abort(error))
        }
      } catch {
        // A destroyed pipe: nobody is left to write to it.
      }
    }
    const streams = [child.stdout, child.stderr].filter((stream) => stream !== null)
    const drained = Promise.all(streams.map(pass))
    const gone = new Promise<ProcessEnd>((resolve) => {
      child.on('error', (error) => {
        if (child.pid === undefined) resolve({ kind: 'notStarted', reason: error.message })
      })
      child.on('exit', (exitCode) =>
        resolve(exitCode === null ? { kind: 'killed' } : { kind: 'exited', exitCode }),
      )
    })
    const ended = windows ? gone : endFrom(child.stdio[3] as Readable | undefined, gone)
    const closed = gone.then(() => drained).then(() => undefined)
    const group = new ProcessGroup(child, ended, closed, killAfter, lost.signal)
    lost.signal.addEventListener('abort', () => void group.stop())
    return group
  }

  /** What could not be started, for `reason`, in a few words. */
  static notStarted(reason: string): ProcessGroup {
    const end: ProcessEnd = { kind: 'notStarted', reason }
    const never = new AbortController().signal
    return new ProcessGroup(null, Promise.resolve(end), Promise.resolve(), 0, never)
  }

  /** The group's number, or null when nothing was started. */
  get number(): number | null {
    return this.#child?.pid ?? null
  }

  /** Whether all its output was handed over and nobody was left in it then: there is nothing to end any more. */
  get isOver(): boolean {
    return this.#isClosed && this.#isEmpty
  }

  /** Why output could not be handed over; then the group was stopped and the rest of its output dropped. */
  get outputError(): Error | null {
    return this.#lost.aborted ? (this.#lost.reason as Error) : null
  }

  /** Gives the command input. False when it does not read any more or has no pipe to read from. */
  write(text: string): boolean {
    const stdin = this.#child?.stdin
    if (!stdin || stdin.destroyed || !stdin.writable) return false
    stdin.write(text)
    return true
  }

  /** Sends the whole group a signal; false when nobody is left in it. */
  signal(signal: NodeJS.Signals): boolean {
    return this.#send(signal)
  }

  /** Ends the whole group: SIGTERM, then SIGKILL for what is left after `killAfter`. Settles when it is closed. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    if (this.#child === null) return
    if (!this.#send('SIGTERM')) return this.closed
    await settledWithin(this.closed, this.#killAfter)
    // The command is gone, or had its time. Others that hold no output get a moment to follow it.
    if (this.#isClosed && (await this.#emptyWithin(500))) return
    this.#send('SIGKILL')
    if (!(await settledWithin(this.closed, 2000))) for (const stream of this.#child.stdio) stream?.destroy()
    await this.closed
    await this.#emptyWithin(2000)
  }

  async #emptyWithin(milliseconds: number): Promise<boolean> {
    const group = this.#child?.pid
    for (const end = performance.now() + milliseconds; performance.now() < end; await delay(10)) {
      if (group === undefined || this.#isEmpty || process.platform === 'win32') return true
      if (!(await groupHasMembers(group))) return true
    }
    return false
  }

  #send(signal: NodeJS.Signals | 0): boolean {
    const pid = this.#child?.pid
    if (pid === undefined || this.#isEmpty) return false
    try {
      if (process.platform === 'win32') return this.#child?.kill(signal === 0 ? undefined : signal) ?? false
      return process.kill(-pid, signal)
    } catch {
      return false
    }
  }
}

/** What the relay says. When its pipe ends without a word, the relay was killed, or never started. */
function endFrom(stream: Readable | undefined, relayEnd: Promise<ProcessEnd>): Promise<ProcessEnd> {
  const silent = relayEnd.then((end): ProcessEnd => (end.kind === 'notStarted' ? end : { kind: 'killed' }))
  if (!stream) return silent
  return new Promise((resolve) => {
    let text = ''
    stream.on('error', () => undefined)
    stream.on('close', () => resolve(silent))
    stream.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      const code = /^(\d+)\n/.exec(text)?.[1]
      if (code !== undefined) resolve({ kind: 'exited', exitCode: Number(code) })
    })
  })
}
