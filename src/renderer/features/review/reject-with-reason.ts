import { quotationOf } from '#renderer/actions/follow-ups.ts'
import { followUpDraft, type Drafts } from '#renderer/replicas/drafts.ts'
import { decideOne } from './decisions.ts'
import { nextUndecided } from './navigation.ts'
import type { Review } from './review-store.ts'
import type { TextCache } from './text-cache.ts'

/** Rejects the hunk and keeps its lines with the reason for the follow-up to the agent. */
export async function rejectBecause(
  review: Review,
  cache: TextCache,
  drafts: Drafts,
  hunk: string,
  reason: string,
): Promise<void> {
  const { model } = review.state
  const entry = model?.find(hunk)
  const file = entry === null || entry === undefined ? undefined : model?.files[entry.file]
  if (model === null || entry === null || entry === undefined || file === undefined) return
  review.dialogs.setState({ reasonFor: null })
  decideOne(review, hunk, 'reject', reason)
  const next = nextUndecided(model, entry.at)
  if (next !== null) review.focus.goTo(next)
  const loaded = cache.peek(model.changeset.number, file)
  const quotation = quotationOf(file.path, entry.hunk, loaded)
  await drafts.append(followUpDraft(review.session), `${quotation}\n\n${reason}\n`)
}
