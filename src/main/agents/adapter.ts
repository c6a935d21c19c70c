import type { Failure } from '#shared/base/failure.ts'
import type { AgentChoice, AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import type { TurnOutcome } from '#shared/domain/session/turn.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { Containment, TurnSandbox } from './containment.ts'

/**
 * What the workbench asks of an agent, whatever it is: one turn in one worktree. An adapter knows its SDK or
 * protocol and nothing of sessions, stores or git; what it does becomes timeline items through `TurnReport`.
 *
 * A protocol with a long-lived process (one server for many threads) keeps that process inside its adapter, finds
 * the thread of a session in `TurnContext.folder`, and ends it in `dispose`.
 */
export interface AgentAdapter {
  readonly kind: AgentKind
  /** Starts a turn at once. Never throws: what goes wrong is the turn's outcome. */
  startTurn(context: TurnContext): AgentTurn
  /** Ends what the adapter keeps between turns; turns that still run are interrupted first. */
  dispose(): Promise<void>
}

export interface TurnContext {
  readonly session: string
  /** Counts the session's turns from 1, also when the task starts from its base again; see `folder`. */
  readonly turn: number
  /** Absolute path of the folder to work in. */
  readonly worktree: string
  /** The task, or the follow-up's text. */
  readonly prompt: string
  /** Absolute paths of pictures that the prompt names, for an agent that can be shown them. */
  readonly pictures: readonly string[]
  readonly choice: AgentChoice
  /**
   * A folder of the session's own for the adapter's state. It exists, and outlives restarts of the workbench. When
   * it is empty, this turn is the task itself; else a follow-up to what is in it.
   */
  readonly folder: string
  /** The person's environment. */
  readonly env: Environment
  /** The variables of it that the agent and its commands are not given; see `secrets.ts`. */
  readonly withheld: readonly string[]
  /** What every process of the turn carries in its environment besides; see `system/turn-mark.ts`. */
  readonly mark: Readonly<Record<string, string>>
  /** What holds the turn's processes together; `TurnProcesses` starts them in it. */
  readonly containment: Pick<Containment, 'open'>
  /** What keeps its commands from files; null where nothing of ours does. */
  readonly sandbox: TurnSandbox | null
  /** Folders that an agent with a sandbox of its own is to hide from its commands; `sandbox` hides them by itself. */
  readonly hidden: readonly string[]
  readonly settings: {
    /** The shell for command lines; empty: `$SHELL`, else `/bin/sh`. */
    readonly shell: string
    /** Empty: `OPENAI_BASE_URL`, else the provider's own. */
    readonly openaiBaseUrl: string
    readonly openaiModel: string
    /** What a turn of the built-in agent may take, and how much fits its model; 0 is no limit, or not known. */
    readonly openaiLimits?: OpenaiLimits
  }
  /** A secret from the system's keychain, or null. The environment comes first and is not asked through this. */
  key(name: 'openai'): Promise<string | null>
  /** What the workbench knows of the task, for an agent that lost a part of its conversation. */
  standing(): Promise<Standing>
  readonly report: TurnReport
}

export interface OpenaiLimits {
  /** Tokens of a request that fit the model. */
  readonly window: number
  readonly rounds: number
  readonly minutes: number
  readonly thousandTokens: number
}

/** What stands whatever was said. */
export interface Standing {
  /** What the person asked for at first. */
  readonly task: string
  /** Each a hunk that the person rejected, with its lines and the reason. */
  readonly rejected: readonly string[]
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Where a turn's doings go. All but `output` and `ask` return at once. */
export interface TurnReport {
  /**
   * Makes or replaces the item with this id. Ids are unique over all turns of all sessions. A running item's text
   * grows and is reported at most about ten times a second; only `completed` and `failed` states are final.
   */
  item(item: AgentItem): void
  /**
   * Appends to the kept output of an item that was reported. The adapter waits for the promise before it reads on,
   * so that a slow disk slows the agent down instead of filling memory. The bytes are the caller's afterwards.
   */
  output(item: string, bytes: Uint8Array): Promise<void>
  /** What it does right now, in a few words. */
  activity(text: string): void
  /**
   * Asks the person and waits for the answer, which may take days; reports the item itself, as `waiting`. Null when
   * nobody can answer any more: the turn is interrupted, or `withdrawn` aborts because the agent goes on without.
   */
  ask(ask: AgentAsk, withdrawn?: AbortSignal): Promise<AgentAnswer | null>
  /** Tokens of one request to the model. */
  usage(usage: TokenUsage): void
}

export interface TokenUsage {
  /** All tokens of the prompt, the cached ones too. */
  readonly input: number
  readonly cachedInput: number
  /** All tokens of the answer, the reasoning too. */
  readonly output: number
  readonly reasoning: number
}

export interface AgentTurn {
  /** Never rejects. When it settles, every process of the turn was ended and every output was handed over. */
  readonly done: Promise<AgentOutcome>
  /** Ends the turn with all its processes; settles after `done`, which says `interrupted` unless it was too late. */
  interrupt(): Promise<void>
  /** Gives the agent words of the person while it works; false where it can't take them any more. Absent where it never can. */
  readonly steer?: (text: string) => Promise<boolean>
}

export type AgentOutcome = TurnOutcome<AgentFailureKind>

export type AgentFailureKind =
  /** The agent isn't set up: no key, no command line. */
  | 'noKey'
  | 'noCommand'
  /** Its program or shell could not be started. */
  | 'notStarted'
  /** It ended with an exit code other than 0. */
  | 'exitCode'
  /** The model's server. */
  | 'badKey'
  | 'badAddress'
  | 'badModel'
  | 'badRequest'
  | 'noResponses'
  | 'noNetwork'
  | 'rateLimit'
  | 'quota'
  | 'overflow'
  | 'serverError'
  | 'refused'
  /** It went on for too long. */
  | 'tooManySteps'
  /** Its own state could not be read or written. */
  | 'stateFailed'
  /** An error in the workbench itself. */
  | 'internal'
export type AgentFailure = Failure<AgentFailureKind>
