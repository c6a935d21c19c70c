import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import { synchronizeChanged, synchronizeFiles } from './changed-files.ts'
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

interface Batch {
  /** One path of each file system, by its device. */
  readonly places: Map<number, string>
  readonly done: Promise<Result<null, GitFailure>>
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
  #running: Promise<unknown> = Promise.resolve()
  #next: Batch | null = null

  private constructor(home: string, env: Readonly<Record<string, string | undefined>>, way: Way) {
    this.#home = home
    this.#env = env
    this.#way = way
  }

  /** Looks once what the system can do. `home` is the data folder, which every word of the journal rests on. */
  static async start(home: string, env: Readonly<Record<string, string | undefined>>): Promise<Durability> {
    // One that does not know the option says that, and one that knows no arguments at all succeeds: only one that looks for
    // the file says that it is not there.
    const probe = await runSync(env, [path.join(home, 'no-such-file', 'at-all')])
    return new Durability(home, env, /No such file/.test(probe.stderr) ? 'fileSystems' : 'files')
  }

  /** The same without a program that waits for a file system. */
  static withoutProgram(home: string): Durability {
    return new Durability(home, {}, 'files')
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
    if (this.#way === 'files') return settled(() => this.#files(resting))
    const wanted = [this.#home, ...resting.gitDirs, ...(resting.files ?? []).map(({ folder }) => folder)]
    const all = [...wanted, ...resting.gitDirs.flatMap((folder) => [`${folder}/objects`, `${folder}/refs`])]
    const found = await Promise.all(all.map(async (place) => ({ place, device: await deviceOf(place) })))
    const batch = (this.#next ??= this.#begin())
    for (const { place, device } of found)
      if (device !== null && !batch.places.has(device)) batch.places.set(device, place)
    return batch.done
  }

  #begin(): Batch {
    const places = new Map<number, string>()
    const done = this.#running.then(async () => {
      this.#next = null
      const ran = await runSync(this.#env, [...places.values()])
      return ran.exitCode === 0 ? ok(null) : notDurable(ran.stderr, [...places.values()])
    })
    this.#running = done
    return { places, done }
  }

  async #files({ gitDirs, files }: Resting): Promise<void> {
    for (const folder of new Set(gitDirs)) await synchronizeChanged(folder)
    for (const { folder, paths } of files ?? []) await synchronizeFiles(folder, paths)
  }
}

async function settled(work: () => Promise<void>): Promise<Result<null, GitFailure>> {
  try {
    await work()
    return ok(null)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return notDurable(error instanceof Error ? error.message : String(error), [])
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

function runSync(
  env: Readonly<Record<string, string | undefined>>,
  places: readonly string[],
): Promise<{ readonly exitCode: number | null; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn('sync', ['-f', '--', ...places], {
      cwd: '/',
      env: { PATH: env['PATH'], LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)))
    child.on('error', (error) => resolve({ exitCode: null, stderr: error.message }))
    child.on('close', (exitCode, signal) =>
      resolve({ exitCode, stderr: stderr || (signal ? `killed by ${signal}` : '') }),
    )
  })
}
