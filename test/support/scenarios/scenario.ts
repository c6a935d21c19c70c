import type { AgentFailureKind } from '#main/agents/adapter.ts'
import type { ServerApi } from '#main/agents/openai/server-memory.ts'
import type { FakeResponsesOptions } from '../fake-responses.ts'
import type { ScriptStep } from '../fake-responses-script.ts'

/** A whole turn of an agent against the fake model's server, and what must come of it. */
export interface Scenario {
  readonly name: string
  /** What the model and its server do; see `fake-responses-script.ts`. */
  readonly steps: readonly ScriptStep[]
  readonly server?: FakeResponsesOptions
  /** The only API on which it means something; on both when absent. */
  readonly api?: ServerApi
  /** Files that are in the worktree before. */
  readonly before?: Readonly<Record<string, string>>
  readonly limits?: Partial<Record<'window' | 'rounds' | 'minutes' | 'thousandTokens', number>>
  /** Milliseconds without an event after which a stream is given up. */
  readonly idle?: number
  /** What the person says to a question; nobody answers where it is absent. */
  readonly says?: string
  /** How the turn ends; completed when absent. */
  readonly ends?: AgentFailureKind
  /** What its failure says. */
  readonly why?: RegExp
  /** How many requests the server gets by the API that it has. */
  readonly requests?: number
  /** What the tools gave the model, in order: all that the last request has. */
  readonly given?: readonly (string | RegExp)[]
  /** The kinds and states of all items. */
  readonly shown?: readonly string[]
  /** Files that are in the worktree afterwards; null: it is not there. */
  readonly after?: Readonly<Record<string, string | null>>
}

/** A patch of one file. */
export function patchOf(...lines: readonly string[]): string {
  return ['*** Begin Patch', ...lines, '*** End Patch'].join('\n')
}
