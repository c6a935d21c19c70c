import { z } from 'zod'

/**
 * `waiting` is for the person. What ended is `completed`, `failed`, `declined` by the person, or `interrupted`: it was
 * cut off, and nobody knows how it would have ended.
 */
const itemStateSchema = z.enum(['running', 'waiting', 'completed', 'failed', 'declined', 'interrupted'])
export type ItemState = z.infer<typeof itemStateSchema>

/** What every item has, of whatever kind. */
export const envelope = {
  id: z.string().min(1),
  /** Position in the session's timeline, from 1, without gaps. */
  seq: z.int().positive(),
  /** Which turn it belongs to, from 1; 0 is before the first. */
  turn: z.int().nonnegative(),
  state: itemStateSchema,
  at: z.number(),
  /** Null while it runs or waits. */
  endedAt: z.number().nullable(),
  /** The item that it is a part of. */
  parent: z.string().nullable(),
}

/** Bytes of output so far; what is kept of them is read by window with `session.output`. */
export const outputBytes = z.int().nonnegative()

/** Brings the stored fields of an item from one version to the next; throws when they are not of that version. */
export type Upcast = (stored: unknown) => unknown

/**
 * A kind of item: its fields beside the envelope, and how items that were stored earlier are brought to them. The first
 * upcast takes version 1 to version 2, and so on; a kind without one is at version 1.
 */
export function itemKind<const Name extends string, Fields extends z.ZodRawShape>(
  name: Name,
  fields: Fields,
  upcasts: readonly Upcast[] = [],
) {
  const schema = z.strictObject({ kind: z.literal(name), ...envelope, ...fields })
  return { name, schema, upcasts, version: 1 + upcasts.length }
}

/** An item of a kind. */
export type ItemOf<Kind extends { readonly schema: z.ZodType }> = Kind extends unknown
  ? Readonly<z.infer<Kind['schema']>>
  : never
