import type { Failure } from '#shared/base/failure.ts'
import type { Result } from '#shared/base/result.ts'
import type { AgentChoice, AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { McpSetup } from '#shared/domain/agent/mcp-setup.ts'
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
  /** Present where the agent's conversation can be cut and copied; see the capabilities `fork` and `rollBack`. */
  readonly conversation?: AgentConversation
  /** Present where it shortens its conversation when it is told to; see the capability `compact`. */
  readonly compaction?: AgentCompaction
  /** The machine went on after a sleep: what hangs since then is tried again. Absent where nothing can hang. */
  resumed?(): void
  /** Ends what the adapter keeps between turns; turns that still run are interrupted first. */
  dispose(): Promise<void>
}

/**
 * The conversation in a session's folder, while no turn runs. What was said is never deleted: after each call every place of
 * before can still be gone back to.
 */
export interface AgentConversation {
  /** The name of where it is now, to go back to it later. */
  mark(folder: string): Promise<string>
  /** Cuts it at a place. It is on the disk when that resolves, and doing it again changes nothing more. */
  rollBack(folder: string, to: ConversationPlace): Promise<Cut>
  /** Begins another one in the empty folder `to`, which knows what was said up to a place. */
  fork(from: string, to: string, at: ConversationPlace): Promise<Cut>
}

/** The shortening of a conversation when the person asks for it, while no turn runs. */
export interface AgentCompaction {
  /** Whether anything was said since it began, or was last shortened. */
  isDue(folder: string): Promise<boolean>
  /** Begins it at once, as a turn in which nothing is asked of the agent. Never throws: what goes wrong is its outcome. */
  start(context: CompactionContext): AgentTurn
}

/** A turn's context without what a prompt says. */
export type CompactionContext = Omit<TurnContext, 'prompt' | 'pictures' | 'leftAnswer'>

/** Whether the next turn knows what was said up to the place; `notKept`: it knows nothing of it. */
export type Cut = Result<null, 'notKept'>

/** A place in a conversation. */
export interface ConversationPlace {
  /** The end of this turn of the session; 0 is before the first. */
  readonly turn: number
  /** The place itself, where it has a name: by `mark`, or of a step by `TurnReport.checkpoint`. */
  readonly mark: string | null
}

export interface TurnContext {
  readonly session: string
  /** Counts the session's turns from 1, also when the task starts from its base again; see `folder`. */
  readonly turn: number
  /** Absolute path of the folder to work in. */
  readonly worktree: string
  /** The task, or the follow-up's text; empty where the turn begins with nothing but an answer. */
  readonly prompt: string
  /**
   * What the person answered to the plan that an earlier turn handed over, for a conversation that does not have the answer;
   * see the manifest's `takesAnswersLater`.
   */
  readonly leftAnswer?: AgentAnswer | null
  /** Absolute paths of pictures that the prompt names, for an agent that can be shown them. */
  readonly pictures: readonly string[]
  readonly choice: AgentChoice
  /** Names the choice of the mode where it was chosen with a turn; a conversation that was told of it knows the name. */
  readonly modeChosen?: string | null
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
  /** Set where this machine has no sandbox: an agent whose manifest says so asks before each command. */
  readonly asksFirst?: boolean
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
  /**
   * Keeps what the agent proposes for the reading of its change; see `parseProposal`. Gives what it is told; the error says
   * what was wrong.
   */
  propose(args: Readonly<Record<string, unknown>>): Promise<Result<string, string>>
  /** The session's review as a server of the Model Context Protocol, for an agent that can be given one; else null. */
  readonly reviewServer: McpProgram | null
  /** The servers of the Model Context Protocol that the agent's own client is to use. */
  servers(): Promise<TurnServers>
  readonly report: TurnReport
}

/** Servers that configurations name for a turn. */
export interface TurnServers {
  readonly setups: readonly McpSetup[]
  /** What is wrong with the configurations: a sentence each. */
  readonly problems: readonly string[]
  /** Whether the person trusts exactly this text of it. */
  isTrusted(setup: McpSetup): boolean
  trust(setup: McpSetup): void
}

/** A server of the Model Context Protocol that is started as a program. */
export interface McpProgram {
  readonly name: string
  /** Absolute path of the program. */
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
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

/** Where a turn's doings go. All but `output`, `ask` and `checkpoint` return at once. */
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
  /**
   * Keeps the worktree's files as they are, behind an item that was reported, to go back to; at most one waits. Settles when
   * they are kept: an adapter that can wait does so before anything else changes a file. `mark` names the place in the
   * conversation, where going back to it needs more than the turn.
   */
  checkpoint(item: string, mark?: string): Promise<void>
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
