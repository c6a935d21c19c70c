import type { TokenUsage } from '../adapter.ts'

/** What one turn may take; 0 is no limit. */
export interface Limits {
  readonly rounds: number
  readonly minutes: number
  /** In thousands, all tokens of all requests and answers. */
  readonly thousandTokens: number
}

/** What a turn took so far of what it may take. Time in which it waits for the person does not count. */
export class Budget {
  readonly #limits: Limits
  readonly #now: () => number
  readonly #began: number
  #rounds = 0
  #tokens = 0
  #waited = 0

  constructor(limits: Limits, now: () => number = () => performance.now()) {
    this.#limits = limits
    this.#now = now
    this.#began = now()
  }

  take(usage: TokenUsage | null): void {
    if (usage) this.#tokens += usage.input + usage.output
  }

  /** Waits for the person. */
  async waiting<T>(answer: Promise<T>): Promise<T> {
    const from = this.#now()
    try {
      return await answer
    } finally {
      this.#waited += this.#now() - from
    }
  }

  /** Begins a round with the model; what is used up, in a few words, or null. */
  round(): string | null {
    const { rounds, minutes, thousandTokens } = this.#limits
    if (rounds > 0 && this.#rounds >= rounds) return `${rounds} rounds with the model`
    if (minutes > 0 && this.#now() - this.#began - this.#waited >= minutes * 60_000)
      return `${minutes} minutes`
    if (thousandTokens > 0 && this.#tokens >= thousandTokens * 1000)
      return `${thousandTokens} thousand tokens`
    this.#rounds += 1
    return null
  }
}
