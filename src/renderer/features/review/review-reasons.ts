import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { useSession } from '#renderer/replicas/context.ts'
import type { Review } from './review-store.ts'
import { useDialogs, useLook } from './use-review.ts'

/** Why commands of the review can't do anything now, each as a sentence; null where that holds them back from nothing. */
export interface ReviewReasons {
  /** Nothing is on screen, or nothing is in it. */
  readonly empty: string | null
  /** The file is being written. */
  readonly writing: string | null
  /** What is on screen can be read, not decided. */
  readonly reading: string | null
  /** There is no code on screen. */
  readonly unseen: string | null
  /** Nothing is left to decide of what is shown. */
  readonly decided: string | null
}

/** The reasons as they are now; who asks is told of others. */
export function useReviewReasons(review: Review): ReviewReasons {
  const shown = useStore(
    review.store,
    useShallow((state) => ({
      isThere: state.model !== null,
      isEmpty: state.model?.hunks.length === 0,
      isDecided: state.model !== null && state.model.shownTotal.undecided === 0,
      isPart: state.model?.isPart === true,
      isOlder: state.older,
    })),
  )
  const { overview } = useLook(review, 'overview')
  const { editing } = useDialogs(review, 'editing')
  const isDiscarded = useSession(review.session)?.discardedAt != null
  return {
    empty: !shown.isThere
      ? 'The changes are not on screen yet.'
      : shown.isEmpty
        ? 'There is nothing to review.'
        : null,
    writing: editing ? 'You are editing this file. Save or drop the edit first.' : null,
    reading: isDiscarded
      ? 'The session is discarded, so nothing in it is decided. Restore it first.'
      : shown.isOlder
        ? 'An older revision can be read, not decided.'
        : null,
    unseen: overview ? 'The overview shows no code. Enter opens the hunk.' : null,
    decided: !shown.isDecided
      ? null
      : shown.isPart
        ? 'Everything in this scope is decided.'
        : 'Everything is decided.',
  }
}
