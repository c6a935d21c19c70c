/** Something that takes long to count, counted anew unless a count that is young enough will do. */
export class SharedCount<T> {
  readonly #count: () => Promise<T>
  #newest: { readonly at: number; readonly counted: Promise<T> } | null = null

  constructor(count: () => Promise<T>) {
    this.#count = count
  }

  /** The count, one that began at most `age` milliseconds ago if there is such, also where that still goes on. */
  get(age = 0): Promise<T> {
    const now = performance.now()
    if (this.#newest && age > 0 && now - this.#newest.at <= age) return this.#newest.counted
    const counted = this.#count()
    const newest = { at: now, counted }
    this.#newest = newest
    // The next one tries again.
    counted.catch(() => {
      if (this.#newest === newest) this.#newest = null
    })
    return counted
  }
}
