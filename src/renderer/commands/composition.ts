/** What of a key press says whether an input method has it. */
export interface ComposedPress {
  readonly key: string
  readonly code: string
  readonly keyCode: number
  readonly isComposing: boolean
  readonly repeat: boolean
  /** Milliseconds, on one clock with the end of a composition. */
  readonly timeStamp: number
}

/** The code that browsers give to a key that an input method takes. */
const takenCode = 229

/**
 * How long after the end of a composition the press that ended it may be told, in milliseconds. Nobody presses a key
 * again that soon.
 */
const sameMoment = 20

/** Whether a press that an input method has taken is told as if it had not: browsers then do what they do at the key. */
export function isLate(press: ComposedPress): boolean {
  return !isMarked(press)
}

function isMarked(press: ComposedPress): boolean {
  return press.isComposing || press.keyCode === takenCode || press.key === 'Process'
}

/**
 * Knows which key presses belong to an input method: they choose and confirm what is being composed and mean nothing
 * else. Chromium and Firefox tell a press before the composition that it ends, Safari after it; a key that is held on
 * repeats after both.
 */
export class Compositions {
  #endedAt: number | null = null
  /** Enter went down and up since something was composed last. */
  #confirmed = false
  /** Keys that the input method took and that have not gone up yet. */
  readonly #held = new Set<string>()

  /** Something is composed, or composed further. */
  went(): void {
    this.#confirmed = false
  }

  /** A composition ended. */
  ended(at: number): void {
    this.#endedAt = at
    this.#confirmed = false
  }

  /** A key went up, or all of them went where nobody sees it (`null`). */
  released(code: string | null): void {
    this.#endedAt = null
    if (code === null) this.#held.clear()
    else if (this.#held.delete(code)) this.#confirmed ||= /^(?:Numpad)?Enter$/.test(code)
  }

  /** Whether a press is the input method's. To be asked once for each, in their order. */
  takes(press: ComposedPress): boolean {
    const endedAt = this.#endedAt
    this.#endedAt = null
    const taken =
      (isMarked(press) && !this.#isLeft(press)) ||
      (press.repeat && this.#held.has(press.code)) ||
      // Letters begin the next composition or are typed; what confirms or cancels has a name, or is Space.
      (endedAt !== null &&
        press.timeStamp - endedAt < sameMoment &&
        (press.key.length > 1 || press.key === ' '))
    if (taken) this.#held.add(press.code)
    else this.#held.delete(press.code)
    return taken
  }

  /**
   * Whether Escape is the person's though something is being composed: it was confirmed and stays where it is, and the
   * input method did not take the press.
   */
  #isLeft(press: ComposedPress): boolean {
    return this.#confirmed && press.key === 'Escape' && press.keyCode !== takenCode
  }
}
