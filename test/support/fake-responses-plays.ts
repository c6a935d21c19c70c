import type { WireItem } from './fake-responses-script.ts'

/** Which steps of scripts were played, and which of their calls were answered, also where no request shows it any more. */
export class Plays {
  readonly steps = new Map<string, number>()
  /** The script of each call that was not answered yet. */
  readonly #open = new Map<unknown, string>()
  readonly #answers = new Map<string, number>()

  called(item: WireItem, script: string): void {
    if (item['call_id'] !== undefined) this.#open.set(item['call_id'], script)
  }

  answered(input: unknown): void {
    for (const item of Array.isArray(input) ? (input as readonly WireItem[]) : []) {
      const script = item.type?.endsWith('_output') ? this.#open.get(item['call_id']) : undefined
      if (script === undefined) continue
      this.#open.delete(item['call_id'])
      this.#answers.set(script, this.answers(script) + 1)
    }
  }

  answers(script: string): number {
    return this.#answers.get(script) ?? 0
  }
}
