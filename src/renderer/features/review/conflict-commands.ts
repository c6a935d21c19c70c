import { memo } from 'react'
import { useStore } from 'zustand'
import { useCommand } from '#renderer/commands/use-command.ts'
import { forgetField } from '#renderer/commands/opened-field.ts'
import { focusedOf } from './focused-hunk.ts'
import { showBeside } from './review-dialogs.ts'
import { useReviewReasons } from './review-reasons.ts'
import type { Review } from './review-store.ts'
import { useShown } from './use-review.ts'

/** Answers the command that shows both sides of a conflict; a part of its own that draws nothing. */
export const ConflictCommands = memo(function ConflictCommands({
  review,
}: {
  readonly review: Review
}): null {
  const { empty, writing, reading, unseen } = useReviewReasons(review)
  const focused = useShown(review, (shown) => focusedOf(shown)?.id ?? '')
  const kind = useStore(review.units.store, ({ units }) => units.get(focused)?.kind ?? null)
  const isText = useShown(review, (shown) => focusedOf(shown)?.kind === 'text')
  const none =
    kind !== 'conflict'
      ? 'The hunk in focus is in no conflict.'
      : isText
        ? null
        : 'There are no lines of it: accept takes the session’s side, reject the target’s.'
  useCommand(
    'review.takeSide',
    () => {
      const hunk = focusedOf(review)
      const { conflictOf } = review.dialogs.getState()
      if (hunk === undefined || conflictOf !== null) forgetField('review.takeSide')
      showBeside(review.dialogs, { conflictOf: conflictOf === null ? (hunk?.id ?? null) : null })
    },
    { disabledReason: empty ?? writing ?? reading ?? unseen ?? none },
  )
  return null
})
