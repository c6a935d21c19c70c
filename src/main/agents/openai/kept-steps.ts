import type { TurnReport } from '../adapter.ts'
import type { ToolCall } from './items.ts'
import type { Rollout } from './rollout.ts'

/** Tools that change no file. */
const harmless: ReadonlySet<string> = new Set(['update_plan', 'propose_plan', 'view_image', 'ask_user'])

/**
 * Keeps the files behind the calls of each answer, while the model is asked for the next one: the turn waits for that only
 * before it changes files again.
 */
export class KeptSteps {
  /** The turn's report; what it is told of last is what a checkpoint is behind. */
  readonly report: TurnReport
  readonly #rollout: Rollout
  #item: string | null = null
  #keeping: Promise<void> = Promise.resolve()

  constructor(report: TurnReport, rollout: Rollout) {
    this.report = {
      ...report,
      item: (item) => {
        if (item.kind === 'command' || item.kind === 'edit' || item.kind === 'toolCall') this.#item = item.id
        report.item(item)
      },
    }
    this.#rollout = rollout
  }

  /** Begins to keep the files as these calls left them, if they may have changed any. */
  keep(calls: readonly ToolCall[]): void {
    const item = this.#item
    if (item === null || calls.every(({ name }) => harmless.has(name))) return
    this.#keeping = this.#keep(item)
    // Whoever waits for it is told.
    this.#keeping.catch(() => undefined)
  }

  /** Settles when the files are kept; what can't be written of the conversation is thrown. */
  kept(): Promise<void> {
    return this.#keeping
  }

  async #keep(item: string): Promise<void> {
    await this.report.checkpoint(item, String(await this.#rollout.place()))
  }
}
