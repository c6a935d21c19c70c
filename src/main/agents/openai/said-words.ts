import { userMessage } from './items.ts'
import type { Rollout } from './rollout.ts'

/** What the person says while a turn runs. It is kept at once, and heard with the next request to the model. */
export class SaidWords {
  readonly #rollout: Rollout
  readonly #said: () => void
  readonly #underWay = new Set<Promise<unknown>>()
  #isOver = false

  /** `said` is called whenever there is something to be heard. */
  constructor(rollout: Rollout, said: () => void) {
    this.#rollout = rollout
    this.#said = said
  }

  /** Whether the words were taken: they are on the disk, and this turn or the next hears them. */
  readonly take = async (text: string): Promise<boolean> => {
    if (this.#isOver) return false
    const kept = this.#rollout.append({ type: 'words', item: userMessage(text) }).then(
      () => true,
      () => false,
    )
    this.#underWay.add(kept)
    const taken = await kept
    this.#underWay.delete(kept)
    if (taken) this.#said()
    return taken
  }

  /** Ends it unless there is something to be heard; whether it ended. */
  async endUnlessSaid(): Promise<boolean> {
    await this.#settled()
    this.#isOver ||= this.#rollout.state.unheard.length === 0
    return this.#isOver
  }

  /** Takes no more; settles when nothing is on its way. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#settled()
  }

  async #settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }
}
