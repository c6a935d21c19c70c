import type { TurnReport } from '../adapter.ts'
import { partsText, type ModelItem } from './items.ts'
import type { StreamEvent } from './stream.ts'

/** Milliseconds between two reports of a text that grows. */
const interval = 100

interface OpenText {
  readonly id: string
  readonly kind: 'message' | 'reasoning'
  text: string
  reportedAt: number
}

/** Shows what a model writes while it writes it: messages and summaries of its reasoning. */
export class AnswerReport {
  readonly #report: TurnReport
  readonly #newId: () => string
  /** By the server's output index. */
  readonly #open = new Map<number, OpenText>()

  constructor(report: TurnReport, newId: () => string) {
    this.#report = report
    this.#newId = newId
  }

  event(event: StreamEvent): void {
    switch (event.type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        this.#grow(event.output_index, 'message', event.delta)
        return
      case 'response.reasoning_summary_part.added':
        if (event.summary_index > 0) this.#grow(event.output_index, 'reasoning', '\n\n')
        return
      case 'response.reasoning_summary_text.delta':
        this.#grow(event.output_index, 'reasoning', event.delta)
        return
      case 'response.output_item.added':
        this.#report.activity(activityOf(event.item as unknown as ModelItem))
        return
      case 'response.output_item.done':
        this.#done(event.output_index, event.item as unknown as ModelItem)
        return
      default:
    }
  }

  /** The try broke off: what was shown stays, marked as failed. */
  brokenOff(): void {
    for (const { id, kind, text } of this.#open.values())
      this.#report.item({ id, kind, state: 'failed', text })
    this.#open.clear()
  }

  #grow(index: number, kind: 'message' | 'reasoning', delta: string): void {
    let open = this.#open.get(index)
    if (!open) {
      open = { id: this.#newId(), kind, text: '', reportedAt: -interval }
      this.#open.set(index, open)
      this.#report.activity(kind === 'message' ? 'writing' : 'thinking')
    }
    open.text += delta
    const now = performance.now()
    if (now - open.reportedAt < interval) return
    open.reportedAt = now
    this.#report.item({ id: open.id, kind: open.kind, state: 'running', text: open.text })
  }

  #done(index: number, item: ModelItem): void {
    const open = this.#open.get(index)
    this.#open.delete(index)
    if (item.type !== 'message' && item.type !== 'reasoning') return
    const text =
      item.type === 'message' ? messageText(item) : partsText(item.summary, 'summary_text', 'text', '\n\n')
    if (text === '' && !open) return
    const kind = item.type
    this.#report.item({
      id: open?.id ?? this.#newId(),
      kind,
      state: 'completed',
      text: text || (open?.text ?? ''),
    })
  }
}

/** What a message says, a refusal included. */
export function messageText(item: ModelItem): string {
  return partsText(item.content, 'output_text') + partsText(item.content, 'refusal', 'refusal')
}

function activityOf(item: ModelItem): string {
  switch (item.type) {
    case 'message':
      return 'writing'
    case 'custom_tool_call':
      return 'writing an edit'
    case 'function_call':
      return item.name === 'apply_patch' ? 'writing an edit' : 'choosing the next step'
    default:
      return 'thinking'
  }
}
