/** A small generator of numbers, so that everything at random comes from one seed: xorshift32. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0 || 1
    for (let warm = 0; warm < 8; warm += 1) this.#next()
  }

  /** An integer from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return this.#next() % limit
  }

  chance(percent: number): boolean {
    return this.below(100) < percent
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  #next(): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return this.#state >>> 0
  }
}
