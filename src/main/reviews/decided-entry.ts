import type { Verdict } from '#shared/domain/review/decided.ts'
import type { DecidedFact } from '#shared/domain/review/entries/index.ts'
import { labelDecisions } from '#shared/domain/review/label.ts'
import type { EditDecision } from '#shared/domain/review/ledger-values.ts'
import { placeOf, type ReviewView } from './view.ts'

/** Verdicts by the ids of hunks; null takes one back. */
export type HunkVerdicts = ReadonlyMap<string, Verdict | null>

/** The verdicts with those of all hunks that are decided together with these, in any of these views. */
export function withGroups(verdicts: HunkVerdicts, views: readonly ReviewView[]): HunkVerdicts {
  const together = new Map<string, Verdict | null>()
  for (const [hunk, verdict] of verdicts) {
    for (const { projection } of views) {
      const group = projection.groups.get(hunk)
      const members = group === undefined ? [hunk] : (projection.members.get(group) ?? [hunk])
      for (const id of members) together.set(id, verdict)
    }
  }
  return together
}

/**
 * The entry of decisions on hunks of a view, as one step of undo; `label` is made of them if it is not given. Null when one
 * is about a hunk that the view does not have.
 */
export function decidedEntry(
  view: ReviewView,
  verdicts: HunkVerdicts,
  edits: readonly EditDecision[],
  label?: string,
): DecidedFact | null {
  const decided = [...verdicts].flatMap(([hunk, verdict]) => {
    const found = view.indexes.get(hunk)
    const file = found && view.diffs[found.file]
    return found && file ? [{ hunk, verdict, path: file.path, place: placeOf(file, found.hunk) }] : []
  })
  if (decided.length < verdicts.size) return null
  return {
    type: 'decided',
    base: view.computed.base,
    revision: view.number,
    label: label ?? labelDecisions(decided),
    decisions: decided.map(({ hunk, verdict, place }) => ({ hunk, verdict, place })),
    edits,
  }
}
