import { z } from 'zod'
import { conflictKinds } from '../domain/session/conflict.ts'
import type { UpToDateFigures } from '../domain/session/up-to-date.ts'
import { idSchema } from './common.ts'
import { schemaOf } from './schema-of.ts'

export const upToDateRequestSchema = z.object({
  session: idSchema,
  /** Where the two conflict: it is refused, which is so when absent, or brought in to be decided. */
  conflicts: z.enum(['refuse', 'mark']).optional(),
})

/** A session that was brought up to date; `commits` is 0 where it had everything already. */
export interface UpToDate extends UpToDateFigures {
  /** The checkpoint of what was there before: rolling back to it undoes this. Null where nothing was changed. */
  readonly undo: string | null
  /** What was done, as a person reads it. */
  readonly words: string
}
export const upToDateSchema = schemaOf<UpToDate>()(
  z.strictObject({
    ...{ target: z.string(), baseCommit: z.string(), commits: z.number(), revision: z.number().nullable() },
    ...{ decided: z.number(), decidedBefore: z.number(), undo: z.string().nullable() },
    conflicts: z.array(z.strictObject({ path: z.string(), what: z.enum(conflictKinds) })),
    words: z.string(),
  }),
)
