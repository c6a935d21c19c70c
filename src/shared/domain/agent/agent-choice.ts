export type AgentKind = 'openai' | 'command' | 'existing' | 'demo'

/** Which agent runs, and with what. */
export interface AgentChoice {
  readonly kind: AgentKind
  /** For `command`: the line the shell runs. */
  readonly command?: string | undefined
  /** For `command`: the line for follow-up turns; the first one again when absent. */
  readonly followUpCommand?: string | undefined
  /** For `openai`: the model's name; the configured one when absent. */
  readonly model?: string | undefined
  /** What people see; made from the kind when absent. */
  readonly label?: string | undefined
}
