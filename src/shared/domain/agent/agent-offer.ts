import type { AgentChoice, AgentOptionName } from './agent-choice.ts'
import type { AgentCapability } from './capabilities.ts'

/** An agent that can be chosen, with one sentence on it. */
export interface AgentOffer {
  readonly choice: AgentChoice
  readonly label: string
  readonly icon: AgentIcon
  readonly available: boolean
  /** Where it was found, or what is missing and how to get it. */
  readonly note: string
  readonly capabilities: readonly AgentCapability[]
  readonly options: readonly AgentOption[]
}

/** How an agent is drawn: a model of the workbench's own harness, another program, a command line, a script. */
export type AgentIcon = 'model' | 'program' | 'terminal' | 'script'

/** Something to choose for an agent. */
export interface AgentOption {
  readonly name: AgentOptionName
  readonly label: string
  readonly description: string
  /** What it can be; empty where it is any text. */
  readonly values: readonly string[]
}
