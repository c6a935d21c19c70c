import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'

/** Milliseconds between two reports of an item that grows. */
const pause = 100

type WithText = Extract<AgentItem, { readonly kind: 'message' | 'reasoning' | 'plan' }>

/** Items whose text comes piece by piece; they are reported about ten times a second. */
export class GrowingTexts {
  readonly #report: (item: AgentItem) => void
  readonly #growing = new Map<string, { item: WithText; timer: NodeJS.Timeout | null }>()

  constructor(report: (item: AgentItem) => void) {
    this.#report = report
  }

  /** Adds a piece to an item, which begins with it where it was not begun. */
  grow(kind: WithText['kind'], id: string, piece: string): void {
    const begun = this.#growing.get(id)
    const item =
      begun?.item ??
      (kind === 'plan'
        ? { id, kind, state: 'running', text: '', steps: [] }
        : { id, kind, state: 'running', text: '' })
    const entry = { item: { ...item, text: item.text + piece }, timer: begun?.timer ?? null }
    entry.timer ??= setTimeout(() => {
      const now = this.#growing.get(id)
      if (now === undefined) return
      now.timer = null
      this.#report(now.item)
    }, pause)
    this.#growing.set(id, entry)
  }

  /** The item is reported by others from here on. Gives its text. */
  settle(id: string): string {
    const growing = this.#growing.get(id)
    if (growing?.timer) clearTimeout(growing.timer)
    this.#growing.delete(id)
    return growing?.item.text ?? ''
  }

  /** What is still growing, with all of its text; nothing is reported any more. */
  end(): readonly WithText[] {
    const items = [...this.#growing.values()].map(({ item }) => item)
    for (const { id } of items) this.settle(id)
    return items
  }
}
