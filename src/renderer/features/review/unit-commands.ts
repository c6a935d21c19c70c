import { memo } from 'react'
import { announce } from '#renderer/ui/announcer.tsx'
import { useCommand } from '#renderer/commands/use-command.ts'
import { decideBy, decideByStore } from '#renderer/view/decide-by.ts'
import { useReviewReasons } from './review-reasons.ts'
import type { Review } from './review-store.ts'
import { decideOnScreen, decideToHere } from './runs.ts'

/** Answers the commands that decide several hunks by one key; a part of its own that draws nothing. */
export const UnitCommands = memo(function UnitCommands({ review }: { readonly review: Review }): null {
  const { empty, writing, reading, unseen, decided } = useReviewReasons(review)
  const many = { disabledReason: empty ?? writing ?? reading ?? unseen ?? decided }
  useCommand('review.acceptOnScreen', ({ at }) => decideOnScreen(review, 'accept', at), many)
  useCommand('review.rejectOnScreen', ({ at }) => decideOnScreen(review, 'reject', at), many)
  useCommand('review.acceptToHere', ({ at }) => decideToHere(review, 'accept', at), many)
  useCommand('review.rejectToHere', ({ at }) => decideToHere(review, 'reject', at), many)
  useCommand('review.toggleUnits', () => {
    const by = decideByStore.getState().by === 'unit' ? 'hunk' : 'unit'
    decideBy(by)
    announce(by === 'unit' ? 'Keys decide units.' : 'Keys decide hunk by hunk.')
  })
  return null
})
