import type { ItemOf } from './item-kind.ts'
import type { storedKinds } from './kinds/index.ts'
import type { UnknownItem } from './kinds/unknown.ts'

/** An item that can be stored: of every kind but `unknown`. */
export type KnownItem = ItemOf<(typeof storedKinds)[number]>

/** One thing that happened in a session, as the timeline shows it. */
export type TimelineItem = KnownItem | UnknownItem

/** An item that has output, which is kept beside it and read by window. */
export type ItemWithOutput = Extract<TimelineItem, { readonly outputBytes: number }>

/** Whether an item has output. */
export function hasOutput(item: TimelineItem): item is ItemWithOutput {
  return 'outputBytes' in item
}

/** Whether an item goes on: it runs, or waits for the person. */
export function isOpen(item: Pick<TimelineItem, 'state'>): boolean {
  return item.state === 'running' || item.state === 'waiting'
}
