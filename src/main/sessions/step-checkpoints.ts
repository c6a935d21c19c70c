import { mostSteps } from '#shared/domain/session/checkpoint.ts'

/** Milliseconds beyond which a checkpoint costs a turn too much: no other follows in it. */
const mostTime = 5000

/** The checkpoints behind the steps of one turn: one after another, of those that come meanwhile only the last. */
export class StepCheckpoints {
  readonly #keep: (item: string, mark: string | null) => Promise<number>
  #next: { readonly item: string; readonly mark: string | null } | null = null
  #running: Promise<void> | null = null
  #left = mostSteps

  /** `keep` keeps the files behind an item, and gives how many milliseconds that took. */
  constructor(keep: (item: string, mark: string | null) => Promise<number>) {
    this.#keep = keep
  }

  /** Settles when the files are kept as they are now or later; at once where no more are kept in this turn. */
  take(item: string, mark: string | null): Promise<void> {
    if (this.#left <= 0) return Promise.resolve()
    this.#next = { item, mark }
    return (this.#running ??= this.#run())
  }

  /** Settles when nothing is being kept any more. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      while (this.#next !== null) {
        const { item, mark } = this.#next
        this.#next = null
        const took = await this.#keep(item, mark)
        this.#left = took > mostTime ? 0 : this.#left - 1
      }
    } finally {
      this.#running = null
    }
  }
}
