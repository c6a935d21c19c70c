/** Milliseconds that a long calculation may take before all else that waits has its turn. */
const length = 5

/** Cuts a long calculation into turns: where `isOver`, await `next()`. */
export class Turns {
  #since = performance.now()

  get isOver(): boolean {
    return performance.now() - this.#since > length
  }

  /** Resolves when what waited meanwhile has been done. */
  async next(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    this.#since = performance.now()
  }
}
