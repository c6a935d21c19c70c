import { memo, useEffect } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { announce } from '#renderer/ui/announcer.tsx'
import { useCommand } from '#renderer/commands/use-command.ts'
import { readBy, readingModeStore } from '#renderer/view/reading-mode.ts'
import type { Find } from '../find.ts'
import { useReviewReasons } from '../review-reasons.ts'
import type { Review } from '../review-store.ts'

/** Whether all files are on one surface now: what is asked for of one file alone is shown in its place, as long as it is. */
export function useReadsContinuously(review: Review, find: Find): boolean {
  const isChosen = useStore(readingModeStore, ({ mode }) => mode === 'continuous')
  const isWhole = useStore(
    review.look,
    ({ overview, alone, wholeFile, rendered }) => !overview && !alone && !wholeFile && !rendered,
  )
  const isAsked = useStore(
    review.dialogs,
    useShallow(
      (state) =>
        state.editing ||
        state.previousOf !== null ||
        state.provenanceOf !== null ||
        state.linesOf !== null ||
        state.conflictOf !== null ||
        state.proposedShown ||
        state.choosingEncoding,
    ),
  )
  const isSearched = useStore(find.store, ({ open }) => open)
  const isLine = useStore(review.focus.store, ({ line }) => line !== null)
  return isChosen && isWhole && !isAsked && !isSearched && !isLine
}

/** Answers the command that chooses how files are read, and ends what was shown alone; a part that draws nothing. */
export const ContinuousCommands = memo(function ContinuousCommands({
  review,
  isShown,
}: {
  readonly review: Review
  /** All files are on one surface now. */
  readonly isShown: boolean
}): null {
  const { empty, writing } = useReviewReasons(review)
  useCommand(
    'review.readContinuously',
    () => {
      const before = document.querySelector('[data-change][data-focused]')
      review.look.setState({ stoodAt: before?.getBoundingClientRect().top ?? null })
      readBy(isShown ? 'file' : 'continuous')
      review.look.setState({ alone: false, wholeFile: false, rendered: false, overview: false })
      review.focus.unpaintFile()
      announce(isShown ? 'One file at a time.' : 'All files on one surface.')
    },
    { disabledReason: empty ?? writing },
  )
  useEffect(
    () =>
      review.focus.store.subscribe(({ file }, before) => {
        if (file !== before.file && review.look.getState().alone) review.look.setState({ alone: false })
      }),
    [review],
  )
  return null
})
