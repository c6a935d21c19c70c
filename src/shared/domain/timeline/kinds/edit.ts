import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** Fields of an item as they are stored. */
function asFields(stored: unknown): Readonly<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(stored)
}

/** A change to files that the agent says it makes; what it really changed is in the revision. */
export const editKind = itemKind(
  'edit',
  {
    /** A title in a few words. */
    text: z.string(),
    /** Inside the worktree, relative to it. */
    paths: z.array(z.string()).readonly(),
    /** What it writes, as one unified difference, maybe cut off at its end; null where the agent does not tell. */
    diff: z.string().nullable(),
  },
  [fromFlatRecord((flat) => ({ paths: flat.paths })), (stored) => ({ ...asFields(stored), diff: null })],
)
export type EditItem = ItemOf<typeof editKind>
