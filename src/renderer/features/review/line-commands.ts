import { memo } from 'react'
import { useStore } from 'zustand'
import { forgetField } from '#renderer/commands/opened-field.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { useSession } from '#renderer/replicas/context.ts'
import { focusedOf } from './focused-hunk.ts'
import { showBeside } from './review-dialogs.ts'
import type { Review } from './review-store.ts'
import { useDialogs, useLook, useShown } from './use-review.ts'

/** Answers the command that has lines of the hunk in focus chosen; a part of its own that draws nothing. */
export const LineCommands = memo(function LineCommands({ review }: { readonly review: Review }): null {
  const older = useStore(review.store, (state) => state.older)
  const { overview } = useLook(review, 'overview')
  const { editing } = useDialogs(review, 'editing')
  const kind = useShown(review, kindOfFocused)
  const isDiscarded = useSession(review.session)?.discardedAt != null
  const reasons: readonly (readonly [boolean, string])[] = [
    [kind === null, 'No hunk is in focus.'],
    [editing, 'You are editing this file. Save or drop the edit first.'],
    [isDiscarded, 'The session is discarded, so nothing in it is decided. Restore it first.'],
    [older, 'An older revision can be read, not decided.'],
    [overview, 'The overview shows no code. Enter opens the hunk.'],
    [kind === 'edited', 'Your edit stands in its place. Edit it again, or take it back first.'],
    [kind === 'whole', 'It is decided as a whole: there are no lines to choose from.'],
  ]
  useCommand(
    'review.chooseLines',
    () => {
      const hunk = focusedOf(review)
      const { linesOf } = review.dialogs.getState()
      if (hunk === undefined || linesOf !== null) forgetField('review.chooseLines')
      showBeside(review.dialogs, { linesOf: linesOf === null ? (hunk?.id ?? null) : null })
    },
    { disabledReason: reasons.find(([holds]) => holds)?.[1] ?? null },
  )
  return null
})

function kindOfFocused(review: Review): 'lines' | 'edited' | 'whole' | null {
  const hunk = focusedOf(review)
  if (hunk === undefined) return null
  return hunk.kind !== 'text' ? 'whole' : hunk.editedBy !== null ? 'edited' : 'lines'
}
