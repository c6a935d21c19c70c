import { Emitter } from '#shared/base/emitter.ts'
import type { LongGit } from '#shared/contract/workbench.ts'

/** What is known of a git that works, or of a `sync`; nothing of its arguments or its environment. */
interface WorkOfGit {
  readonly program: LongGit['program']
  /** Why it runs, in words that follow "to". */
  readonly purpose: string
  /** The repository or folder that it works at. */
  readonly folder: string
}

/** One git in the register, from its start to its end. */
export interface GitAtWork {
  /** It works from now on: it started, was asked something, or has answered and goes on. */
  works(): void
  /** It waits for its caller from now on; nobody is asked about that. */
  rests(): void
  /** It is gone. */
  gone(): void
  /** How long it had worked, in milliseconds, when the person had it ended; null if nobody did. */
  readonly endedAfter: number | null
}

/** Milliseconds for which a git works before the person is asked. */
const usualPatience = 20_000

/** Milliseconds of `WINNOW_GIT_PATIENCE`, which is in seconds; the usual 20 seconds where that is no positive number. */
export function gitPatience(env: Readonly<Record<string, string | undefined>>): number {
  const seconds = Number(env['WINNOW_GIT_PATIENCE'])
  return seconds > 0 ? seconds * 1000 : usualPatience
}

class Entry implements GitAtWork {
  readonly id: number
  readonly work: WorkOfGit
  readonly end: () => void
  readonly #usual: number
  readonly #changed: () => void
  readonly #gone: () => void
  #patience: number
  /** Of the clock that only goes forward; null while it rests. */
  #since: number | null = performance.now()
  #timer: NodeJS.Timeout | null = null
  isLong = false
  endedAfter: number | null = null

  constructor(
    id: number,
    work: WorkOfGit,
    of: {
      readonly end: () => void
      readonly patience: number
      readonly changed: () => void
      readonly gone: () => void
    },
  ) {
    this.id = id
    this.work = work
    this.end = of.end
    this.#usual = of.patience
    this.#patience = of.patience
    this.#changed = of.changed
    this.#gone = of.gone
    this.#wake(of.patience)
  }

  /** Milliseconds for which it works. */
  get elapsed(): number {
    return this.#since === null ? 0 : performance.now() - this.#since
  }

  works(): void {
    this.#since = performance.now()
    this.#patience = this.#usual
    this.#tell(false)
    // A timer that is set already looks at the time by itself: thousands of answers in a row set none.
    if (this.#timer === null) this.#wake(this.#patience)
  }

  rests(): void {
    this.#since = null
    this.#tell(false)
  }

  gone(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#gone()
    this.#tell(false)
  }

  /** Asks no more until it has worked twice as long as now. */
  wait(): void {
    const { elapsed } = this
    this.#patience = 2 * elapsed
    if (this.#timer) clearTimeout(this.#timer)
    this.#wake(this.#patience - elapsed)
    this.#tell(false)
  }

  #wake(after: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#since === null) return
      const left = this.#patience - this.elapsed
      if (left > 0) this.#wake(left)
      else this.#tell(true)
    }, after)
    this.#timer.unref()
  }

  #tell(isLong: boolean): void {
    if (this.isLong === isLong) return
    this.isLong = isLong
    this.#changed()
  }
}

/**
 * The gits that are at work, and what waits for a disk. One that works for long may hang (a pipe, a filter that is stuck, a disk that is away) or only
 * be slow: nobody can tell, so the person is asked, and it is ended only if they say so.
 */
export class GitsAtWork {
  readonly #patience: number
  readonly #entries = new Map<number, Entry>()
  #last = 0
  /** Tells that `long` is another list. */
  readonly changed = new Emitter<null>()
  /** Whether somebody can be asked: not yet while a workbench starts. */
  answered = false

  /** `patience`: milliseconds for which one works before somebody is asked. */
  constructor(patience: number = usualPatience) {
    this.#patience = patience
  }

  /** Notes a git that has just started; `end` ends it with all that it started. */
  begin(work: WorkOfGit, end: () => void): GitAtWork {
    this.#last += 1
    const id = this.#last
    const entry = new Entry(id, work, {
      end,
      patience: this.#patience,
      changed: () => this.changed.emit(null),
      gone: () => this.#entries.delete(id),
    })
    this.#entries.set(id, entry)
    return entry
  }

  /** Those about which the person is asked now, the longest first. */
  get long(): readonly LongGit[] {
    return [...this.#entries.values()]
      .filter(({ isLong, endedAfter }) => isLong && endedAfter === null)
      .map(({ id, work, elapsed }) => ({ id, ...work, elapsed: Math.round(elapsed) }))
      .sort((a, b) => b.elapsed - a.elapsed)
  }

  /** Waits for one on: nothing is asked until it has worked twice as long. False if it is gone. */
  wait(id: number): boolean {
    const entry = this.#entries.get(id)
    entry?.wait()
    return entry !== undefined
  }

  /** Ends one, as the person asked. False if it is gone. */
  end(id: number): boolean {
    const entry = this.#entries.get(id)
    if (!entry) return false
    entry.endedAfter ??= entry.elapsed
    this.changed.emit(null)
    entry.end()
    return true
  }
}

/** Why a git failed that the person had ended, in words that follow what it could not do. */
export function endedByPerson(after: number): string {
  return `it was ended, as you asked, after ${Math.round(after / 1000)} s`
}
