import type { StoreApi } from 'zustand/vanilla'

/** A copy of state that the workbench holds: anyone may read and watch it, only its maker changes it. */
export type Replica<State> = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>
