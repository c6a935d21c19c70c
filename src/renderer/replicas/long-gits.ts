import { createStore } from 'zustand/vanilla'
import type { Disposable } from '#shared/base/disposable.ts'
import type { LongGit, LongGits } from '#shared/contract/workbench.ts'
import { followStream } from './follow.ts'
import type { Replica } from './replica.ts'

/** A git about which the person is asked. */
export interface ShownGit extends Pick<LongGit, 'id' | 'program' | 'purpose' | 'folder'> {
  /** When it began to work, in milliseconds of the page's clock: the workbench's may be another. */
  readonly began: number
}

/** The replica of the gits that have worked for long. */
export interface LongGitsReplica {
  /** The longest first, and how many more there are. */
  readonly store: Replica<{ readonly gits: readonly ShownGit[]; readonly more: number }>
  /** Keeps the replica true until the result is disposed. */
  readonly follow: () => Disposable
}

/** Makes a replica of the gits that have worked for long, which are none until the workbench tells of some. */
export function createLongGits(
  watch: (signal: AbortSignal) => Promise<AsyncIterable<LongGits>>,
): LongGitsReplica {
  const store = createStore<{ readonly gits: readonly ShownGit[]; readonly more: number }>(() => ({
    gits: [],
    more: 0,
  }))
  return {
    store,
    follow: () =>
      followStream(watch, ({ gits, more }) => {
        const now = Date.now()
        store.setState({ gits: gits.map(({ elapsed, ...git }) => ({ ...git, began: now - elapsed })), more })
        return true
      }),
  }
}
