import { memo } from 'react'
import { useStore } from 'zustand'
import { announce } from '#renderer/ui/announcer.tsx'
import { useCommand } from '#renderer/commands/use-command.ts'
import { pinsOfHunks, stepPin } from './proposed.ts'
import { showBeside } from './review-dialogs.ts'
import type { Review } from './review-store.ts'

/** Answers the commands of what the agent proposes for the reading; a part of its own that draws nothing. */
export const ProposedCommands = memo(function ProposedCommands({
  review,
}: {
  readonly review: Review
}): null {
  const proposed = useStore(review.proposed, (state) => state.proposed)
  const editing = useStore(review.dialogs, (state) => state.editing)
  const writing = editing ? 'You are editing this file. Save or drop the edit first.' : null
  const none = proposed === null ? 'The agent proposed nothing for the reading.' : null
  const unpinned =
    proposed?.pins.some(({ hunk }) => hunk !== null) === true ? null : 'No hunk has a pin of the agent.'
  const go = (by: 1 | -1): void => {
    const { model } = review.state
    if (model === null) return
    const next = stepPin(model, proposed, review.focus.state.at ?? -1, by)
    const hunk = next === null ? undefined : model.hunks[next]?.hunk
    if (next === null || hunk === undefined) return announce('No more of them.')
    review.look.setState({ overview: false })
    review.focus.goTo(next)
    announce((pinsOfHunks(proposed).get(hunk.id) ?? []).join('. '))
  }
  useCommand('review.nextPin', () => go(1), { disabledReason: writing ?? unpinned })
  useCommand('review.previousPin', () => go(-1), { disabledReason: writing ?? unpinned })
  useCommand(
    'review.showProposed',
    () => {
      const { proposedShown } = review.dialogs.getState()
      showBeside(review.dialogs, { proposedShown: !proposedShown })
    },
    { disabledReason: none },
  )
  return null
})
