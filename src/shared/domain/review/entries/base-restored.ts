import { z } from 'zod'
import { commonRecord, keptRecord, recordIn } from '../ledger-records.ts'
import type { Change } from '../ledger-state.ts'
import type { CarriedHunk, LedgerEdit } from '../ledger-values.ts'
import { withAct, withClient, type EntryKind } from './entry-kind.ts'
import { carriedHunksShape, packHunks } from './packed-hunks.ts'
import { actFields, editShape } from './shapes.ts'

/** The base went back to what it was before the newest `baseMoved`; `carried` are decisions made since. */
export interface BaseRestoredFact {
  readonly type: 'baseRestored'
  readonly to: string
  readonly revision?: number | undefined
  readonly carried: readonly CarriedHunk[]
  readonly kept?: readonly CarriedHunk[] | undefined
  /** Own edits made since, against the restored base. */
  readonly edits: readonly LedgerEdit[]
}

export const baseRestored: EntryKind<BaseRestoredFact> = {
  type: 'baseRestored',
  version: 4,
  schema: z.object({
    ...actFields,
    to: z.string(),
    revision: z.number().int().optional(),
    carried: carriedHunksShape,
    kept: carriedHunksShape.optional(),
    edits: z.array(editShape),
  }),
  // The shape of version 3 reads hunks that are not packed, too.
  upcasts: [withAct('baseMoved'), (data) => data, withClient],
  encode: ({ carried, kept, ...rest }) => ({
    ...rest,
    carried: packHunks(carried),
    ...(kept && { kept: packHunks(kept) }),
  }),
  apply(state, entry, seq) {
    const left = state.period
    const { to: base, revision } = entry
    state.returnTo(base)
    const isSince = ({ from }: CarriedHunk): boolean =>
      from.some((id) => {
        const record = recordIn(left, id)
        return record ? record.entry > left.start : left.records.get(id) === null || left.inherited.has(id)
      })
    const before = (id: string): Change[1] => state.period.records.get(id)
    const kept = (entry.kept ?? []).filter(isSince).map((one): Change => {
      return [one.to, before(one.to), keptRecord(left, one) ?? null]
    })
    const carried = entry.carried.filter(isSince).map((one): Change => {
      const record = commonRecord(left, one.from)
      const content = revision === undefined ? {} : { content: { base, revision, hunk: one.to } }
      return [one.to, before(one.to), record ? { ...record, place: one.place, ...content } : null]
    })
    const changes = [...kept, ...carried]
    if (changes.length === 0 && entry.edits.length === 0) return
    const edits = [...state.period.edits, ...entry.edits]
    state.step(seq, 'the decisions made after the landing', changes, edits, base)
  },
}
