import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** A change to files that the agent says it makes; what it really changed is in the revision. */
export const editKind = itemKind(
  'edit',
  {
    /** A title in a few words. */
    text: z.string(),
    /** Inside the worktree, relative to it. */
    paths: z.array(z.string()).readonly(),
  },
  [fromFlatRecord((flat) => ({ paths: flat.paths }))],
)
export type EditItem = ItemOf<typeof editKind>
