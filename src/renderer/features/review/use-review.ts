import { useCallback, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { StoreApi } from 'zustand/vanilla'
import type { ReviewDialogs } from './review-dialogs.ts'
import type { ReviewLook } from './review-look.ts'
import type { FocusState } from './review-focus.ts'
import type { Review, ReviewState } from './review-store.ts'

/**
 * These parts of a store. The component renders again when one of them changes, not at each change of the store: every
 * key changes something there.
 */
function useParts<State extends object, Key extends keyof State>(
  store: StoreApi<State>,
  keys: readonly Key[],
): Pick<State, Key> {
  return useStore(
    store,
    // Each key of `keys` is set.
    useShallow((state) => Object.fromEntries(keys.map((key) => [key, state[key]])) as Pick<State, Key>),
  )
}

/** Parts of the replica. Whoever reads decisions from the model needs its `version`. */
export function useReviewState<Key extends keyof ReviewState>(
  review: Review,
  ...keys: readonly Key[]
): Pick<ReviewState, Key> {
  return useParts(review.store, keys)
}

/** Parts of what the person looks at. */
export function useFocus<Key extends keyof FocusState>(
  review: Review,
  ...keys: readonly Key[]
): Pick<FocusState, Key> {
  return useParts(review.focus.store, keys)
}

/** Parts of how the person looks at it. */
export function useLook<Key extends keyof ReviewLook>(
  review: Review,
  ...keys: readonly Key[]
): Pick<ReviewLook, Key> {
  return useParts(review.look, keys)
}

/** Parts of what is asked of the person. */
export function useDialogs<Key extends keyof ReviewDialogs>(
  review: Review,
  ...keys: readonly Key[]
): Pick<ReviewDialogs, Key> {
  return useParts(review.dialogs, keys)
}

/** What follows from the replica and the place together; `select` gives a plain value. */
export function useShown<Value extends string | number | boolean | null>(
  review: Review,
  select: (review: Review) => Value,
): Value {
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = [review.store.subscribe(listener), review.focus.store.subscribe(listener)]
      return () => {
        for (const end of ends) end()
      }
    },
    [review],
  )
  return useSyncExternalStore(subscribe, () => select(review))
}
