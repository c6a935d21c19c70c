import type { AgentKind } from './agent-choice.ts'

/** What was found of an agent on this machine, or when it was tried. */
export interface AgentCheck {
  readonly kind: AgentKind
  readonly label: string
  /** `warning`: it is not there, or does not work as it is. */
  readonly state: 'ok' | 'warning'
  /** Sentences: what was found, or what to do. */
  readonly note: string
  /** Whether it can be given a small task to see how that goes. */
  readonly canTry: boolean
}
