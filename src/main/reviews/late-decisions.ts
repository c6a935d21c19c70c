import type { Verdict } from '#shared/domain/review/decided.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { labelDecisions } from '#shared/domain/review/label.ts'
import type { AbsentFact, DecidedFact, RecutFact } from '#shared/domain/review/entries/index.ts'
import type { EditDecision } from '#shared/domain/review/ledger-values.ts'
import type { Objects } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'
import { recutPairs } from './new-revision.ts'
import { placeOf, type ReviewView } from './view.ts'

type Verdicts = ReadonlyMap<string, Verdict | null>

/**
 * The entry of decisions that were made on a revision which is not the newest any more: they are about what was read
 * there. Null when one is about a hunk that this revision does not have, or that goes with one that it does not have.
 */
export function lateEntry(
  shown: ReviewView,
  newest: ReviewView,
  verdicts: Verdicts,
  edits: readonly EditDecision[],
  label: string | undefined,
): DecidedFact | null {
  const together = new Map<string, Verdict | null>()
  for (const [hunk, verdict] of verdicts) {
    for (const view of [shown, newest]) {
      const group = view.projection.groups.get(hunk)
      const members = group === undefined ? [hunk] : (view.projection.members.get(group) ?? [hunk])
      for (const id of members) together.set(id, verdict)
    }
  }
  const decided = [...together].flatMap(([hunk, verdict]) => {
    const found = shown.indexes.get(hunk)
    const file = found && shown.diffs[found.file]
    return found && file ? [{ hunk, verdict, path: file.path, place: placeOf(file, found.hunk) }] : []
  })
  if (decided.length < together.size) return null
  return {
    type: 'decided',
    base: shown.computed.base,
    revision: shown.number,
    label: label ?? labelDecisions(decided),
    decisions: decided.map(({ hunk, verdict, place }) => ({ hunk, verdict, place })),
    edits,
  }
}

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
