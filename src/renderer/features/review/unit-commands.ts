import { memo } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { announce } from '#renderer/ui/announcer.tsx'
import { useCommand } from '#renderer/commands/use-command.ts'
import { useSession } from '#renderer/replicas/context.ts'
import { decideBy, decideByStore } from '#renderer/view/decide-by.ts'
import type { Review } from './review-store.ts'
import { decideOnScreen, decideToHere } from './runs.ts'
import { useDialogs, useLook } from './use-review.ts'

/** Answers the commands that decide several hunks by one key; a part of its own that draws nothing. */
export const UnitCommands = memo(function UnitCommands({ review }: { readonly review: Review }): null {
  const { shown, older, decided } = useStore(
    review.store,
    useShallow((state) => ({
      shown: state.model !== null && state.model.hunks.length > 0,
      older: state.older,
      decided: state.model !== null && state.model.total.undecided === 0,
    })),
  )
  const { overview } = useLook(review, 'overview')
  const { editing } = useDialogs(review, 'editing')
  const isDiscarded = useSession(review.session)?.discardedAt != null
  const reasons: readonly (readonly [boolean, string])[] = [
    [!shown, 'There is nothing to review.'],
    [editing, 'You are editing this file. Save or drop the edit first.'],
    [isDiscarded, 'The session is discarded, so nothing in it is decided. Restore it first.'],
    [older, 'An older revision can be read, not decided.'],
    [overview, 'The overview shows no code. Enter opens the hunk.'],
    [decided, 'Everything is decided.'],
  ]
  const many = { disabledReason: reasons.find(([holds]) => holds)?.[1] ?? null }
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
