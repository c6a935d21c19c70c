import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'

/** Items that the page holds at most; the rest stays with the workbench. */
export const mostItems = 400
/** Items asked for at once. */
export const pageSize = 100

/** A part of a timeline without gaps: what the page holds of it. */
export interface TimelineWindow {
  /** In the order of `seq`, each one more than the one before. */
  readonly items: readonly TimelineItem[]
  /** How many items there are in all. */
  readonly total: number
}

export const noItems: TimelineWindow = { items: [], total: 0 }

/** How many items there are before the window. */
export function earlierThan({ items, total }: TimelineWindow): number {
  return (items[0]?.seq ?? total + 1) - 1
}

/** How many items there are after the window. */
export function laterThan({ items, total }: TimelineWindow): number {
  return total - (items.at(-1)?.seq ?? total)
}

/**
 * Takes in changed and new items, in any order. New ones come in only where the window reaches to the newest. When it
 * is full the oldest leave it, unless `keepsStart`, for someone who reads further up: then it stays as it is, and what
 * is new is later than it.
 */
export function withChanges(
  window: TimelineWindow,
  changed: Iterable<TimelineItem>,
  keepsStart: boolean,
): TimelineWindow {
  const items = [...window.items]
  const first = items[0]?.seq ?? 1
  let { total } = window
  for (const item of inOrder(changed)) {
    const isNext = item.seq === first + items.length
    if (item.seq >= first && item.seq < first + items.length) items[item.seq - first] = item
    else if (isNext && (!keepsStart || items.length < mostItems)) items.push(item)
    total = Math.max(total, item.seq)
  }
  return { items: items.length > mostItems ? items.slice(-mostItems) : items, total }
}

/** Puts a page before the window; when that is full the newest leave it. */
export function withEarlier(window: TimelineWindow, page: readonly TimelineItem[]): TimelineWindow {
  const first = window.items[0]?.seq ?? window.total + 1
  const before = page.filter(({ seq }) => seq < first)
  // Something else was brought in meanwhile.
  if (before.at(-1)?.seq !== first - 1) return window
  return { ...window, items: [...before, ...window.items].slice(0, mostItems) }
}

/** Puts a page after the window; when that is full the oldest leave it. */
export function withLater(window: TimelineWindow, page: readonly TimelineItem[]): TimelineWindow {
  const last = window.items.at(-1)?.seq ?? 0
  const after = page.filter(({ seq }) => seq > last)
  if (after[0]?.seq !== last + 1) return window
  const items = [...window.items, ...after].slice(-mostItems)
  return { items, total: Math.max(window.total, items.at(-1)?.seq ?? 0) }
}

function inOrder(items: Iterable<TimelineItem>): readonly TimelineItem[] {
  return [...items].sort((one, other) => one.seq - other.seq)
}
