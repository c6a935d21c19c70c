import { createStore } from 'zustand/vanilla'
import { showDialog } from './view-store.ts'

/** What the dialog `fork` asks about. */
interface ForkQuestion {
  readonly session: string
  /** Where the fork begins; null for the end of the last turn. */
  readonly checkpoint: string | null
}

export const forkQuestion = createStore<{ readonly question: ForkQuestion | null }>(() => ({
  question: null,
}))

/** Asks how a second session should go on from a place in this one. */
export function askHowToFork(session: string, checkpoint: string | null): void {
  forkQuestion.setState({ question: { session, checkpoint } })
  showDialog('fork')
}
