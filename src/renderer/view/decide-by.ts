import { createStore } from 'zustand/vanilla'
import { browserStorage, readStored, writeStored } from '#renderer/client/stored.ts'

/** What a key that decides is about: the hunk in focus, or the unit that it is of. */
export type DecideBy = 'hunk' | 'unit'

const storageName = 'winnow.decideBy'

/** How the person decides, in this browser; a reload keeps it. */
export const decideByStore = createStore<{ readonly by: DecideBy }>(() => ({
  by: readStored(browserStorage, storageName) === 'unit' ? 'unit' : 'hunk',
}))

/** Has keys decide hunks or units from now on. */
export function decideBy(by: DecideBy): void {
  decideByStore.setState({ by })
  writeStored(browserStorage, storageName, by)
}
