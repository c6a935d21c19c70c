import { quotationOf } from '#renderer/actions/follow-ups.ts'
import { followUpDraft, type Drafts } from '#renderer/replicas/drafts.ts'
import { decideOne, meantHunk } from './decisions.ts'
import { nextUndecided } from './navigation.ts'
import type { Review } from './review-store.ts'
import type { TextCache } from './text-cache.ts'

const notYet = 'The hunk is not on screen yet, so nothing was decided. Press Enter again.'

/**
 * Rejects the hunk and keeps its lines with the reason for the follow-up to the agent, where one wrote it, if it was on screen when the key
 * went down at `at`. Returns whether it was: else it is brought there, and nothing is decided.
 */
export function rejectBecause(
  review: Review,
  cache: TextCache,
  drafts: Drafts,
  hunk: string,
  reason: string,
  at: number,
  agent: boolean,
): boolean {
  if (meantHunk(review, at)?.id !== hunk) {
    if (review.focus.state.note === null) review.focus.say(notYet)
    return false
  }
  const { model } = review.state
  const entry = model?.find(hunk)
  const file = entry === null || entry === undefined ? undefined : model?.files[entry.file]
  if (model === null || entry === null || entry === undefined || file === undefined) return false
  review.dialogs.setState({ reasonFor: null })
  decideOne(review, hunk, 'reject', reason)
  const next = nextUndecided(model, entry.at)
  if (next !== null) review.focus.goTo(next)
  if (!agent) return true
  const loaded = cache.peek(model.changeset.number, file)
  const quotation = quotationOf(file.path, entry.hunk, loaded)
  void drafts.append(followUpDraft(review.session), `${quotation}\n\n${reason}\n`)
  return true
}
