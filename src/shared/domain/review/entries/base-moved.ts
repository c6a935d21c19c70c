import { z } from 'zod'
import { commonRecord, keptRecord } from '../ledger-records.ts'
import { newPeriod, type DecisionRecord } from '../ledger-state.ts'
import type { CarriedHunk, FileMove, LedgerEdit, Place } from '../ledger-values.ts'
import { withAct, withClient, type EntryKind } from './entry-kind.ts'
import { carriedHunksShape, packHunks } from './packed-hunks.ts'
import { actFields, editShape, fileMoveShape, placeShape } from './shapes.ts'

/** The session's base is another tree: by a landing, or because what it looks at moved. */
export interface BaseMovedFact {
  readonly type: 'baseMoved'
  readonly from: string
  readonly to: string
  readonly revision: number
  /** The decided hunks of that revision that survived, and what else is where one of these is. */
  readonly carried: readonly CarriedHunk[]
  /** Decided hunks that are not in that revision, or not any more: by these ids they are known if they come back. */
  readonly kept?: readonly CarriedHunk[] | undefined
  /** How many landings there were then that were not undone. */
  readonly landings?: number | undefined
  /** From the new base to the old one. */
  readonly back?: readonly FileMove[] | undefined
  /** Hunks that would undo an own edit that landed: the person chose against them. */
  readonly overridden: readonly { readonly hunk: string; readonly place: Place }[]
  /** Own edits that did not land, against the new base. */
  readonly edits: readonly LedgerEdit[]
}

export const baseMoved: EntryKind<BaseMovedFact> = {
  type: 'baseMoved',
  version: 4,
  schema: z.object({
    ...actFields,
    from: z.string(),
    to: z.string(),
    revision: z.number().int(),
    carried: carriedHunksShape,
    kept: carriedHunksShape.optional(),
    landings: z.number().int().optional(),
    back: z.array(fileMoveShape).optional(),
    overridden: z.array(z.object({ hunk: z.string(), place: placeShape })),
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
    const records = new Map<string, DecisionRecord>()
    for (const one of entry.kept ?? []) {
      const record = keptRecord(state.period, one)
      if (record) records.set(one.to, record)
    }
    const { to: base, revision, edits, by, reason } = entry
    for (const one of entry.carried) {
      const record = commonRecord(state.period, one.from)
      const content = { base, revision, hunk: one.to }
      if (record) records.set(one.to, { ...record, place: one.place, content })
      else records.delete(one.to)
    }
    for (const { hunk, place } of entry.overridden) {
      const at = { hunk, base, revision, place, entry: seq }
      records.set(hunk, { ...at, verdict: 'reject', by, reason, absent: false, overridden: true })
    }
    state.begin({
      ...newPeriod(base),
      records: new Map(records),
      edits,
      start: seq,
      landings: entry.landings,
      inherited: records,
      inheritedEdits: edits,
      back: entry.back ? new Map(entry.back.map(({ path, move }) => [path, move])) : null,
    })
  },
}
