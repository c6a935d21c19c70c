import { z } from 'zod'
import type { ConversationCut } from '../domain/session/roll-back-words.ts'
import { idSchema } from './common.ts'
import { schemaOf } from './schema-of.ts'

/** A checkpoint: the end of a turn, 0 for before the first, or one by its id, which is that of its timeline item. */
const placeSchema = z.union([
  z.strictObject({ turn: z.number().int().min(0) }),
  z.strictObject({ checkpoint: z.string().min(1).max(300) }),
])

export const rollBackRequestSchema = z.object({ session: idSchema, to: placeSchema })
export const forkRequestSchema = z.object({
  session: idSchema,
  text: z.string().min(1).max(1_000_000),
  from: placeSchema.optional(),
})

/** A session that was forked from another one. */
export interface Forked {
  readonly session: string
  readonly conversation: ConversationCut
}
export const forkedSchema = schemaOf<Forked>()(
  z.strictObject({ session: z.string(), conversation: z.enum(['cut', 'earlier', 'anew']) }),
)

/** A session that was rolled back. */
export interface RolledBack {
  /** The checkpoint of what was there before: going back to it undoes this. */
  readonly undo: string
  /** What was done, in a few words. */
  readonly words: string
  readonly conversation: ConversationCut
}
export const rolledBackSchema = schemaOf<RolledBack>()(
  z.strictObject({
    undo: z.string(),
    words: z.string(),
    conversation: z.enum(['cut', 'earlier', 'anew']),
  }),
)
