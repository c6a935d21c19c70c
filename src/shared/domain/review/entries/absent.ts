import { z } from 'zod'
import { withAct, type EntryKind } from './entry-kind.ts'
import { actFields } from './shapes.ts'

/** These rejected hunks are not in this revision: should they come back, they stay rejected and are marked. */
export interface AbsentFact {
  readonly type: 'absent'
  readonly revision: number
  readonly hunks: readonly string[]
}

export const absent: EntryKind<AbsentFact> = {
  type: 'absent',
  version: 2,
  schema: z.object({ ...actFields, revision: z.number().int(), hunks: z.array(z.string()) }),
  upcasts: [withAct('newRevision')],
  apply({ period }, { hunks }) {
    for (const id of hunks) {
      const record = period.records.get(id)
      if (record) period.records.set(id, { ...record, absent: true })
    }
  },
}
