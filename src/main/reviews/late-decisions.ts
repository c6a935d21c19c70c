import { ok, type Result } from '#shared/base/result.ts'
import type { AbsentFact, DecidedFact, RecutFact } from '#shared/domain/review/entries/index.ts'
import type { Objects } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'
import { recutPairs } from './new-revision.ts'
import type { ReviewView } from './view.ts'

/** That rejected hunks are not in the newest revision: should they come back, they stay rejected. */
export function absentEntry(newest: ReviewView, { decisions }: DecidedFact): AbsentFact {
  const gone = decisions.filter(({ hunk, verdict }) => verdict === 'reject' && !newest.indexes.has(hunk))
  return { type: 'absent', revision: newest.number, hunks: gone.map(({ hunk }) => hunk) }
}

/** Which hunks of the newest revision do what these decided ones did, cut in another way. Asks no ledger. */
export async function recutEntry(
  objects: Objects,
  shown: ReviewView,
  newest: ReviewView,
  { decisions }: DecidedFact,
): Promise<Result<RecutFact, GitFailure>> {
  const decided = decisions.filter(({ hunk, verdict }) => verdict !== null && !newest.indexes.has(hunk))
  const gone = new Set(decided.map(({ hunk }) => hunk))
  const pairs = await recutPairs(objects, shown.computed, newest.computed, (hunk) => gone.has(hunk))
  if (!pairs.ok) return pairs
  const concerned = pairs.value.filter(({ were }) => were.some((hunk) => gone.has(hunk)))
  return ok({ type: 'recut', revision: newest.number, pairs: concerned })
}
