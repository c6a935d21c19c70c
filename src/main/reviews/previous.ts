import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { toDisplayText } from '#shared/diff/display-text.ts'
import { replacementOf } from '#shared/diff/splice.ts'
import type { ChangesetCache } from './changeset-cache.ts'
import { gitFailed, noFile } from './failures.ts'
import { hasLines, readLines } from './review-texts.ts'
import type { LoadedReview, SessionReview } from './session-review.ts'
import type { ReviewView } from './view.ts'

/** The new text of a hunk when it, or the one it supersedes, was decided, and its new text now. */
export async function previous(
  review: SessionReview,
  cache: ChangesetCache,
  id: string,
): Promise<Result<{ readonly then: string; readonly now: string }, ChangesetFailure>> {
  const loaded = await review.exclusively(() => review.load())
  if (!loaded.ok) return loaded
  const { view, subject } = loaded.value
  const found = view.indexes.get(id)
  const file = found && view.files[found.file]
  const hunk = file?.hunks.find((one) => one.id === id)
  const record = review.ledger.record(hunk?.supersedes?.hunk ?? id)
  if (!file || !hunk || !record) return noFile('Nothing is known of an earlier text of this hunk.')
  const revision = subject.revisions.find((one) => one.number === record.revision)
  if (!revision) return noFile('The revision that was decided is gone.')
  const former = await cache.get(subject.objects, record.base, revision.tree)
  if (!former.ok) return gitFailed(former.error)
  const then = await textOf(subject.objects, former.value.files, record.hunk)
  if (!then.ok) return then
  const now = await textOf(subject.objects, view.diffs, id)
  // oxlint-disable-next-line unicorn/no-thenable -- a text, as the contract names it; never called
  return now.ok ? ok({ then: then.value, now: now.value }) : now
}

async function textOf(
  objects: LoadedReview['subject']['objects'],
  files: readonly ReviewView['diffs'][number][],
  id: string,
): Promise<Result<string, ChangesetFailure>> {
  const file = files.find((one) => one.hunks.some((hunk) => hunk.id === id))
  const hunk = file?.hunks.find((one) => one.id === id)
  if (!file || hunk?.kind !== 'text' || !hasLines(file)) return ok('')
  const lines = await readLines(objects, file)
  if (!lines.ok) return gitFailed(lines.error)
  return ok(toDisplayText(replacementOf(lines.value.revision, hunk).bytes).text)
}
