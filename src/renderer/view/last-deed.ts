import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** Something that the person did to a whole session, which the key that undoes takes back for as long as it is the last. */
interface Deed {
  /** What was done, as "undoes: …" is followed by it. */
  readonly words: string
  readonly undo: () => void
}

const store = createStore<{ readonly deed: Deed | null }>(() => ({ deed: null }))

/** Remembers what was done last. */
export function rememberDeed(deed: Deed): void {
  store.setState({ deed })
}

/** Something else was done since: undo is about that. */
export function forgetDeed(): void {
  if (store.getState().deed !== null) store.setState({ deed: null })
}

/** Takes back what was done last. Returns whether there was something. */
export function undoDeed(): boolean {
  const { deed } = store.getState()
  if (deed === null) return false
  forgetDeed()
  deed.undo()
  return true
}

/** What was done last to a whole session; null when something else was done since. */
export function useLastDeed(): Deed | null {
  return useStore(store, (state) => state.deed)
}
