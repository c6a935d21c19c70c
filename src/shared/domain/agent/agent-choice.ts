/** Names an agent. Which there are, the registry of agents knows; `existing` stands for changes that no agent made. */
export type AgentKind = string

/** Which agent runs, and with what; an option that is absent is the agent's own default. */
export interface AgentChoice extends AgentOptions {
  readonly kind: AgentKind
  /** What people see; made from the kind when absent. */
  readonly label?: string | undefined
}

/** What can be chosen for an agent. Each agent takes some of them. */
export interface AgentOptions {
  /** The line the shell runs. */
  readonly command?: string | undefined
  /** The line for follow-up turns; the first one again when absent. */
  readonly followUpCommand?: string | undefined
  /** The model's name. */
  readonly model?: string | undefined
  /** How much the model thinks. */
  readonly effort?: string | undefined
  /** What it may do without asking, or whether it plans first. */
  readonly mode?: string | undefined
  /** A named set of the agent's own settings. */
  readonly profile?: string | undefined
}

export type AgentOptionName = keyof AgentOptions

export const agentOptionNames: readonly AgentOptionName[] = [
  'command',
  'followUpCommand',
  'model',
  'effort',
  'mode',
  'profile',
]
