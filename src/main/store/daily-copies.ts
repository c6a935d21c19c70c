import type { Store } from './store.ts'

/** Milliseconds. A start has better things to do; and a workbench may run for weeks. */
const [first, between] = [60_000, 3_600_000]

/** Looks now and then whether a copy of a data folder's database is due, until it is disposed. */
export class DailyCopies {
  readonly #store: Pick<Store, 'copyIfDue'>
  readonly #home: string
  readonly #end = new AbortController()
  #timer: NodeJS.Timeout
  #running: Promise<unknown> = Promise.resolve()

  constructor(store: Pick<Store, 'copyIfDue'>, home: string) {
    this.#store = store
    this.#home = home
    this.#timer = this.#after(first)
  }

  /** Resolves when nothing is copied any more. */
  async dispose(): Promise<void> {
    clearTimeout(this.#timer)
    this.#end.abort()
    await this.#running
  }

  #after(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      // Why there is none is told by `winnow doctor`, which sees how old the newest is.
      this.#running = this.#store.copyIfDue(this.#home, this.#end.signal).then(() => {
        if (!this.#end.signal.aborted) this.#timer = this.#after(between)
      })
    }, milliseconds).unref()
  }
}
