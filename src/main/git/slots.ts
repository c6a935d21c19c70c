/** Lets at most so many pieces of work run at once; the others wait, first come, first served. */
export class Slots {
  readonly #waiting = new Set<() => void>()
  #free: number

  constructor(count: number) {
    this.#free = count
  }

  /**
   * Runs `work` as soon as there is room, at once if there is. Null when `signal` ended the wait: then it did not run.
   * Work must not wait for other work that needs a slot here.
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T | null> {
    if (this.#free > 0) this.#free -= 1
    else if (!(await this.#wait(signal))) return null
    try {
      return await work()
    } finally {
      const [next] = this.#waiting
      // Whoever waited longest gets this very slot.
      if (next) next()
      else this.#free += 1
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const leave = (got: boolean): void => {
        this.#waiting.delete(enter)
        signal?.removeEventListener('abort', stop)
        resolve(got)
      }
      const enter = (): void => leave(true)
      const stop = (): void => leave(false)
      this.#waiting.add(enter)
      signal?.addEventListener('abort', stop)
    })
  }
}
