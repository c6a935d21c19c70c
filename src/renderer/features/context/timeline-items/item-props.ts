import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'

/** What the view of an item gets. */
export interface ItemProps<Item extends TimelineItem> {
  readonly item: Item
  readonly session: string
  /** It is in the live view, which has the whole width. */
  readonly large: boolean
}

/** How icons in the timeline look. */
export const itemIcon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const
