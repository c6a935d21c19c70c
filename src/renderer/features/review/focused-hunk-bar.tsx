import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useSession } from '#renderer/replicas/context.ts'
import type { DecidedHunk } from '#shared/domain/review/decided.ts'
import { lostEditOf } from './focused-hunk.ts'
import { freshWord, isFresh } from './fresh-hunks.ts'
import { HunkBar, type HunkBarActions } from './hunk-bar.tsx'
import { togetherWords } from './hunk-overlay.tsx'
import { stateOf } from './hunk-view.ts'
import { noPins, pinsOfHunks } from './proposed.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import type { UnitLook } from './unit-look.tsx'
import { useDialogs, useReviewState } from './use-review.ts'
import { useUndefinedNames } from './use-undefined-names.ts'

/** The line below the changes on the hunk in focus: what it is, and what can be done to it. */
export function FocusedHunkBar({
  review,
  model,
  hunk,
  unit,
  drafted,
  actions,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly hunk: DecidedHunk
  readonly unit: Pick<UnitLook, 'words' | 'on' | 'conflict'>
  /** An edit of it was typed and not saved. */
  readonly drafted: boolean
  readonly actions: HunkBarActions
}): ReactNode {
  const { older, fresh } = useReviewState(review, 'version', 'older', 'fresh')
  const { editing } = useDialogs(review, 'editing')
  const isSeen = useStore(review.seen.store, ({ seen }) => seen.has(hunk.id))
  const pins = useStore(review.proposed, ({ proposed }) => pinsOfHunks(proposed)).get(hunk.id) ?? noPins
  const isDiscarded = useSession(review.session)?.discardedAt != null
  const file = model.files[model.find(hunk.id)?.file ?? -1]
  const { client, reason } = model.effectOf(hunk.id)
  const leavesUndefined = useUndefinedNames(review, model, hunk)
  return (
    <HunkBar
      hunk={hunk}
      edit={hunk.editedBy}
      state={stateOf(model, hunk)}
      client={client}
      reason={reason}
      readOnly={older || isDiscarded}
      editing={editing}
      drafted={drafted}
      fresh={!older && isFresh(model, fresh, hunk.id) ? freshWord(model.changeset.number) : null}
      seen={isSeen}
      comparable={review.seenBefore !== null}
      lostEdit={file !== undefined && lostEditOf(file, hunk) !== null}
      together={togetherOf(model, hunk)}
      unit={unit.words}
      byUnit={unit.on}
      conflict={unit.conflict}
      leavesUndefined={leavesUndefined}
      past={model.pastOf(hunk)}
      pins={pins}
      actions={actions}
    />
  )
}

/** What else is decided with a hunk, in words; null where that is nothing. */
export function togetherOf(model: ReviewModel, hunk: DecidedHunk | undefined): string | null {
  if (hunk === undefined || hunk.group === null) return null
  const others = model.groupOf(hunk).filter((other) => other !== hunk.id)
  return togetherWords(others.map((other) => model.files[model.find(other)?.file ?? 0]?.path ?? ''))
}
