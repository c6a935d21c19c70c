import type { AgentChoice } from '../agent/agent-choice.ts'

/** Settings of the person, kept in the database. Secrets are never here. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark'
  readonly parallelLimit: number
  readonly diffLayout: 'split' | 'unified'
  readonly wrap: boolean
  readonly codeFontSize: number
  readonly ligatures: boolean
  /** The shell that runs `command` agents and setup commands; empty: the person's $SHELL, else /bin/sh. */
  readonly shell: string
  /** Whether a turn runs in a process namespace of its own where there can be one, so that nothing of it goes on. */
  readonly endAllProcesses: boolean
  /** Whether the machine is kept from going to sleep by itself while a turn runs, where the host can do that. */
  readonly keepAwake: boolean
  /** Whose commands are kept from the files outside of their worktree, where that can be: those of agents, or all. */
  readonly sandbox: 'off' | 'agents' | 'all'
  /** What of the network is reached from the sandbox: what was allowed, and else asked about; or all that this machine reaches. */
  readonly network: 'asked' | 'open'
  /** Whether package registries are reached from the sandbox without a question. */
  readonly packageRegistries: boolean
  /** The command that opens an editor; `{file}` and `{line}` are filled in. Empty: found on PATH. */
  readonly editor: string
  /** The command that opens a terminal in `{folder}`. Empty: found on PATH. */
  readonly terminal: string
  readonly coAuthoredBy: boolean
  /** Whether figures of the person's own reading are kept, on this machine and for them alone. */
  readonly readingFigures: boolean
  readonly openaiBaseUrl: string
  readonly openaiModel: string
  /** Tokens of a request that fit the model; 0: as is known of its name. */
  readonly openaiWindow: number
  /** What one turn of the built-in agent may take; 0 is no limit. */
  readonly openaiMostRounds: number
  readonly openaiMostMinutes: number
  /** In thousands. */
  readonly openaiMostTokens: number
  readonly lastAgent?: AgentChoice | undefined
}
