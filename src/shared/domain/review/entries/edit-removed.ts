import { z } from 'zod'
import type { Change } from '../ledger-state.ts'
import { withAct, withClient, type EntryKind } from './entry-kind.ts'
import { actFields } from './shapes.ts'

/** The person took an own edit back. */
export interface EditRemovedFact {
  readonly type: 'editRemoved'
  readonly label: string
  readonly edit: string
  /** Hunks that are undecided again. */
  readonly cleared: readonly string[]
}

export const editRemoved: EntryKind<EditRemovedFact> = {
  type: 'editRemoved',
  version: 3,
  schema: z.object({
    ...actFields,
    label: z.string(),
    edit: z.string(),
    cleared: z.array(z.string()),
  }),
  upcasts: [withAct(null), withClient],
  apply(state, entry, seq) {
    const kept = state.period.edits.filter(({ id }) => id !== entry.edit)
    const cleared = entry.cleared.map((id): Change => [id, state.period.records.get(id), null])
    state.step(seq, entry.label, cleared, kept, state.period.base)
  },
}
