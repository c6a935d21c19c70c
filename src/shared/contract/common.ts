import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import type { Result } from '../base/result.ts'

/** Ids are short opaque strings made by the workbench; hunk ids are content hashes. */
export const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/)
/** A path inside a git tree, as `base/path-text.ts` writes it. */
export const treePathSchema = z.string().min(1).max(65_536)

/** A failure of one of these kinds, with nothing that a failure has not. */
export function failureSchema<Kind extends string>(
  kind: z.ZodType<Kind, Kind>,
): z.ZodType<Failure<Kind>, Failure<Kind>> {
  return z.strictObject({
    kind,
    message: z.string(),
    paths: z.array(z.string()).optional(),
    refs: z.array(z.string()).optional(),
    stderr: z.string().optional(),
  })
}

/** An outcome: the value of a success, or the failure. */
export function resultSchema<Value, Failed>(
  value: z.ZodType<Value, Value>,
  failure: z.ZodType<Failed, Failed>,
): z.ZodType<Result<Value, Failed>, Result<Value, Failed>> {
  return z.discriminatedUnion('ok', [
    z.strictObject({ ok: z.literal(true), value }),
    z.strictObject({ ok: z.literal(false), error: failure }),
  ])
}

/** A list that its reader does not write to. */
export function listSchema<Item>(item: z.ZodType<Item, Item>): z.ZodType<readonly Item[], readonly Item[]> {
  return z.array(item)
}

/** What a snapshot could not take, with the reason. */
export const leftOutSchema = listSchema(z.strictObject({ path: z.string(), reason: z.string() }))
