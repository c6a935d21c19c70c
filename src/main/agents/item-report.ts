import { isOpen } from '#shared/domain/timeline/timeline-item.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { TurnReport } from './adapter.ts'
import { GrowingTexts } from './growing-texts.ts'

/** Characters of what a tool was called with that are kept. */
const mostInput = 10_000

/** The items of a turn of an agent with a protocol: which are open, which grow, and whether their output is kept. */
export class ItemReport {
  readonly texts: GrowingTexts
  readonly #report: TurnReport
  readonly #open = new Map<string, AgentItem>()
  #kept: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(report: TurnReport) {
    this.#report = report
    this.texts = new GrowingTexts((item) => this.tell(item))
  }

  /** All output that was told is kept; rejects where it could not be. */
  get kept(): Promise<void> {
    return this.#kept
  }

  /** Whether the person stopped the turn: what ends badly from then on was cut off by that, late as it may be told. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  stop(): void {
    this.#isStopped = true
  }

  tell(item: AgentItem): void {
    const told: AgentItem =
      this.#isStopped && item.state === 'failed' ? { ...item, state: 'interrupted' } : item
    if (isOpen(told)) this.#open.set(told.id, told)
    else this.#open.delete(told.id)
    this.#report.item(told)
    // Such an agent does not wait: what it changes meanwhile may be in it.
    if (!isOpen(told) && !this.#isStopped && (told.kind === 'command' || told.kind === 'edit'))
      void this.#report.checkpoint(told.id)
  }

  print(item: string, text: string): void {
    this.#kept = this.#kept.then(() => this.#report.output(item, Buffer.from(text)))
    // Whoever waits for it is told; until then it must not count as unhandled.
    this.#kept.catch(() => undefined)
  }

  /** Nothing comes any more: what was not ended is told as it is left. A plan may end with steps that were not done. */
  end(completed: boolean): void {
    for (const item of [...this.#open.values(), ...this.texts.end()])
      this.tell({ ...item, state: completed && item.kind === 'plan' ? 'completed' : 'interrupted' })
  }
}

/** What a tool was called with, or gave, as a text that is not too long. */
export function inputText(value: unknown): string {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return whole.length > mostInput ? `${whole.slice(0, mostInput)}…` : whole
}

/** The first words of a text, for what an agent does right now. */
export function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 60) ?? ''
}
