import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setMaxListeners } from 'node:events'
import path from 'node:path'
import { PassThrough, type Readable, type Writable } from 'node:stream'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { endedByPerson, GitsAtWork, type GitAtWork } from './at-work.ts'
import type { CommandLog } from './command-log.ts'
import { watchForBlockage } from './blockage.ts'
import { damagedFile } from './damaged-file.ts'
import { endGroupOr, hasGroups, stuckText } from './end-process.ts'
import { gitEnvironment } from './environment.ts'
import { collectOutput, endlessOutput } from './output.ts'
import { Slots } from './slots.ts'

export interface GitCall {
  /** Why it runs, in words for the command log: "take a snapshot". */
  readonly purpose: string
  /** Working folder of the command. */
  readonly folder: string
  readonly args: readonly string[]
  readonly input?: Uint8Array | undefined
  /** Added environment, such as `GIT_INDEX_FILE` or `GIT_DIR`. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Added configuration; outranks every file. */
  readonly config?: readonly (readonly [string, string])[] | undefined
  /** Exit codes that are not failures; `[0]` when absent. The caller says what it expects. */
  readonly accept?: readonly number[] | undefined
  /** Characters of its words that are kept, the last ones; 4,000 when absent. For a caller that reads a list in them. */
  readonly wordsKept?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface GitOutput extends GitEnd {
  readonly stdout: Buffer
}

/**
 * `notStarted`: no git, or no such folder. `failed`: an exit code the caller did not expect, a signal, or no end. `tooLarge`:
 * stopped, or not tried, because of its size. `notDurable`: what was written may not be on the disk; see `Durability`.
 */
export interface GitFailure {
  readonly kind: 'notStarted' | 'failed' | 'aborted' | 'tooLarge' | 'notDurable'
  readonly purpose: string
  readonly args: readonly string[]
  readonly exitCode: number | null
  /** The last 4,000 characters. */
  readonly stderr: string
  /** The repository or folder that it worked at, where that is known. */
  readonly place?: string
  /** The folder it needed that is not there: where it was to run, or that of the repository's objects. */
  readonly gone?: string
}

export interface GitEnd {
  readonly exitCode: number
  readonly stderr: string
  /** Pipes in the place of files that git was led past; see `watchForBlockage`. */
  readonly pipes: readonly string[]
}

/** A git process that goes on: its pipes, and its end. The caller reads stdout to its end. */
export interface GitProcess {
  readonly stdin: Writable
  readonly stdout: Readable
  /** Whether it works or waits for its caller, who says so; it works at first. */
  readonly atWork: Pick<GitAtWork, 'works' | 'rests'>
  /** Settles when the process is gone. */
  readonly done: Promise<Result<GitEnd, GitFailure>>
  kill(): void
}

/** A git process that waits for its input. */
export interface PreparedGit {
  /** Gives it its input and collects its output. */
  finish(input: Uint8Array): Promise<Result<GitOutput, GitFailure>>
  /** Ends it without any input; settles when it is gone. What it says of that is not told. */
  cancel(): Promise<void>
}

const stderrTail = 4000

/** Milliseconds for which a git that is told to end may clean up after itself. */
const endGrace = 3000
const stopGrace = 10_000

/** More at once make none of them sooner, and each takes memory and descriptors. */
const mostAtOnce = Math.max(16, 8 * availableParallelism())

/**
 * Starts git: always argv, never a shell; a filtered environment; bytes in and out. Ordinary verbs whose output is text
 * go through `Porcelain`, with the same environment and log.
 */
export class Git {
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #config: NonNullable<GitCall['config']>
  readonly #mark: number | null
  /**
   * For those that run to their end by themselves. What goes on until its caller ends it (`start`, `prepare`) takes no
   * slot: its caller may need others meanwhile, and would wait for ever.
   */
  readonly #slots: Slots
  readonly #ended = new AbortController()
  readonly log: CommandLog
  /** Those that run, to ask the person about what takes long. */
  readonly atWork: GitsAtWork
  /** Bytes of output that are kept of one command in memory; one that prints more is ended. Who reads by itself keeps none. */
  readonly mostOutput: number

  constructor(options: {
    readonly env: Readonly<Record<string, string | undefined>>
    readonly log: CommandLog
    readonly atWork?: GitsAtWork
    /** Configuration for all of them, over that of a repository; see `Durability.gitConfig`. */
    readonly config?: GitCall['config']
    /** A descriptor that every git inherits; see `markProcesses`. */
    readonly mark?: number | null
    /** How many commands run at once; the others wait. */
    readonly atOnce?: number
    /** See `Git.mostOutput`; 512 MB when absent, which no list of paths and no patch that a person reads comes to. */
    readonly mostOutput?: number
  }) {
    this.#env = options.env
    this.#config = options.config ?? []
    this.#mark = options.mark ?? null
    // A listener for each git at work.
    setMaxListeners(0, this.#ended.signal)
    this.#slots = new Slots(options.atOnce ?? mostAtOnce)
    this.log = options.log
    this.atWork = options.atWork ?? new GitsAtWork()
    this.mostOutput = options.mostOutput ?? 512_000_000
  }

  /** Aborted when git is not waited for any longer; see `endWithin`. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /**
   * Ends every git that is still at work in `grace` milliseconds, whatever it waits for, and starts none from then on, so
   * that who ends the workbench waits for no git that hangs. To be disposed of when all have ended.
   */
  endWithin(grace: number): { dispose(): void } {
    const timer = setTimeout(() => this.end(), grace)
    return { dispose: () => clearTimeout(timer) }
  }

  /** Ends every git at once, for a process that is about to end itself. */
  end(): void {
    this.#ended.abort()
  }

  /** The environment a git command gets; for libraries that start git themselves. */
  environment(config?: GitCall['config'], extra?: GitCall['env']): Record<string, string> {
    return gitEnvironment(this.#env, [...this.#config, ...(config ?? [])], extra ?? {})
  }

  /** Starts git and hands over its pipes. A write to a process that is gone is not an error here: `done` tells. */
  start(call: GitCall): GitProcess {
    const startedAt = Date.now()
    const started = performance.now()
    const env = this.environment(call.config, call.env)
    if (this.#ended.signal.aborted) return notStarted(call, 'aborted', 'the workbench ends')
    let child: ChildProcessWithoutNullStreams
    try {
      child = spawn('git', call.args, {
        cwd: call.folder,
        env,
        stdio: ['pipe', 'pipe', 'pipe', ...(this.#mark === null ? [] : [this.#mark])],
        detached: hasGroups,
        windowsHide: true,
        // Three pipes are asked for; the compiler can't tell from an array of any length.
      }) as ChildProcessWithoutNullStreams
    } catch (error) {
      return notStarted(call, 'notStarted', error instanceof Error ? error.message : String(error))
    }
    if (lacksPipes(child)) return notStarted(call, 'notStarted', 'too many files are open')
    let giveUp = (): void => undefined
    const endIn = (grace: number): void => endGroupOr(child, () => giveUp(), grace)
    const kill = (): void => endIn(0)
    const stop = (): void => endIn(stopGrace)
    this.#ended.signal.addEventListener('abort', kill)
    call.signal?.addEventListener('abort', stop)
    if (call.signal?.aborted) stop()
    const atWork = this.atWork.begin({ program: 'git', purpose: call.purpose, folder: placeOf(call) }, () =>
      endIn(endGrace),
    )
    let blockage = ''
    const pipes = new Set<string>()
    const unwatch = watchForBlockage(
      { folder: call.folder, args: call.args, env },
      (reason) => {
        blockage = reason
        kill()
      },
      (pipe) => pipes.add(pipe),
      () => this.atWork.answered,
    )
    let stderr = ''
    child.stderr.setEncoding('utf8')
    const kept = call.wordsKept ?? stderrTail
    child.stderr.on('data', (text: string) => {
      stderr += text
      if (stderr.length > 2 * kept) stderr = stderr.slice(-kept)
    })
    child.stdin.on('error', () => undefined)
    const fail = (kind: GitFailure['kind'], exitCode: number | null, text: string): GitFailure => ({
      kind,
      purpose: call.purpose,
      args: call.args,
      exitCode,
      stderr: text.slice(-stderrTail),
      place: placeOf(call),
      ...(kind === 'aborted' ? {} : goneFolder(call)),
    })
    const done = new Promise<Result<GitEnd, GitFailure>>((resolve) => {
      let isOver = false
      const end = (exitCode: number | null, result: Result<GitEnd, GitFailure>): void => {
        if (isOver) return
        isOver = true
        unwatch()
        atWork.gone()
        this.#ended.signal.removeEventListener('abort', kill)
        call.signal?.removeEventListener('abort', stop)
        this.log.add({
          at: startedAt,
          purpose: call.purpose,
          argv: ['git', ...call.args],
          folder: call.folder,
          exitCode,
          duration: Math.round(performance.now() - started),
        })
        resolve(result)
      }
      const endedText = (): string => endedByPerson(atWork.endedAfter ?? 0)
      giveUp = () => {
        const kind = call.signal?.aborted || this.#ended.signal.aborted ? 'aborted' : 'failed'
        end(null, err(fail(kind, null, stuckText(child.pid ?? null))))
      }
      child.on('error', (error) => {
        if (child.pid !== undefined) return
        child.removeAllListeners('close')
        end(null, err(fail(call.signal?.aborted ? 'aborted' : 'notStarted', null, error.message)))
      })
      child.on('close', (exitCode, signal) => {
        if (exitCode !== null && (call.accept ?? [0]).includes(exitCode))
          end(exitCode, ok({ exitCode, stderr: stderr.slice(-kept), pipes: [...pipes] }))
        else if (call.signal?.aborted) end(exitCode, err(fail('aborted', exitCode, stderr)))
        else if (atWork.endedAfter !== null) end(exitCode, err(fail('failed', exitCode, endedText())))
        else if (blockage !== '') end(exitCode, err(fail('failed', exitCode, blockage)))
        else end(exitCode, err(fail('failed', exitCode, stderr || (signal ? `killed by ${signal}` : ''))))
      })
    })
    return { stdin: child.stdin, stdout: child.stdout, atWork, done, kill }
  }

  /** Runs git to its end and collects its output, as soon as not too many others run. */
  async run(call: GitCall): Promise<Result<GitOutput, GitFailure>> {
    const aborted: GitFailure = {
      kind: 'aborted',
      purpose: call.purpose,
      args: call.args,
      exitCode: null,
      stderr: '',
    }
    if (call.signal?.aborted) return err(aborted)
    const ran = await this.whenFree(
      () => this.prepare(call).finish(call.input ?? Buffer.alloc(0)),
      call.signal,
    )
    return ran ?? err(aborted)
  }

  /** Runs what starts one git and waits for its end, as soon as not too many others run; null if stopped before. */
  whenFree<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T | null> {
    return this.#slots.run(work, signal)
  }

  /**
   * Starts a git whose input is not known yet, so that it has started when it is. The caller ends it, by `finish` or by
   * `cancel`.
   */
  prepare(call: Omit<GitCall, 'input'>): PreparedGit {
    const process = this.start(call)
    process.atWork.rests()
    const output = collectOutput(process, this.mostOutput)
    const finish: PreparedGit['finish'] = async (input) => {
      process.atWork.works()
      process.stdin.end(input)
      const done = await process.done
      if (output.tooMuch()) return err(tooMuchOutput(call, this.mostOutput))
      return done.ok ? ok({ ...done.value, stdout: output.bytes() }) : done
    }
    return {
      finish,
      cancel: async () => {
        await finish(Buffer.alloc(0))
      },
    }
  }

  /** Runs git and gives its output as trimmed text; for ids, names and the like, never for content or paths. */
  async text(call: GitCall): Promise<Result<string, GitFailure>> {
    const output = await this.run(call)
    return output.ok ? ok(output.value.stdout.toString('utf8').trim()) : output
  }
}

/** The failure of a git that was ended because it printed more than `most` bytes. */
export function tooMuchOutput(
  { purpose, args }: Pick<GitCall, 'purpose' | 'args'>,
  most: number,
): GitFailure {
  return { kind: 'tooLarge', purpose, args, exitCode: null, stderr: endlessOutput(most) }
}

/** Without descriptors for its pipes Node gives a child that has none, and tells of the error later. */
function lacksPipes(child: {
  readonly stdin: unknown
  once(event: 'error', listen: () => void): unknown
}): boolean {
  if (child.stdin !== undefined) return false
  child.once('error', () => undefined)
  return true
}

/** The folder that a command needed and that is not there, if that is so. */
export function goneFolder({ folder, env }: Pick<GitCall, 'folder' | 'env'>): { readonly gone?: string } {
  const objects = env?.['GIT_OBJECT_DIRECTORY']
  if (objects !== undefined && !existsSync(objects)) return { gone: placeOf({ folder, env }) }
  return existsSync(folder) ? {} : { gone: folder }
}

/** The repository or folder that a command works at, as a person knows it. */
function placeOf({ folder, env }: Pick<GitCall, 'folder' | 'env'>): string {
  const objects = env?.['GIT_OBJECT_DIRECTORY']
  if (objects !== undefined) return path.dirname(objects).replace(/[/\\]\.git$/, '')
  return env?.['GIT_WORK_TREE'] ?? folder
}

/** In the place of a process that could not be started. */
function notStarted(call: GitCall, kind: GitFailure['kind'], stderr: string): GitProcess {
  const { purpose, args } = call
  const stdin = new PassThrough()
  stdin.resume()
  const stdout = new PassThrough()
  stdout.end()
  return {
    stdin,
    stdout,
    atWork: { works: () => undefined, rests: () => undefined },
    done: Promise.resolve(err({ kind, purpose, args, exitCode: null, stderr })),
    kill: () => undefined,
  }
}

/** What the system says when it does not let a file be written. */
const systemRefusal =
  /No space left|Read-only file system|Permission denied|quota exceeded|Input\/output error|Too many open files/i

/** One sentence of a git failure for a person; the caller adds what was not touched and what to do. */
export function describeGitFailure(failure: GitFailure): string {
  if (failure.gone !== undefined)
    return `git could not ${failure.purpose}, because the folder ${pathForDisplay(failure.gone)} is not there: it was renamed, moved or removed, or its disk is not mounted. Put it back, or open the repository from where it is now`
  if (failure.kind === 'notStarted') return `git could not be started (${failure.stderr})`
  if (failure.kind === 'notDurable')
    return `The disk did not confirm that it keeps what was written (${failure.stderr.trim()})`
  if (failure.kind === 'aborted') return `git was stopped while it tried to ${failure.purpose}`
  if (lacksObjects(failure))
    return `git could not ${failure.purpose}, because some of the repository's objects are not on this machine (it is a partial clone, or damaged) and Winnow fetches nothing by itself; “git fetch --refetch --no-filter” in it brings them`
  const damaged = damagedFile(failure.stderr, failure.place)
  if (damaged !== null) return `git could not ${failure.purpose}, ${damaged}`
  const lines = failure.stderr.trim().split('\n')
  // The last line often only says what could not be done therefore.
  const said = lines.find((line) => systemRefusal.test(line)) ?? lines.at(-1)
  return `git could not ${failure.purpose}: ${said || `exit code ${String(failure.exitCode)}`}`
}

/** Whether git stopped at an object that a partial clone has not fetched, or that was lost. */
function lacksObjects(failure: GitFailure): boolean {
  return /promisor remote|transport '.*' not allowed|unable to read (?:sha1 file|tree|[0-9a-f]{40})|object [0-9a-f]{40,64} is missing|missing (?:blob|tree) object|lazy fetching disabled/.test(
    failure.stderr,
  )
}
