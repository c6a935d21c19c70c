import { z } from 'zod'
import { timelineItemSchema } from '../domain/timeline/kinds/index.ts'
import type { TimelineItem } from '../domain/timeline/timeline-item.ts'

/** A page of the timeline, and how many items it has in all. */
export interface TimelinePage {
  readonly items: readonly TimelineItem[]
  readonly total: number
}

export type TimelineEvent =
  /** The newest items first asked for; earlier ones come with `session.timeline`. */
  | {
      readonly type: 'snapshot'
      readonly seq: number
      readonly items: readonly TimelineItem[]
      readonly total: number
    }
  | { readonly type: 'item'; readonly seq: number; readonly item: TimelineItem }
export const timelineEventSchema: z.ZodType<TimelineEvent, TimelineEvent> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('snapshot'),
    seq: z.number(),
    items: z.array(timelineItemSchema),
    total: z.number(),
  }),
  z.strictObject({ type: z.literal('item'), seq: z.number(), item: timelineItemSchema }),
])
