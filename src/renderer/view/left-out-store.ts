import { createStore } from 'zustand/vanilla'
import type { SessionSummary } from '#shared/domain/session/summary.ts'

/** An act on a session that waits for the person's word on what its last snapshot does not hold. */
export interface LeftOutQuestion {
  readonly session: SessionSummary
  readonly act: 'discard' | 'restart'
  readonly message: string
  /** All of what would be deleted. */
  readonly paths: readonly string[]
}

/** The question of the dialog `leftOut`. */
export const leftOutStore = createStore<{ readonly question: LeftOutQuestion | null }>(() => ({
  question: null,
}))
