import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Review, ReviewState } from './review-store.ts'

/**
 * These parts of the review's state. The component renders again when one of them changes, not at each change of the
 * state: every key changes something there. Whoever reads decisions from the model needs its `version`.
 */
export function useReviewState<Key extends keyof ReviewState>(
  review: Review,
  ...keys: readonly Key[]
): Pick<ReviewState, Key> {
  return useStore(
    review.store,
    // Each key of `keys` is set.
    useShallow((state) => Object.fromEntries(keys.map((key) => [key, state[key]])) as Pick<ReviewState, Key>),
  )
}
