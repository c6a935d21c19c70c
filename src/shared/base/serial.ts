/** Runs pieces of work one after another, in the order in which they were given. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve()

  /**
   * Runs `work` when all that was given before it has ended, however it ended. What it gives or throws goes to its caller
   * alone. Work must not wait for other work of the same `Serial`: neither would end.
   */
  run<T>(work: () => T | PromiseLike<T>): Promise<T> {
    const running = this.#last.then(work)
    this.#last = running.catch(() => undefined)
    return running
  }

  /** Settles when all that was given until now has ended. */
  async idle(): Promise<void> {
    await this.#last
  }
}

/** A `Serial` for each key; different keys don't wait for each other, and one without work takes no memory. */
export class SerialByKey<Key> {
  readonly #serials = new Map<Key, { readonly serial: Serial; count: number }>()

  /** How many keys have work. */
  get size(): number {
    return this.#serials.size
  }

  /** Runs `work` when all that was given before it with the same key has ended; see `Serial.run`. */
  async run<T>(key: Key, work: () => T | PromiseLike<T>): Promise<T> {
    const own = this.#serials.get(key) ?? { serial: new Serial(), count: 0 }
    this.#serials.set(key, own)
    own.count += 1
    try {
      return await own.serial.run(work)
    } finally {
      own.count -= 1
      if (own.count === 0) this.#serials.delete(key)
    }
  }
}
