import { countOf } from '#shared/base/quantity-text.ts'
import { err, type Result } from '#shared/base/result.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import { clientOf, type HunkDecision } from '#shared/domain/review/ledger-values.ts'
import { uncovered, write, type Performing } from './decide.ts'
import { placeOf, type ReviewView } from './view.ts'

/**
 * Takes back, as one step, all that command lines decided, edited, or brought back by undo and redo: in the newest revision,
 * and what is remembered of hunks that it does not have, so that none of it comes back decided.
 */
export async function takeBackCommandLine(
  performing: Performing,
): Promise<Result<ReviewView, ReviewFailure>> {
  const { review, loaded } = performing
  const { view } = loaded
  const { ledger } = review
  const edits = ledger.edits
    .filter(({ client }) => client !== undefined)
    .map(({ id }) => ({ edit: id, verdict: null }))
  const shown = view.files.flatMap(({ hunks }) => hunks.filter(({ client }) => client !== undefined))
  const ids = new Set([...shown.map(({ id }) => id), ...uncovered(view, edits).keys()])
  const decisions: HunkDecision[] = []
  for (const id of ids) {
    const found = view.indexes.get(id)
    const file = found && view.diffs[found.file]
    if (found && file) decisions.push({ hunk: id, verdict: null, place: placeOf(file, found.hunk) })
  }
  for (const { id, place } of ledger.decided()) {
    const record = ids.has(id) ? undefined : ledger.record(id)
    if (record && clientOf(record.by) !== undefined)
      decisions.push({ hunk: id, verdict: null, place: place ?? record.place })
  }
  if (decisions.length + edits.length === 0)
    return err({
      kind: 'nothingToUndo',
      message: 'Nothing that is decided came from a command line. Nothing was changed.',
    })
  const covering = new Set(shown.map(({ editedBy }) => editedBy))
  const count = shown.length + edits.filter(({ edit }) => !covering.has(edit)).length
  return write(
    performing,
    {
      type: 'decided',
      base: view.computed.base,
      revision: view.number,
      label: `take back ${countOf(count || decisions.length, 'decision')} from the command line`,
      decisions,
      edits,
    },
    edits.length > 0 ? null : decisions.map(({ hunk }) => hunk),
  )
}
