import { useMemo } from 'react'
import { foldLimit } from '#renderer/editor/index.ts'
import type { ShownChange } from './hunk-view.ts'
import type { ReviewModel } from './review-model.ts'

/** What is said of an undecided hunk that is folded because only a part of the review is shown. */
export const outsideScopeWords = 'Outside the scope, undecided'

/** What decides which changes of a file are folded to one line. */
interface Folding {
  readonly model: ReviewModel
  /** The model's: it tells when decisions or the scope changed. */
  readonly version: number
  readonly changes: ReadonlyMap<string, ShownChange> | null
  /** The change in focus, which is open. */
  readonly focus: string | null
  readonly editing: boolean
  /** Hunks that the person opened again. */
  readonly opened: ReadonlySet<string>
  /** Changes of which less is shown than their lines, though nobody decided them. */
  readonly quiet: ReadonlySet<string>
  readonly facts: ReadonlyMap<string, string>
}

/** Why a change is folded although nobody decided it; null where only a decision folds it. */
export function foldFact(
  { model, facts, quiet }: Pick<Folding, 'model' | 'facts' | 'quiet'>,
  change: ShownChange,
): string | null {
  const { id } = change.line
  if (isOutside(model, change)) return outsideScopeWords
  return facts.get(id) ?? (quiet.has(id) ? 'White space only' : null)
}

function isOutside(model: ReviewModel, { hunks }: ShownChange): boolean {
  return hunks.length > 0 && hunks.every(({ id }) => model.find(id) !== null && !model.shows(id))
}

/** The changes whose lines are not shown; the same ones keep their list, so that the diff is not laid out anew. */
export function useFolded(folding: Folding): readonly string[] {
  const { model, version, changes, focus, editing, opened, quiet, facts } = folding
  const now = useMemo(() => {
    if (changes === null || editing || changes.size > foldLimit) return []
    const ids: string[] = []
    for (const [id, change] of changes) {
      if (id === focus || opened.has(id)) continue
      const decided =
        change.hunks.every((one) => model.verdictOf(one.id) !== null) &&
        (change.edit !== null || change.hunks.length > 0)
      if (decided || foldFact({ model, facts, quiet }, change) !== null) ids.push(id)
    }
    return ids
    // The version tells when verdicts changed.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [changes, focus, opened, editing, version, model, quiet, facts])
  const key = now.join(' ')
  // The key stands for the list.
  // oxlint-disable-next-line react/exhaustive-deps
  return useMemo(() => now, [key])
}
