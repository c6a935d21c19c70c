import { kindsWithOutput } from './kinds/index.ts'
import type { ItemWithOutput, KnownItem, TimelineItem } from './timeline-item.ts'

/** What the timeline adds to an item that is reported. */
export type ItemEnvelope = Pick<TimelineItem, 'seq' | 'turn' | 'at' | 'endedAt' | 'parent'>

type Reported<Item extends KnownItem> = Item extends unknown
  ? Omit<Item, keyof ItemEnvelope | 'outputBytes'> & { readonly parent?: string | null | undefined }
  : never

/** An item as it is reported: without its envelope and the size of its output, which the timeline adds. */
export type ReportedItem = Reported<KnownItem>

/** What an agent's adapter may report; the other kinds are the workbench's own. */
export type AgentItem = Exclude<
  ReportedItem,
  { readonly kind: 'prompt' | 'revision' | 'landing' | 'check' | 'checkpoint' | 'usage' | 'review' }
>

type ReportedWithOutput = Extract<ReportedItem, { readonly kind: ItemWithOutput['kind'] }>

function hasOutput(reported: ReportedItem): reported is ReportedWithOutput {
  return kindsWithOutput.has(reported.kind)
}

/** Puts what was reported in its envelope. `outputBytes` is the size of its output, for a kind that has any. */
export function inEnvelope(reported: ReportedItem, envelope: ItemEnvelope, outputBytes: number): KnownItem {
  return hasOutput(reported) ? { ...reported, ...envelope, outputBytes } : { ...reported, ...envelope }
}
