interface Under<Value> {
  readonly running: Promise<Value>
  /** The run that begins after this one, once it is asked for. */
  next: Promise<Value> | null
}

/** Runs of one work by key, at most one of each at a time, where many ask for it at once. */
export class FreshRuns<Key, Value> {
  readonly #work: (key: Key) => Promise<Value>
  readonly #under = new Map<Key, Under<Value>>()

  constructor(work: (key: Key) => Promise<Value>) {
    this.#work = work
  }

  /**
   * Gives what a run found that began after this call, since one under way may have passed what changed meanwhile. All who
   * ask while one is under way share the next. Rejects as that run does.
   */
  run(key: Key): Promise<Value> {
    const under = this.#under.get(key)
    if (under === undefined) return this.#begin(key)
    const begin = (): Promise<Value> => this.#begin(key)
    return (under.next ??= under.running.then(begin, begin))
  }

  #begin(key: Key): Promise<Value> {
    const running = this.#work(key).finally(() => {
      if (this.#under.get(key) === under && under.next === null) this.#under.delete(key)
    })
    const under: Under<Value> = { running, next: null }
    this.#under.set(key, under)
    return running
  }
}
