/** Milliseconds without a key, a click or scrolling after which the person counts as away. */
export const awayAfter = 60_000

/** What was spent since it was asked the last time. */
export interface Spent {
  /** Milliseconds. */
  readonly attention: number
  /** Presses of keys that were for the review; letters of texts are none. */
  readonly keys: number
}

/**
 * Counts the time for which a person attends to something, by what they do there: of a pause the first `awayAfter` count, of the
 * time in which they are elsewhere nothing. All times are milliseconds on one clock; one that goes backwards counts nothing.
 */
export class AttentionClock {
  /** When they did something the last time; null while they are elsewhere. */
  #last: number | null = null
  #attention = 0
  #keys = 0

  /** The person did something here, or came here. */
  touch(now: number): void {
    if (this.#last !== null) this.#attention += Math.min(Math.max(0, now - this.#last), awayAfter)
    this.#last = now
  }

  /** The person pressed a key that was for this. */
  press(now: number): void {
    this.touch(now)
    this.#keys += 1
  }

  /** The person turned to something else. */
  leave(now: number): void {
    if (this.#last === null) return
    this.touch(now)
    this.#last = null
  }

  /** What was spent since the last call of this. */
  take(now: number): Spent {
    if (this.#last !== null) this.touch(now)
    const spent = { attention: Math.round(this.#attention), keys: this.#keys }
    this.#attention = 0
    this.#keys = 0
    return spent
  }
}
