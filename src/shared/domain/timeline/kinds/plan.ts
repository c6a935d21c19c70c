import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** The agent's plan, with what is done of it. */
export const planKind = itemKind(
  'plan',
  {
    /** Why it is as it is; may be empty. */
    text: z.string(),
    steps: z
      .array(
        z
          .strictObject({ step: z.string(), state: z.enum(['pending', 'inProgress', 'completed']) })
          .readonly(),
      )
      .readonly(),
  },
  [fromFlatRecord((flat) => ({ steps: flat.plan ?? [] }))],
)
export type PlanItem = ItemOf<typeof planKind>
