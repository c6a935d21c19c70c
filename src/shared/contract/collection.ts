import { z } from 'zod'
import { listSchema } from './common.ts'
import { schemaOf } from './schema-of.ts'

export const collectPartSchema = z.enum(['references', 'outputs', 'worktree'])
export type CollectPart = z.infer<typeof collectPartSchema>
/** Something of a session that is over, and that can be deleted to make room. */
export interface Collectable {
  readonly session: string
  readonly title: string
  readonly part: CollectPart
  /** The folder, or the beginning of the references' names. */
  readonly place: string
  /** Why it can go. */
  readonly why: string
  /** What it takes on the disk; null where that can't be told. Of references git frees it with its next collection. */
  readonly bytes: number | null
  /** How many references or files; 1 of a worktree. */
  readonly count: number
  /** What can't be done any more afterwards. */
  readonly lost: string
}
const collectable = {
  session: z.string(),
  title: z.string(),
  part: collectPartSchema,
  place: z.string(),
  why: z.string(),
  bytes: z.number().nullable(),
  count: z.number(),
  lost: z.string(),
}
/** Something that would be old enough, and stays. */
export interface KeptPart {
  readonly session: string
  readonly title: string
  readonly part: CollectPart
  readonly why: string
  /** What a snapshot does not hold. */
  readonly paths: readonly string[]
}
const keptPart = {
  session: z.string(),
  title: z.string(),
  part: collectPartSchema,
  why: z.string(),
  paths: listSchema(z.string()),
}
export interface Garbage {
  readonly items: readonly Collectable[]
  readonly kept: readonly KeptPart[]
}
export const garbageSchema = schemaOf<Garbage>()(
  z.strictObject({
    items: z.array(z.strictObject(collectable)),
    kept: z.array(z.strictObject(keptPart)),
  }),
)
/** What became of a part that was to be collected; `notice` says why it was not. */
export interface Collected {
  readonly session: string
  readonly part: CollectPart
  readonly collected: boolean
  readonly notice: string | null
}
export const collectedSchema = schemaOf<Collected>()(
  z.strictObject({
    session: z.string(),
    part: collectPartSchema,
    collected: z.boolean(),
    notice: z.string().nullable(),
  }),
)
export const ignoredChoiceSchema = z.enum(['keep', 'delete'])
export const garbageRequestSchema = z.object({
  olderThanDays: z.number().min(0).max(100_000).default(30),
  /** Bytes that the data folder may use; beyond it younger ones are listed as well, those first that were over first. */
  budget: z.number().int().min(0).optional(),
  ignored: ignoredChoiceSchema.default('keep'),
})
export type GarbageRequest = z.infer<typeof garbageRequestSchema>
