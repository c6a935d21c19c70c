/** Milliseconds that a long calculation may take before all else that waits is let run. */
const length = 5

/** Cuts a long calculation into slices: where `isOver`, await `next()`. */
export class TimeSlice {
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
