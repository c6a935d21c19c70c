import { z } from 'zod'
import { clientOf, type HunkDecision, type LedgerEdit } from '../ledger-values.ts'
import { verdictChanges } from './decided.ts'
import { withAct, withClient, type EntryKind } from './entry-kind.ts'
import { actFields, editShape, hunkDecisionShape } from './shapes.ts'

/** The person wrote lines of their own. */
export interface EditedFact {
  readonly type: 'edited'
  readonly base: string
  readonly revision: number
  readonly label: string
  readonly edit: LedgerEdit
  /** Earlier edits that it took in. */
  readonly replaces: readonly string[]
  /** Units that must be decided together with what it covers. */
  readonly decisions: readonly HunkDecision[]
}

export const edited: EntryKind<EditedFact> = {
  type: 'edited',
  version: 3,
  schema: z.object({
    ...actFields,
    base: z.string(),
    revision: z.number().int(),
    label: z.string(),
    edit: editShape,
    replaces: z.array(z.string()),
    decisions: z.array(hunkDecisionShape),
  }),
  upcasts: [withAct(null), withClient],
  apply(state, entry, seq) {
    const kept = state.period.edits.filter(({ id }) => id !== entry.edit.id && !entry.replaces.includes(id))
    const edit: LedgerEdit = { ...entry.edit, client: clientOf(entry.by) }
    state.step(seq, entry.label, verdictChanges(state, entry, seq), [...kept, edit], entry.base)
  },
}
