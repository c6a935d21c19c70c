import { z } from 'zod'
import type { AskItem } from '../domain/timeline/ask-item.ts'
import { approvalKind } from '../domain/timeline/kinds/approval.ts'
import { timelineItemSchema } from '../domain/timeline/kinds/index.ts'
import { questionKind } from '../domain/timeline/kinds/question.ts'
import type { OutputWindow } from '../domain/timeline/output-window.ts'
import type { TimelineItem } from '../domain/timeline/timeline-item.ts'
import { schemaOf } from './schema-of.ts'

/** An item that asks the person for an answer. */
export const askItemSchema = schemaOf<AskItem>()(
  z.discriminatedUnion('kind', [approvalKind.schema, questionKind.schema]),
)

/** A page of the timeline, and how many items it has in all. */
export interface TimelinePage {
  readonly items: readonly TimelineItem[]
  readonly total: number
}
export const timelinePageSchema = schemaOf<TimelinePage>()(
  z.strictObject({ items: z.array(timelineItemSchema), total: z.number() }),
)

export type TimelineEvent =
  /** The newest items first asked for; earlier ones come with `session.timeline`. */
  | {
      readonly type: 'snapshot'
      readonly seq: number
      readonly items: readonly TimelineItem[]
      readonly total: number
    }
  | { readonly type: 'item'; readonly seq: number; readonly item: TimelineItem }
export const timelineEventSchema = schemaOf<TimelineEvent>()(
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('snapshot'),
      seq: z.number(),
      items: z.array(timelineItemSchema),
      total: z.number(),
    }),
    z.strictObject({ type: z.literal('item'), seq: z.number(), item: timelineItemSchema }),
  ]),
)

export const outputWindowSchema = schemaOf<OutputWindow>()(
  z.strictObject({
    from: z.number(),
    total: z.number(),
    base64: z.string(),
    file: z.string(),
    leftOut: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
  }),
)
