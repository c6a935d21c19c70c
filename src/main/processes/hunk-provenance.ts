import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { writersOf, type HunkProvenance, type ToldEdit } from '#shared/domain/review/hunk-provenance.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import type { Reviews } from '../reviews/reviews.ts'
import type { Sessions } from '../sessions/sessions.ts'

/** Characters of the person's words that are told. */
const mostWords = 2000

/**
 * Where a hunk of the newest revision is from: by content, from what the agent told of its edits. What nobody told is said
 * to be so; the turn is known by the revision all the same.
 */
export async function hunkProvenance(
  { reviews, sessions }: { readonly reviews: Reviews; readonly sessions: Sessions },
  session: string,
  hunk: string,
): Promise<Result<HunkProvenance, ChangesetFailure>> {
  const found = await reviews.linesOf(session, hunk)
  if (!found.ok) return found
  const { paths, revision, own } = found.value
  const edits: ToldEdit[] = []
  const words: { readonly turn: number; readonly text: string }[] = []
  let turn: number | null = null
  for (const item of sessions.newestItems(session)) {
    if (item.kind === 'edit' && item.diff !== null && isOf(item, paths))
      edits.push({ item: item.id, turn: item.turn, text: item.text, diff: item.diff })
    else if (item.kind === 'revision' && revision !== null && item.id === `t${item.turn}-r${revision}`)
      turn = item.turn
    else if (item.kind === 'prompt') words.push({ turn: item.turn, text: item.text.slice(0, mostWords) })
  }
  const writers = writersOf(found.value, edits, paths)
  const named = new Set([...writers.steps.map((step) => step.turn), ...(turn === null ? [] : [turn])])
  const prompts = words.filter((one) => named.has(one.turn)).toReversed()
  return ok({ revision, turn: turn === 0 ? null : turn, prompts, ...writers, own })
}

/** An edit that failed may have written a part all the same. */
function isOf(item: Extract<TimelineItem, { readonly kind: 'edit' }>, paths: readonly string[]): boolean {
  return item.state !== 'declined' && item.paths.some((path) => paths.includes(path))
}
