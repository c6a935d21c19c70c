import type { DecidedFile, DecidedHunk } from '#shared/domain/review/decided.ts'
import { meets, stretchOf } from '#shared/domain/review/compare-place.ts'
import { stateOf } from './hunk-view.ts'
import type { Review } from './review-store.ts'
import type { HunkState } from './verdict-pill.tsx'

/** The hunk in focus now. */
export function focusedOf({ state: { model }, focus: { state: focus } }: Review): DecidedHunk | undefined {
  return focus.at === null ? undefined : model?.hunks[focus.at]?.hunk
}

/** How the hunk in focus stands; null without one. */
export function stateOfFocused(review: Review): HunkState | null {
  const hunk = focusedOf(review)
  return hunk === undefined || review.state.model === null ? null : stateOf(review.state.model, hunk)
}

/** The newest own edit of the lines of a hunk that holds no more: the agent changed them since. */
export function lostEditOf(file: DecidedFile, hunk: DecidedHunk): string | null {
  if (hunk.kind !== 'text' || hunk.editedBy !== null) return null
  const lost = file.edits.findLast((edit) => !edit.holds && meets(stretchOf(edit), stretchOf(hunk)))
  return lost?.id ?? null
}

/** Whether there is something earlier to hold the hunk in focus against: a decision, an edit, or what was looked at. */
export function hasEarlier(review: Review): boolean {
  const { model, fresh } = review.state
  const hunk = focusedOf(review)
  const file = model?.files[review.focus.state.file]
  if (hunk === undefined || model === null || file === undefined || hunk.kind !== 'text') return false
  if (hunk.editedBy !== null || lostEditOf(file, hunk) !== null) return true
  return (
    (model.pastOf(hunk)?.supersedes ?? null) !== null || (fresh.has(hunk.id) && review.seenBefore !== null)
  )
}
