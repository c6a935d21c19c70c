import { useEffect } from 'react'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { keyPlaceOf } from '#renderer/commands/listen.ts'
import type { Review } from './review-store.ts'

/** Lets Escape put away what was asked for beside the changes, one after the other, where nothing else needs it. */
export function usePutAway(review: Review): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (keyOf(event) !== 'Escape' || event.defaultPrevented) return
      const { scopes, typing } = keyPlaceOf(event.target)
      if (typing || !scopes.includes('review')) return
      if (review.dialogs.getState().previousOf !== null) review.dialogs.setState({ previousOf: null })
      else if (review.look.getState().filter !== '') review.look.setState({ filter: '' })
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [review])
}
