import type { Result } from '#shared/base/result.ts'

/** What the queue sends: given an order number, its outcome as data. */
export interface Task<T, E> {
  readonly send: () => Promise<Result<T, E>>
  readonly done: (value: T) => void
  readonly failed: (error: E) => void
}

/**
 * Sends decisions one after the other, in the order they were made, while the screen is already further on. A
 * failure concerns its own task only; the next ones are still sent.
 */
export class DecisionQueue<T, E> {
  readonly #waiting: Task<T, E>[] = []
  readonly #unreachable: (error: unknown) => E
  #running: Promise<void> | null = null

  /** `unreachable` makes a failure of a call that threw: the connection broke. */
  constructor(unreachable: (error: unknown) => E) {
    this.#unreachable = unreachable
  }

  /** Number of tasks that are not done. */
  get length(): number {
    return this.#waiting.length
  }

  push(task: Task<T, E>): void {
    this.#waiting.push(task)
    this.#running ??= this.#run()
  }

  /** Resolves when everything pushed so far is done. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  async #run(): Promise<void> {
    for (let task = this.#waiting[0]; task !== undefined; task = this.#waiting[0]) {
      let result: Result<T, E>
      try {
        result = await task.send()
      } catch (error) {
        result = { ok: false, error: this.#unreachable(error) }
      }
      this.#waiting.shift()
      if (result.ok) task.done(result.value)
      else task.failed(result.error)
    }
    this.#running = null
  }
}
