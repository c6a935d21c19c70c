import { createStore } from 'zustand/vanilla'
import { browserStorage, readStored, writeStored } from '#renderer/client/stored.ts'

/** How the files of a review are read: one at a time, or all of them on one surface. */
export type ReadingMode = 'file' | 'continuous'

const storageName = 'winnow.readingMode'

/** How the person reads, in this browser; a reload keeps it. */
export const readingModeStore = createStore<{ readonly mode: ReadingMode }>(() => ({
  mode: readStored(browserStorage, storageName) === 'continuous' ? 'continuous' : 'file',
}))

/** Has files read so from now on. */
export function readBy(mode: ReadingMode): void {
  readingModeStore.setState({ mode })
  writeStored(browserStorage, storageName, mode)
}
