/** Does a work at most once in so many milliseconds: at once where it can, and once more for all that was asked meanwhile. */
export class Paced {
  readonly #interval: number
  readonly #work: () => void
  #timer: NodeJS.Timeout | null = null
  #owed = false

  constructor(interval: number, work: () => void) {
    this.#interval = interval
    this.#work = work
  }

  /** Asks for it to be done. */
  ask(): void {
    if (this.#timer) {
      this.#owed = true
      return
    }
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#doOwed()
    }, this.#interval)
    this.#timer.unref()
    this.#work()
  }

  /** Does what is still owed, and nothing later. */
  end(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#owed) this.#work()
    this.#owed = false
  }

  #doOwed(): void {
    if (!this.#owed) return
    this.#owed = false
    this.ask()
  }
}
