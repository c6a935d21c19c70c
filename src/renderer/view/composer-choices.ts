import { createStore } from 'zustand/vanilla'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'

interface ComposerChoices {
  /** null: the one used last, or the first that is there. */
  readonly agent: AgentChoice | null
  /** The repository for which the command line of `agent` was written in this window; null where it was not. */
  readonly commandFor: string | null
  /** What the tasks start from in one repository, by its full name where it was chosen; HEAD in any other, and when null. */
  readonly base: { readonly repository: string; readonly name: string } | null
  readonly attempts: number
}

/** What is chosen for the next tasks in this window. */
export const composerChoices = createStore<ComposerChoices>(() => ({
  agent: null,
  commandFor: null,
  base: null,
  attempts: 1,
}))
