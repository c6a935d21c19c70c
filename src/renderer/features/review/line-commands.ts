import { memo } from 'react'
import { forgetField } from '#renderer/commands/opened-field.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { focusedOf } from './focused-hunk.ts'
import { showBeside } from './review-dialogs.ts'
import { useReviewReasons } from './review-reasons.ts'
import type { Review } from './review-store.ts'
import { useShown } from './use-review.ts'

/** Answers the command that has lines of the hunk in focus chosen; a part of its own that draws nothing. */
export const LineCommands = memo(function LineCommands({ review }: { readonly review: Review }): null {
  const { empty, writing, reading, unseen } = useReviewReasons(review)
  const kind = useShown(review, kindOfFocused)
  const none =
    kind === null
      ? 'No hunk is in focus.'
      : kind === 'edited'
        ? 'Your edit stands in its place. Edit it again, or take it back first.'
        : kind === 'whole'
          ? 'It is decided as a whole: there are no lines to choose from.'
          : null
  useCommand(
    'review.chooseLines',
    () => {
      const hunk = focusedOf(review)
      const { linesOf } = review.dialogs.getState()
      if (hunk === undefined || linesOf !== null) forgetField('review.chooseLines')
      showBeside(review.dialogs, { linesOf: linesOf === null ? (hunk?.id ?? null) : null })
    },
    { disabledReason: empty ?? writing ?? reading ?? unseen ?? none },
  )
  return null
})

function kindOfFocused(review: Review): 'lines' | 'edited' | 'whole' | null {
  const hunk = focusedOf(review)
  if (hunk === undefined) return null
  return hunk.kind !== 'text' ? 'whole' : hunk.editedBy !== null ? 'edited' : 'lines'
}
