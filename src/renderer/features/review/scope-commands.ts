import { memo } from 'react'
import { useStore } from 'zustand'
import { useCommand } from '#renderer/commands/use-command.ts'
import { useReviewReasons } from './review-reasons.ts'
import type { Review } from './review-store.ts'

/** Answers the commands that choose what of the review is shown; a part of its own that draws nothing. */
export const ScopeCommands = memo(function ScopeCommands({ review }: { readonly review: Review }): null {
  const isOlder = useStore(review.store, ({ older }) => older)
  const { empty, writing } = useReviewReasons(review)
  const can = {
    disabledReason: empty ?? writing ?? (isOlder ? 'An older revision is shown as a whole.' : null),
  }
  const { scope } = review
  useCommand(
    'review.toggleSinceLook',
    () => (scope.scope === null ? scope.showSinceLook() : scope.showEverything()),
    can,
  )
  useCommand('review.chooseScope', () => review.dialogs.setState({ choosingScope: true }), can)
  return null
})
