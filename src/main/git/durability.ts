import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { err, ok, type Result } from '#shared/base/result.ts'
import { endedByPerson, GitsAtWork } from './at-work.ts'
import { synchronizeChanged, synchronizeFiles } from './changed-files.ts'
import { endGroupOr, hasGroups, stuckText } from './end-process.ts'
import type { GitCall, GitFailure } from './run.ts'

/** What a word of the journal, or an answer, rests on. */
export interface Resting {
  /** Git folders whose objects, references and logs it rests on, whoever wrote them, and folders of single worktrees. */
  readonly gitDirs: readonly string[]
  /** Folders whose files it rests on, with the paths that were written there. */
  readonly files?: readonly { readonly folder: string; readonly paths: readonly (string | Buffer)[] }[]
}

/** How what was written is brought to the disk. */
type Way = 'fileSystems' | 'files'

interface SyncEnd {
  readonly exitCode: number | null
  readonly stderr: string
}

/** What brings something to the disk: its end, and what ends it, which calls `stuck` with its process where it does not go. */
interface Synchronizing {
  readonly done: Promise<SyncEnd>
  end(stuck: (pid: number | null) => void): void
}

/** The waits for one file system: the one that runs, and the one that all who come meanwhile share. */
interface Waits {
  running: Promise<unknown>
  next: Promise<Result<null, GitFailure>> | null
}

/**
 * Brings to the disk what the journal is about to rest on. SQLite waits for its own file only, and with that the file system
 * writes down the names of what others wrote before and not its contents: after a power cut a branch would name an empty
 * object. So whole file systems are waited for, by the program `sync -f` (syncfs(2)): that takes what the agent's own git
 * and the checkout's files need as well, at less than a fsync for each file costs. Where there is no such program, as on
 * macOS, git is told to wait for what it writes, and what was written lately is waited for file by file.
 */
export class Durability {
  readonly #home: string
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #way: Way
  readonly #atWork: GitsAtWork
  /** Aborted when no disk is waited for any longer; see `end`. */
  readonly #ended = new AbortController()
  /** By device: one that does not answer holds up nothing on another. */
  readonly #waits = new Map<number, Waits>()

  private constructor(
    home: string,
    env: Readonly<Record<string, string | undefined>>,
    way: Way,
    atWork: GitsAtWork,
  ) {
    this.#home = home
    this.#env = env
    this.#way = way
    this.#atWork = atWork
  }

  /**
   * Looks once what the system can do. `home` is the data folder, which every word of the journal rests on. The person is
   * asked by `atWork` about a disk that does not answer for long.
   */
  static async start(
    home: string,
    env: Readonly<Record<string, string | undefined>>,
    atWork = new GitsAtWork(),
  ): Promise<Durability> {
    // One that does not know the option says that, and one that knows no arguments at all succeeds: only one that looks for
    // the file says that it is not there.
    const probe = await startSync(env, path.join(home, 'no-such-file', 'at-all')).done
    return new Durability(home, env, /No such file/.test(probe.stderr) ? 'fileSystems' : 'files', atWork)
  }

  /** The same without a program that waits for a file system. */
  static withoutProgram(home: string, atWork = new GitsAtWork()): Durability {
    return new Durability(home, {}, 'files', atWork)
  }

  /** Waits for no disk any longer, for a process that is about to end: what waits fails, as does all that comes. */
  end(): void {
    this.#ended.abort()
  }

  /** Configuration for every git of the workbench: whatever a repository says, references are on the disk when they moved. */
  get gitConfig(): NonNullable<GitCall['config']> {
    return [
      ['core.fsync', this.#way === 'fileSystems' ? 'reference' : 'all'],
      ['core.fsyncMethod', 'fsync'],
    ]
  }

  /**
   * Settles when everything of this is on its disk. Fails with `notDurable` where the disk does not say so: then nothing
   * that rests on it may be written down or answered. Calls that come while one runs share the next.
   */
  async make(resting: Resting): Promise<Result<null, GitFailure>> {
    if (this.#way === 'files') {
      const places = [...resting.gitDirs, ...(resting.files ?? []).map(({ folder }) => folder)]
      return this.#waitFor(places, () => ({
        done: synchronized(() => this.#files(resting)),
        // What our own process waits for can't be ended, only be left.
        end: (stuck) => stuck(null),
      }))
    }
    const wanted = [this.#home, ...resting.gitDirs, ...(resting.files ?? []).map(({ folder }) => folder)]
    const all = [...wanted, ...resting.gitDirs.flatMap((folder) => [`${folder}/objects`, `${folder}/refs`])]
    const found = await Promise.all(all.map(async (place) => ({ place, device: await deviceOf(place) })))
    const places = new Map<number, string>()
    for (const { place, device } of found)
      if (device !== null && !places.has(device)) places.set(device, place)
    const done = await Promise.all([...places].map(([device, place]) => this.#fileSystem(device, place)))
    return done.find(({ ok: isDone }) => !isDone) ?? ok(null)
  }

  #fileSystem(device: number, place: string): Promise<Result<null, GitFailure>> {
    const waits: Waits = this.#waits.get(device) ?? { running: Promise.resolve(), next: null }
    this.#waits.set(device, waits)
    if (waits.next) return waits.next
    const next = waits.running.then(() => {
      waits.next = null
      return this.#waitFor([place], () => startSync(this.#env, place))
    })
    waits.running = next
    waits.next = next
    return next
  }

  /** Waits for what brings these places to the disk, until the person, or the end of the workbench, ends that. */
  #waitFor(places: readonly string[], start: () => Synchronizing): Promise<Result<null, GitFailure>> {
    if (this.#ended.signal.aborted) return Promise.resolve(notDurable('the workbench ends', places))
    const sync = start()
    return new Promise((resolve, reject) => {
      let isStuck = false
      const settle = ({ exitCode, stderr }: SyncEnd): void => {
        atWork.gone()
        this.#ended.signal.removeEventListener('abort', end)
        if (exitCode === 0) return resolve(ok(null))
        const asked = isStuck ? null : atWork.endedAfter
        resolve(notDurable(asked === null ? stderr : endedByPerson(asked), places))
      }
      const stuck = (pid: number | null): void => {
        isStuck = true
        settle({ exitCode: null, stderr: stuckText(pid) })
      }
      const end = (): void => sync.end(stuck)
      const atWork = this.#atWork.begin(
        { program: 'sync', purpose: 'bring to the disk what was written', folder: places.join(', ') },
        end,
      )
      this.#ended.signal.addEventListener('abort', end)
      sync.done.then(settle, reject)
    })
  }

  async #files({ gitDirs, files }: Resting): Promise<void> {
    for (const folder of new Set(gitDirs)) await synchronizeChanged(folder)
    for (const { folder, paths } of files ?? []) await synchronizeFiles(folder, paths)
  }
}

async function synchronized(work: () => Promise<void>): Promise<SyncEnd> {
  try {
    await work()
    return { exitCode: 0, stderr: '' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return { exitCode: null, stderr: error instanceof Error ? error.message : String(error) }
  }
}

function notDurable(stderr: string, places: readonly string[]): Result<never, GitFailure> {
  const args = ['sync', '-f', ...places]
  return err({ kind: 'notDurable', purpose: 'write to the disk', args, exitCode: null, stderr })
}

/** What is not there has nothing to be waited for. */
async function deviceOf(place: string): Promise<number | null> {
  try {
    return (await stat(place)).dev
  } catch {
    return null
  }
}

function startSync(env: Readonly<Record<string, string | undefined>>, place: string): Synchronizing {
  const child = spawn('sync', ['-f', '--', place], {
    cwd: '/',
    env: { PATH: env['PATH'], LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: hasGroups,
    windowsHide: true,
  })
  let stderr = ''
  // There is none where descriptors ran out, which is told as an error.
  const errors = child.stderr as Readable | undefined
  errors?.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)))
  const done = new Promise<SyncEnd>((resolve) => {
    child.on('error', (error) => resolve({ exitCode: null, stderr: error.message }))
    child.on('close', (exitCode, signal) =>
      resolve({ exitCode, stderr: stderr || (signal ? `killed by ${signal}` : '') }),
    )
  })
  return {
    done,
    end: (stuck) => endGroupOr(child, () => stuck(child.pid ?? null)),
  }
}
