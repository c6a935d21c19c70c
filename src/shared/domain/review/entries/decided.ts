import { z } from 'zod'
import type { Change, LedgerState } from '../ledger-state.ts'
import type { EditDecision, HunkDecision, LedgerAct } from '../ledger-values.ts'
import { withAct, withClient, type EntryKind } from './entry-kind.ts'
import { actFields, editDecisionShape, hunkDecisionShape } from './shapes.ts'

/** Verdicts that were given together: one step of undo. */
export interface DecidedFact {
  readonly type: 'decided'
  /** The tree that the hunks are against. */
  readonly base: string
  /** The number of the revision that was looked at. */
  readonly revision: number
  readonly label: string
  readonly decisions: readonly HunkDecision[]
  /** Own edits that this takes out of effect. */
  readonly edits: readonly EditDecision[]
}

/** What verdicts on hunks change; those of an edit's entry too. */
export function verdictChanges(
  state: LedgerState,
  entry: Pick<DecidedFact, 'base' | 'revision' | 'decisions'> & LedgerAct,
  seq: number,
): Change[] {
  const { base, revision, by, reason } = entry
  return entry.decisions.map(({ hunk, verdict, place }): Change => {
    const record =
      verdict === null
        ? null
        : { verdict, hunk, base, revision, place, by, reason, entry: seq, absent: false }
    return [hunk, state.period.records.get(hunk), record]
  })
}

export const decided: EntryKind<DecidedFact> = {
  type: 'decided',
  version: 3,
  schema: z.object({
    ...actFields,
    base: z.string(),
    revision: z.number().int(),
    label: z.string(),
    decisions: z.array(hunkDecisionShape),
    edits: z.array(editDecisionShape),
  }),
  upcasts: [(data) => ({ edits: [], ...(withAct(null)(data) as object) }), withClient],
  apply(state, entry, seq) {
    const { edits } = state.period
    const out = new Set(entry.edits.map(({ edit }) => edit))
    const left = out.size === 0 ? edits : edits.filter(({ id }) => !out.has(id))
    state.step(seq, entry.label, verdictChanges(state, entry, seq), left, entry.base)
  },
}
