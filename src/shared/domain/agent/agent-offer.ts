import type { AgentChoice } from './agent-choice.ts'

/** An agent that can be chosen, with one sentence on it. */
export interface AgentOffer {
  readonly choice: AgentChoice
  readonly label: string
  readonly available: boolean
  /** Where it was found, or what is missing and how to get it. */
  readonly note: string
}
