/** Milliseconds without a word after which an agent counts as silent. */
const silentAfter = 60_000

/** Tells when an agent has said nothing for a minute, and when it speaks again. */
export class Silence {
  readonly #tell: (since: number | null) => void
  readonly #timer: NodeJS.Timeout
  #told = false
  #heardAt = Date.now()

  /** `tell` gets the moment of the last word, in milliseconds of the clock, or null when there is a new one. */
  constructor(tell: (since: number | null) => void) {
    this.#tell = tell
    this.#timer = setTimeout(() => this.#fall(), silentAfter)
    this.#timer.unref()
  }

  /** It said something. */
  heard(): void {
    this.#heardAt = Date.now()
    this.#timer.refresh()
    if (!this.#told) return
    this.#told = false
    this.#tell(null)
  }

  dispose(): void {
    clearTimeout(this.#timer)
    if (this.#told) this.#tell(null)
    this.#told = false
  }

  #fall(): void {
    this.#told = true
    this.#tell(this.#heardAt)
  }
}
