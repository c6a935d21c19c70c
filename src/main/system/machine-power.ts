import type { Disposable } from '#shared/base/disposable.ts'

/** What a host can do with the power of its machine. */
export interface MachinePower {
  /** Keeps the machine from going to sleep by itself, or lets it. */
  keepAwake(wanted: boolean): void
  /** Calls `listener` each time when the machine went on after a sleep. */
  onResume(listener: () => void): Disposable
}
