import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { composeUnits } from '#shared/domain/unit/compose.ts'
import type { NamesInText } from '#shared/domain/unit/names.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'
import type { NameInput, UnitInput, UnitJobDone } from './unit-job.ts'

/** Where the thread's file is: beside this one in the source, beside the entries in a build. */
const places = ['./unit-thread.ts', './unit-thread.js', '../unit-thread.js']
/** How long the thread may take for one changeset, in milliseconds, before it counts as hung. */
const patience = 30_000

interface Waiting {
  readonly done: (answer: UnitJobDone['answer'] | null) => void
  readonly timer: NodeJS.Timeout
}

/** Has changesets cut into units, and texts read for names, by a thread, which is started when it is needed first. */
export class UnitCutter {
  #worker: Worker | null = null
  #jobs = 0
  readonly #waiting = new Map<number, Waiting>()

  /**
   * The units of these files. Where the thread dies or hangs on them, they are cut without a look at any text: by where their
   * hunks stand alone.
   */
  async cut(files: readonly UnitInput[]): Promise<readonly UnitDraft[]> {
    const units = await this.#ask({ files })
    if (units !== null) return units as readonly UnitDraft[]
    return composeUnits(
      files.map(({ diff, generated, conflict }) => ({
        diff,
        generated,
        conflict,
        base: null,
        revision: null,
        outline: null,
      })),
    )
  }

  /** The names of each of these texts, as `namesIn` finds them; none where the thread dies or hangs on them. */
  async names(texts: readonly NameInput[]): Promise<readonly (NamesInText | null)[]> {
    const names = texts.length === 0 ? [] : await this.#ask({ texts })
    return names === null ? texts.map(() => null) : (names as readonly (NamesInText | null)[])
  }

  dispose(): void {
    this.#end()
  }

  #ask(
    asked: { readonly files: readonly UnitInput[] } | { readonly texts: readonly NameInput[] },
  ): Promise<UnitJobDone['answer'] | null> {
    const worker = this.#started()
    if (worker === null) return Promise.resolve(null)
    this.#jobs += 1
    const job = this.#jobs
    return new Promise((done) => {
      const timer = setTimeout(() => this.#end(), patience)
      this.#waiting.set(job, { done, timer })
      worker.ref()
      worker.postMessage({ job, ...asked }, [])
    })
  }

  #started(): Worker | null {
    if (this.#worker !== null) return this.#worker
    const file = places
      .map((place) => new URL(place, import.meta.url))
      .find((url) => existsSync(fileURLToPath(url)))
    if (file === undefined) return null
    const worker = new Worker(file, {
      name: 'units',
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 1_024 },
    })
    worker.on('message', ({ job, answer }: UnitJobDone) => this.#answer(job, answer))
    worker.on('error', () => this.#ended(worker))
    worker.on('exit', () => this.#ended(worker))
    this.#worker = worker
    return worker
  }

  #answer(job: number, answer: UnitJobDone['answer'] | null): void {
    const waiting = this.#waiting.get(job)
    if (waiting === undefined) return
    this.#waiting.delete(job)
    clearTimeout(waiting.timer)
    // Nobody waits for a thread that has nothing to do.
    if (this.#waiting.size === 0) this.#worker?.unref()
    waiting.done(answer)
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const job of this.#waiting.keys()) this.#answer(job, null)
  }

  #end(): void {
    const worker = this.#worker
    if (worker === null) return
    this.#ended(worker)
    void worker.terminate()
  }
}
