import type { Verdict } from '#shared/domain/review/decided.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { LedgerFact } from '#shared/domain/review/entries/index.ts'
import { effectOf } from '#shared/domain/review/project.ts'
import type { EditDecision, LedgerAct } from '#shared/domain/review/ledger-values.ts'
import type { Decision } from '#shared/domain/review/decision-subject.ts'
import { coveredBy, removedEntry, renewedEntry } from './edits.ts'
import { asReviewFailure, unknownHunk } from './failures.ts'
import { decidedEntry, withGroups, type HunkVerdicts } from './decided-entry.ts'
import type { LoadedReview, SessionReview } from './session-review.ts'
import type { ReviewView } from './view.ts'

/** An act of the person on the review of one session, while nothing else happens to it. */
export interface Performing {
  readonly review: SessionReview
  readonly loaded: LoadedReview
  readonly act: LedgerAct
}

type Outcome = Promise<Result<ReviewView, ReviewFailure>>

/** Writes one fact down and works the view out again. `hunks` are those whose decisions changed, if nothing else did. */
export async function write(
  { review, loaded, act }: Performing,
  fact: LedgerFact,
  hunks: readonly string[] | null = null,
): Outcome {
  review.append(act, [fact])
  // What an earlier revision alone has may be on screen somewhere.
  const elsewhere = (hunks ?? []).filter((hunk) => !loaded.view.indexes.has(hunk))
  const late = elsewhere.map((hunk) => ({ hunk, ...effectOf(hunk, loaded.view.projection) }))
  return review.changed(loaded, act.act, hunks, late)
}

/**
 * Decides hunks and own edits together, as one step. An own edit that no longer holds, alone, is put onto the new text by
 * "accept"; any other verdict takes an own edit out of effect, and what it covered is undecided unless it is decided too.
 */
export async function decide(
  performing: Performing,
  decisions: readonly Decision[],
  { label, number }: { readonly label?: string | undefined; readonly number?: number | undefined } = {},
): Outcome {
  const { review, loaded, act } = performing
  const { view } = loaded
  const edits = editsOf(performing, decisions)
  if (!edits.ok) return edits
  const hunks = decisions.flatMap((one) => ('hunk' in one ? [one] : []))
  const [only] = decisions
  if (only && 'edit' in only && decisions.length === 1) return decideEdit(performing, only.edit, only.verdict)
  const missing = hunks.find(({ hunk }) => !view.indexes.has(hunk))
  if (missing && number !== undefined && number < view.number)
    return decideLate(performing, hunks, edits.value, label, number)
  if (missing) return unknownHunk(missing.hunk)
  const asked = new Map(hunks.map(({ hunk, verdict }) => [hunk, verdict]))
  const verdicts = new Map([...uncovered(view, edits.value), ...withGroups(asked, [view])])
  const fact = decidedEntry(view, verdicts, edits.value, label)
  if (!fact) return unknownHunk([...verdicts.keys()].find((hunk) => !view.indexes.has(hunk)) ?? '')
  const ids = [...verdicts.keys()]
  // Whether an own edit in a group takes effect depends on what is decided of the rest of the group.
  const entangled = review.ledger.edits.length > 0 && ids.some((id) => view.projection.groups.has(id))
  if (entangled || edits.value.length > 0) return write(performing, fact)
  review.append(act, [fact])
  return ok(review.decided(view, ids, act.act))
}

/** What decisions on own edits take out of effect. */
function editsOf(
  { review, loaded }: Performing,
  decisions: readonly Decision[],
): Result<readonly EditDecision[], ReviewFailure> {
  const out: EditDecision[] = []
  for (const one of decisions) {
    if (!('edit' in one)) continue
    if (!review.ledger.edits.some(({ id }) => id === one.edit)) return noEdit(one.edit)
    const holds = loaded.view.files.some((file) =>
      file.edits.some((edit) => edit.id === one.edit && edit.holds),
    )
    if (one.verdict !== 'accept') out.push({ edit: one.edit, verdict: one.verdict })
    else if (!holds && decisions.length > 1) {
      const message = `The edit ${one.edit} does not fit the newest text, and can only be accepted by itself. Nothing was changed. Decide it alone.`
      return err({ kind: 'badEdit', message, refs: [one.edit] })
    }
  }
  return ok(out)
}

/** What own edits cover that are in effect no more: it is undecided. */
export function uncovered(view: ReviewView, edits: readonly EditDecision[]): HunkVerdicts {
  const verdicts = new Map<string, null>()
  for (const { edit } of edits) {
    for (const file of view.files) {
      if (!file.edits.some(({ id }) => id === edit)) continue
      for (const id of coveredBy(view, file, edit)) verdicts.set(id, null)
    }
  }
  return verdicts
}

/** Decides hunks of a revision that was on screen when the next one came, of which some are not in the newest. */
async function decideLate(
  { review, loaded, act }: Performing,
  decisions: readonly { readonly hunk: string; readonly verdict: Verdict | null }[],
  edits: readonly EditDecision[],
  label: string | undefined,
  number: number,
): Outcome {
  const shown = await review.loadNumber(number)
  if (!shown.ok) return asReviewFailure(shown.error)
  const verdicts = new Map(decisions.map(({ hunk, verdict }) => [hunk, verdict]))
  // About what was read there, with what goes with it there and in the newest.
  const entry = decidedEntry(
    shown.value.view,
    withGroups(verdicts, [shown.value.view, loaded.view]),
    edits,
    label,
  )
  if (!entry) return unknownHunk(decisions.find(({ hunk }) => !loaded.view.indexes.has(hunk))?.hunk ?? '')
  return review.decidedLate(loaded, shown.value.view, act, entry)
}

async function decideEdit(performing: Performing, id: string, verdict: Verdict | null): Outcome {
  if (verdict !== 'accept') return removeEdit(performing, id)
  const { view, subject } = performing.loaded
  if (view.files.some((file) => file.edits.some((edit) => edit.id === id && edit.holds))) return ok(view)
  const entry = await renewedEntry(subject.objects, view, id)
  if (!entry.ok) return entry
  if (entry.value) return write(performing, entry.value)
  const message =
    'The place of this edit is gone. Nothing was changed. Make the edit again on what is shown now.'
  return err({ kind: 'badEdit', message })
}

/** Takes an own edit back; the hunks it covered are undecided again. */
export async function removeEdit(performing: Performing, id: string): Outcome {
  const entry = removedEntry(performing.loaded.view, id)
  return entry ? write(performing, entry) : noEdit(id)
}

function noEdit(id: string): Result<never, ReviewFailure> {
  const message = 'There is no such edit. Nothing was changed. Look at the newest changeset.'
  return err({ kind: 'badEdit', message, refs: [id] })
}
