import { createStore } from 'zustand/vanilla'
import type { DiskUse } from '#shared/contract/workbench.ts'
import type { Replica } from './replica.ts'

interface DiskUseState {
  /** null until it was counted once. */
  readonly use: DiskUse | null
  /** When it was counted, in milliseconds of the clock. */
  readonly at: number
  readonly counting: boolean
}

/** What the data folder takes on the disk. It is counted file by file, so never while something is drawn. */
export interface DiskUseReplica {
  readonly store: Replica<DiskUseState>
  /**
   * Counts it, unless that is going on already, or another window had it counted at most `age` milliseconds ago. A count
   * that fails leaves the figures of the last one.
   */
  readonly count: (age?: number) => Promise<void>
}

/** All that is counted, in bytes. */
export function wholeUse(use: DiskUse): number {
  return use.database + use.worktrees + use.outputs + use.pictures + use.trash
}

/** Makes a replica of what `ask` counts. */
export function createDiskUse(ask: (age: number | undefined) => Promise<DiskUse>): DiskUseReplica {
  const store = createStore<DiskUseState>(() => ({ use: null, at: 0, counting: false }))
  return {
    store,
    async count(age) {
      if (store.getState().counting) return
      store.setState({ counting: true })
      try {
        store.setState({ use: await ask(age), at: Date.now() })
      } catch {
        // The connection was lost: the figures of the last count are still what they were.
      } finally {
        store.setState({ counting: false })
      }
    },
  }
}
