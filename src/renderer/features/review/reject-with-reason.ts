import { quoteHunk } from '#shared/domain/session/quote.ts'
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
  const range = loaded?.lines.find((line) => line.hunk === hunk) ?? entry.hunk
  const quotation = quoteHunk(
    file.path,
    loaded?.before?.text ?? null,
    loaded?.after?.text ?? null,
    range,
    entry.hunk.kind,
  )
  await drafts.append(followUpDraft(review.session), `${quotation}\n\n${reason}\n`)
}
