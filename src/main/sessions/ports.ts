import type { HeldRef } from '../git/session-refs.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import type { Judgement } from '#shared/domain/approval/judge.ts'
import type { Proposal } from '#shared/domain/approval/propose.ts'
import type { Rule } from '#shared/domain/approval/rule.ts'
import type { RepositorySettings } from '#shared/domain/repository/repository.ts'
import type { Checkpoint, CheckpointBase, WorktreeGoal } from '#shared/domain/session/checkpoint.ts'
import type { ConversationCut } from '#shared/domain/session/roll-back-words.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { ComparedWith, ExistingSource, Revision } from '#shared/domain/session/session.ts'
import type { BroughtUpToDate } from '#shared/domain/session/up-to-date.ts'
import type { UpToDateGoal } from './up-to-date-plans.ts'
import type { WorktreeChange } from '#shared/domain/session/worktree-change.ts'
import type { StartBase } from '#shared/domain/task/task.ts'
import type { TurnOutcome } from '#shared/domain/session/turn.ts'
import type { UsageItem } from '#shared/domain/timeline/kinds/usage.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'

/* What sessions need of other nouns. `src/main/wiring` and `src/main/processes` have what implements it. */

/** The repositories that sessions work on. */
export interface SessionRepositories {
  /** The base that the person named; HEAD when absent. */
  base(repository: string, name: string | undefined): Promise<Result<StartBase, SessionFailure>>
  /** Reads whose commits are made here, while no agent of the tasks to come can have changed that. */
  notePerson(repository: string): Promise<void>
  settings(repository: string): RepositorySettings
  /**
   * One sentence on what is not there any more of a session's repository: that it is not open, that there is none at its
   * place, or that the one there lacks the commit the session started from. Null while it is there, also where it can't
   * be read just now.
   */
  loss(record: SessionRecord): Promise<string | null>
}

/** The hidden references of sessions; `git/hidden-ref.ts` makes their names. */
export interface SessionRefs {
  /** Keeps a commit or a tree from being collected. `from` is what the reference is, as far as that is known. */
  keep(
    repository: string,
    ref: string,
    oid: string,
    from?: string | null,
  ): Promise<Result<null, SessionFailure>>
  /**
   * Waits until the repository's objects and references, and the files of these folders, are on the disk, whoever wrote
   * them: before the journal names them.
   */
  makeDurable(
    repository: string,
    ...folders: readonly (string | null)[]
  ): Promise<Result<null, SessionFailure>>
  /** Removes all references of a session that was never made. */
  remove(repository: string, session: string): Promise<void>
  /** The references of all sessions in a repository; null where it can't be read just now. */
  all(repository: string): Promise<ReadonlyMap<string, readonly HeldRef[]> | null>
  /** Bytes that nothing but these of a session keep; null where that can't be told. */
  bytes(repository: string, session: string, refs: readonly HeldRef[]): Promise<number | null>
  /** Removes references of a session that is over, all or none, each only while it is what it was. */
  collect(repository: string, refs: readonly HeldRef[]): Promise<Result<null, SessionFailure>>
  /** The session's references whose own file names nothing, as a power cut leaves it. */
  broken(repository: string, session: string): Promise<readonly string[]>
  /** Removes the locks that a killed process left at a session's references. */
  unlock(repository: string, session: string): Promise<void>
}

/** The worktrees of sessions. */
export interface SessionWorktrees {
  /** The worktree that a turn needs: at the session's base, or as its newest revision was when the last one vanished. */
  make(record: SessionRecord): Promise<Result<string, Failure<string>>>
  /** A worktree with the files of a revision, uncommitted over its parent as the agent had them. */
  restore(record: SessionRecord, revision: Pick<Revision, 'commit'>): Promise<Result<string, SessionFailure>>
  /** Moves a folder that is or was the session's worktree to the trash; of one that is gone git is made to forget. */
  discard(record: SessionRecord, worktree: string): Promise<Result<null, SessionFailure>>
  /** Whether the session's worktree can be deleted without anything that is not its own. */
  removable(record: SessionRecord): Promise<Result<null, SessionFailure>>
  /** How many ignored files, and folders of them, are in the session's worktree: no snapshot has them. */
  ignored(record: SessionRecord): Promise<number>
  /** Which ignored files, and folders of nothing else, are in the session's worktree; null where that can't be told. */
  ignoredPaths(record: SessionRecord): Promise<readonly string[] | null>
  /** Moves a folder of a session's own files to the trash. */
  trash(session: string, folder: string): Promise<Result<null, SessionFailure>>
  /** Deletes what is in the trash; settles when it is empty or the rest can't be deleted. */
  emptyTrash(): Promise<void>
  /** Removes the folder around a session's worktree if there is nothing in it. */
  removeEmpty(session: string): Promise<void>
  /** Where the session's worktree is now. */
  locate(record: SessionRecord): Promise<WorktreePlace>
  /** Has git know the session's worktree at `to`, where it was moved. */
  takeUp(record: SessionRecord, to: string): Promise<void>
}

/** Where a session's worktree is: `moved` with its data folder, `replaced` by something else, or not there. */
export type WorktreePlace =
  | { readonly kind: 'none' | 'there' }
  | { readonly kind: 'moved'; readonly path: string }
  | { readonly kind: 'replaced'; readonly by: string }
  /** `away`: what it lies in is not there either. */
  | { readonly kind: 'missing'; readonly away: boolean }

/** Files of a worktree that are kept. */
export interface KeptFiles {
  readonly tree: string
  /** Milliseconds that it took; null where they were kept before. */
  readonly took: number | null
}

/** Why a worktree was not brought to what it is to be. */
export type MoveFailure = Failure<string> & {
  /** Whether some of its files, its index or its HEAD may be so already. */
  readonly hasMoved?: boolean
}

/** The revisions of sessions. */
export interface Revisions {
  /** Notes, before an agent begins, what of the repository it could change that no revision has. */
  begin(session: string): Promise<void>
  /**
   * Takes a snapshot of a session's worktree and records it as a revision, unless its tree is the newest one's already.
   * Gives what the snapshot does not hold; a session whose worktree equals its base and that has no revision gets r1 all
   * the same. With `base` that is what it is held against from now on.
   */
  take(
    session: string,
    turn: number,
    base?: CheckpointBase,
  ): Promise<Result<Revision['leftOut'], Failure<string>>>
  /**
   * Keeps the worktree's files as they are now as a checkpoint, and records it, unless they are as at the last one; null where
   * they could not be kept.
   */
  checkpoint(session: string, one: Pick<Checkpoint, 'id' | 'turn' | 'at' | 'mark'>): Promise<KeptFiles | null>
  /** Records the newest revision as the end of a turn, or as another checkpoint after it; null where there is none. */
  ended(
    session: string,
    turn: number,
    as?: Pick<Checkpoint, 'id' | 'at' | 'mark'>,
  ): Promise<Checkpoint | null>
  /** Why the worktree can't be brought to a checkpoint; null where it can. Changes nothing. */
  obstacle(session: string, to: Checkpoint): Promise<Failure<string> | null>
  /**
   * Brings the worktree's files, its HEAD and its index to a checkpoint; ignored files stay. Refuses it where the files are
   * not the tree `from`.
   */
  bringBack(session: string, to: WorktreeGoal, from: string): Promise<Result<null, MoveFailure>>
  /**
   * Merges what the session's target has since with its newest revision, among objects, and makes durable what comes of it,
   * or says why that can't be: where they conflict, unless that is to be marked. Changes neither the session nor its worktree.
   */
  upToDate(
    session: string,
    conflicts: 'refuse' | 'mark',
  ): Promise<
    Result<
      | { readonly kind: 'nothing'; readonly target: string; readonly baseCommit: string }
      | {
          readonly kind: 'goal'
          readonly target: string
          readonly baseCommit: string
          readonly goal: UpToDateGoal
        },
      Failure<string>
    >
  >
  /** Brings the worktree's files, its index, HEAD and the branch that is on to such a goal, as `bringBack` does. */
  bringUp(session: string, to: WorktreeGoal, from: string): Promise<Result<null, MoveFailure>>
  /** What the worktree has that the newest revision has not; null for nothing, or where there is none of either. */
  compare(session: string): Promise<Result<WorktreeChange | null, Failure<string>>>
  /** Told after a revision was recorded in another way; settles when its changeset is known. */
  recorded(session: string): Promise<void>
  /** Moves a session's base, and its ledger with it. */
  moveBase(session: string, to: { readonly baseTree: string; readonly baseCommit: string }): Promise<void>
}

/** A turn that an agent is at. */
export interface RunningTurn {
  readonly done: Promise<TurnOutcome>
  /** What the person should know of how it runs; told once in a session. */
  readonly notices: readonly { readonly id: string; readonly text: string }[]
  interrupt(): Promise<void>
  /** Gives the agent words of the person while it works; false where it can't take them. */
  steer(text: string): Promise<boolean>
}

/** Tokens of one request to a model; see the kind `usage` of items. */
export type RequestUsage = Pick<UsageItem, 'input' | 'cachedInput' | 'output' | 'reasoning'>

/** What a turn after a roll back is told of it. */
export interface RolledBackTurn {
  readonly conversation: ConversationCut
  /** The newest plan of the turns that were kept. */
  readonly plan: readonly { readonly step: string; readonly state: 'pending' | 'inProgress' | 'completed' }[]
}

/** What an agent is asked for. */
export interface TurnRequest {
  readonly session: string
  /** 1-based. */
  readonly turn: number
  readonly worktree: string
  /** Null where its conversation is to be shortened, and nothing is asked of it; empty where the answer is all there is. */
  readonly prompt: string | null
  /** What an agent has to be told before, since the session was rolled back. */
  readonly told: RolledBackTurn | null
  /** What was merged into its work since its last turn, which it has to be told too. */
  readonly broughtUpToDate: BroughtUpToDate | null
  /** What the person answered to a plan that an earlier turn handed over and that is over; see `leftAnswer`. */
  readonly leftAnswer: AgentAnswer | null
  /** Calls of the turn before that gave no answer, since it was cut off; see `cutOffBefore`. */
  readonly cutOff: readonly string[]
  readonly choice: AgentChoice
  /** Names the choice of its mode; see `SessionRecord.modeChosen`. */
  readonly modeChosen: string | null
  /** The session's own folder for the agent's state. */
  readonly folder: string
  /** Set for what the person trusted word for word: nothing keeps it from files. */
  readonly trusted: boolean
  readonly report: {
    item(item: AgentItem): void
    output(item: string, bytes: Uint8Array): Promise<void>
    activity(text: string): void
    ask(ask: AgentAsk, withdrawn?: AbortSignal): Promise<AgentAnswer | null>
    usage(usage: RequestUsage): void
    checkpoint(item: string, mark?: string): Promise<void>
  }
}

/** Where a conversation is cut: at the end of a turn, or at a place that has a name. */
export interface ConversationPlace {
  readonly turn: number
  readonly mark: string | null
}

/** How the conversations of an agent, each in a folder, are cut and copied; what is not kept any more is told. */
export interface AgentConversation {
  mark(folder: string): Promise<string>
  rollBack(folder: string, to: ConversationPlace): Promise<Result<null, 'notKept'>>
  fork(from: string, to: string, at: ConversationPlace): Promise<Result<null, 'notKept'>>
}

/** Whether anything was said in the conversation of a folder since it began, or was last shortened. */
export interface AgentCompaction {
  isDue(folder: string): Promise<boolean>
}

/** Starts agents. */
export interface AgentStarter {
  /** The choice as its agent takes it, with its label. */
  checked(choice: AgentChoice): Promise<Result<AgentChoice, Failure<'unknownAgent' | 'badAgentOption'>>>
  /** Whether the agent of a choice can go on in another mode; else why not, in words. */
  inMode(choice: AgentChoice, mode: string): Promise<Result<null, Failure<'unknownAgent' | 'badAgentOption'>>>
  /** Whether an agent takes the answer to a plan in a later turn than the one that handed it over. */
  takesAnswersLater(kind: string): Promise<boolean>
  start(request: TurnRequest): Promise<Result<RunningTurn, Failure<string>>>
  /** How the conversations of an agent are cut and copied; null where it can't. */
  conversation(kind: string): Promise<AgentConversation | null>
  /** How it is told whether a conversation can be shortened; null for an agent that does not do so when it is told to. */
  compaction(kind: string): Promise<AgentCompaction | null>
  /** What goes on of a session's turns, as far as it can be found. */
  left(session: string): Promise<readonly LeftProcess[]>
}

/** What stands already when an agent asks for permission. */
export interface SessionApprovals {
  /** What the rules of its repository say of it, and what the person allowed the session before. */
  look(
    place: { readonly session: string; readonly repository: string; readonly worktree: string | null },
    ask: Pick<ApprovalAsk, 'wants' | 'folder'>,
  ): Promise<{
    readonly judgement: Judgement
    /** It was allowed for the session before. */
    readonly isRemembered: boolean
    readonly proposal: Proposal
    /** What an equal ask of the session has, too; null where none is equal. */
    readonly key: string | null
  }>
  /** Allows what has this key from now on, in the session. */
  remember(session: string, key: string): void
  /** Writes rules that allow, all or none. */
  write(repository: string, texts: readonly string[]): Result<readonly Rule[], Failure<string>>
}

type ApprovalAsk = Extract<AgentAsk, { readonly kind: 'approval' }>

/** A process of a turn that is over. */
export interface LeftProcess {
  readonly pid: number
  readonly command: string
}

/** Prompts that the person sent before. */
export interface PromptHistory {
  remember(prompts: readonly string[]): void
}

/** Pictures that prompts name by their paths. */
export interface SessionPictures {
  /** A text as a person reads it, without the paths of pictures. */
  words(text: string): string
  /** Why a text can't be sent because of the pictures that it names: a sentence; null where it can. */
  obstacle(text: string): Promise<string | null>
  /** Keeps what a text names beside a session, and gives the text, which names it there. The error is a sentence. */
  take(session: string, text: string): Promise<Result<string, string>>
  /** Deletes what nothing unsent names any more. */
  sweep(): Promise<void>
}

/** What an `existing` session looks at, as it is now. */
export interface ResolvedSource {
  readonly label: string
  readonly baseName: string
  readonly baseCommit: string
  readonly baseTree: string
  readonly commit: string
  readonly tree: string
  readonly leftOut: Revision['leftOut']
  readonly comparedWith: ComparedWith
  readonly notice: string | null
}

/** What sessions without an agent look at. */
export interface ExistingSources {
  /** Uncommitted changes become a snapshot under the reference of revision `number`. */
  resolve(
    repository: string,
    source: ExistingSource,
    session: string,
    number: number,
  ): Promise<Result<ResolvedSource, SessionFailure>>
}
