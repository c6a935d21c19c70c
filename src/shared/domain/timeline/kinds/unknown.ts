import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/** An item that was stored and that this version of Winnow does not understand. It is never stored as this kind. */
export const unknownKind = itemKind('unknown', {
  /** What kind it says it is; empty when it does not say. */
  name: z.string(),
  /** The version that it was stored with. */
  version: z.number(),
  /** All of it, as it was stored. */
  raw: z.unknown(),
})
export type UnknownItem = ItemOf<typeof unknownKind>
