import type { ExistingSource, Revision, Session, SessionState } from './session.ts'
import type { AgentChoice } from '../agent/agent-choice.ts'
import type { ActClient } from '../review/decided.ts'
import type { LandingRecord } from '../landing/landing-record.ts'
import { withCheckpoint, type Checkpoint, type CheckpointBase } from './checkpoint.ts'
import { pathForDisplay } from '../../base/path-text.ts'
import { conflictText, type Conflict } from './conflict.ts'
import type { ForkStart, RollBack } from './roll-back-words.ts'
import type { BroughtUpToDate } from './up-to-date.ts'

/** What a session is when it is made; everything else follows from later events. */
export interface NewSession {
  readonly id: string
  readonly repository: string
  readonly task: string | null
  readonly title: string
  readonly prompt: string
  readonly agent: AgentChoice
  readonly attempt: number
  readonly attempts: number
  readonly source: ExistingSource | null
  readonly baseName: string
  readonly baseCommit: string
  readonly baseTree: string
  /** Set for one that was forked from another. */
  readonly start?: ForkStart | undefined
  /** Where a fork's mode was chosen; see `SessionRecord.modeChosen`. */
  readonly modeChosen?: string | undefined
}

/** The facts of one session, as the database keeps them in its stream. */
export type SessionEvent =
  | { readonly type: 'sessionCreated'; readonly data: NewSession }
  /**
   * `client` is set where a command line asked for it; `compacts` where it shortens the talk and has no prompt; `mode` where
   * the agent takes another one from this turn on; `answers` where it has no prompt but the answer to a plan that was handed
   * over in the turn before.
   */
  | {
      readonly type: 'turnQueued'
      readonly data: {
        readonly turn: number
        readonly prompt: string
        readonly client?: ActClient | undefined
        readonly compacts?: true | undefined
        readonly mode?: string | undefined
        readonly answers?: true | undefined
      }
    }
  | {
      readonly type: 'sessionStateChanged'
      readonly data: { readonly state: SessionState; readonly activity: string }
    }
  /** `lost`: its folder vanished, so that what is made next has the files of the newest revision, not of the base. */
  | {
      readonly type: 'worktreeChanged'
      readonly data: { readonly path: string | null; readonly lost?: boolean }
    }
  | { readonly type: 'revisionTaken'; readonly data: Revision }
  | { readonly type: 'checkpointTaken'; readonly data: Checkpoint }
  | { readonly type: 'rolledBack'; readonly data: RollBack }
  | { readonly type: 'sessionRenamed'; readonly data: { readonly title: string } }
  | { readonly type: 'baseMoved'; readonly data: { readonly baseTree: string; readonly baseCommit: string } }
  /** What the target has since was merged in. A revision that came of it is recorded with it; `before` is a checkpoint. */
  | {
      readonly type: 'broughtUpToDate'
      readonly data: {
        readonly target: string
        readonly baseTree: string
        readonly baseCommit: string
        readonly before: string
        readonly conflicts: readonly Conflict[]
        readonly client?: ActClient | undefined
      }
    }
  | {
      readonly type: 'landed'
      readonly data: {
        readonly record: LandingRecord
        readonly baseTree: string
        readonly baseCommit: string
      }
    }
  | {
      readonly type: 'landingUndone'
      readonly data: { readonly landing: string; readonly baseTree: string; readonly baseCommit: string }
    }
  | { readonly type: 'sessionDiscarded'; readonly data: { readonly client?: ActClient | undefined } | null }
  | { readonly type: 'sessionRestored'; readonly data: { readonly client?: ActClient | undefined } | null }
  /** What of a session that is over was deleted to make room; noted before it goes. */
  | { readonly type: 'sessionCollected'; readonly data: { readonly part: CollectedPart } }

/** What the journal says was collected of a session; a worktree that goes is a `worktreeChanged`. */
export type CollectedPart = 'references' | 'outputs'

/** A session with what only the workbench needs. */
export interface SessionRecord extends Session, Pick<NewSession, 'start'> {
  /** How many turns it had. */
  readonly turns: number
  /** The prompt of the turn to run next. */
  readonly pendingPrompt: string | null
  /** Who asked for that turn; null for a window of the person. */
  readonly pendingClient: ActClient | null
  /** Whether that turn shortens the talk and asks for nothing; its prompt is empty. */
  readonly pendingCompaction: boolean
  /** Whether that turn begins with the answer to a plan; its prompt is empty. */
  readonly pendingAnswer: boolean
  /** The mode that was chosen with that turn; null where it goes on as before. */
  readonly pendingMode: string | null
  /**
   * Names the choice of the mode that holds, for an agent whose conversation says for which one it was last told; null where
   * that is the task's own. A fork has the one of where it is from.
   */
  readonly modeChosen: string | null
  /** Its worktree vanished: the next one is made from the newest revision. */
  readonly worktreeLost: boolean
  /** What was deleted to make room. */
  readonly collected: readonly CollectedPart[]
  /** The oldest first. */
  readonly checkpoints: readonly Checkpoint[]
  /** The last roll back, or the fork that it began with, until a turn after it came to its end. */
  readonly rolledBack: RollBack | null
  /** What was merged in last, until a turn after it came to its end. */
  readonly broughtUpToDate: BroughtUpToDate | null
  /** What conflicts, as long as the base is the one that came of it; by path, in a sentence. */
  readonly conflicts: ReadonlyMap<string, string>
}

/**
 * Folds one event into a session. The first one must be `sessionCreated`; later ones of that type start anew.
 * `recorded` is when that was, and its position among all events.
 */
export function applySessionEvent(
  record: SessionRecord | null,
  event: SessionEvent,
  recorded: { readonly at: number; readonly seq: number },
): SessionRecord {
  const { at, seq } = recorded
  if (event.type === 'sessionCreated')
    return {
      ...event.data,
      forkedFrom: event.data.start?.session ?? null,
      state: 'queued',
      activity: 'waiting for its turn',
      worktree: null,
      worktreeMissing: false,
      silentSince: null,
      worktreeChange: null,
      revisions: [],
      counts: null,
      landings: [],
      waiting: [],
      asks: [],
      discardedAt: null,
      createdAt: at,
      createdSeq: seq,
      updatedAt: at,
      updatedSeq: seq,
      turns: 0,
      pendingPrompt: null,
      pendingClient: null,
      pendingCompaction: false,
      pendingAnswer: false,
      pendingMode: null,
      modeChosen: event.data.modeChosen ?? null,
      worktreeLost: false,
      collected: [],
      checkpoints: [],
      rolledBack: event.data.start ? forkedAs(event.data.start) : null,
      broughtUpToDate: null,
      conflicts: new Map(),
    }
  if (!record) throw new Error(`a session's stream starts with ${event.type}`)
  switch (event.type) {
    case 'turnQueued':
      return {
        ...record,
        ...(event.data.mode === undefined ? {} : inMode(record, event.data.mode, event.data.turn)),
        turns: event.data.turn,
        worktreeChange: null,
        pendingPrompt: event.data.prompt,
        pendingClient: event.data.client ?? null,
        pendingCompaction: event.data.compacts === true,
        pendingAnswer: event.data.answers === true,
        pendingMode: event.data.mode ?? null,
        state: 'queued',
        activity: 'waiting for its turn',
        updatedAt: at,
        updatedSeq: seq,
      }
    case 'sessionStateChanged':
      return {
        ...record,
        state: event.data.state,
        activity: event.data.activity,
        silentSince: null,
        asks: event.data.state === 'waiting' ? record.asks : [],
        pendingPrompt: event.data.state === 'queued' ? record.pendingPrompt : null,
        rolledBack: event.data.state === 'ready' ? null : record.rolledBack,
        broughtUpToDate: event.data.state === 'ready' ? null : record.broughtUpToDate,
        updatedAt: at,
        updatedSeq: seq,
      }
    case 'worktreeChanged':
      return {
        ...record,
        worktree: event.data.path,
        worktreeMissing: false,
        worktreeChange: null,
        worktreeLost: event.data.lost === true,
      }
    case 'revisionTaken':
      return {
        ...record,
        revisions: [...record.revisions, event.data],
        worktreeChange: null,
        updatedAt: at,
        updatedSeq: seq,
      }
    case 'checkpointTaken':
      return {
        ...record,
        checkpoints: withCheckpoint(record.checkpoints, { ...event.data, base: baseOf(record) }),
      }
    case 'rolledBack':
      return { ...record, rolledBack: event.data, broughtUpToDate: null, worktreeChange: null }
    case 'sessionRenamed':
      return { ...record, title: event.data.title }
    case 'baseMoved':
      return {
        ...record,
        baseTree: event.data.baseTree,
        baseCommit: event.data.baseCommit,
        conflicts: new Map(),
      }
    case 'broughtUpToDate': {
      const { target, baseCommit, baseTree, conflicts } = event.data
      return {
        ...record,
        ...{
          baseTree,
          baseCommit,
          broughtUpToDate: { target, baseCommit, conflicts },
          conflicts: conflictsOn(target, conflicts),
          worktreeChange: null,
        },
        updatedAt: at,
        updatedSeq: seq,
      }
    }
    case 'landed':
      return {
        ...record,
        ...{ checkpoints: withoutBases(record.checkpoints), conflicts: new Map() },
        landings: [...record.landings, event.data.record],
        baseTree: event.data.baseTree,
        baseCommit: event.data.baseCommit,
        updatedAt: at,
        updatedSeq: seq,
      }
    case 'landingUndone':
      return {
        ...record,
        ...{ checkpoints: withoutBases(record.checkpoints), conflicts: new Map() },
        landings: record.landings.map((landing) =>
          landing.id === event.data.landing ? { ...landing, undone: true } : landing,
        ),
        baseTree: event.data.baseTree,
        baseCommit: event.data.baseCommit,
        updatedAt: at,
        updatedSeq: seq,
      }
    case 'sessionDiscarded':
      return { ...record, discardedAt: at, updatedAt: at, updatedSeq: seq }
    case 'sessionRestored':
      return { ...record, discardedAt: null, updatedAt: at, updatedSeq: seq }
    case 'sessionCollected':
      return { ...record, collected: [...new Set([...record.collected, event.data.part])] }
  }
}

/** Of lines the marks in the text say it. */
function conflictsOn(target: string, conflicts: readonly Conflict[]): ReadonlyMap<string, string> {
  const name = pathForDisplay(target)
  return new Map(
    conflicts.filter(({ what }) => what !== 'lines').map((one) => [one.path, conflictText(one, name)]),
  )
}

function baseOf({ baseCommit, baseTree }: SessionRecord): CheckpointBase {
  return { baseCommit, baseTree }
}

/** What landed is on the target, whatever the files are rolled back to: it stays in the base. */
function withoutBases(checkpoints: readonly Checkpoint[]): readonly Checkpoint[] {
  return checkpoints.map((one) => ({ ...one, base: undefined }))
}

/** What a session is whose mode was chosen with a turn. */
function inMode(
  { id, agent }: SessionRecord,
  mode: string,
  turn: number,
): Pick<SessionRecord, 'agent' | 'modeChosen'> {
  return { agent: { ...agent, mode }, modeChosen: `${id}/${turn}` }
}

/** A fork is to its first turn as a roll back is. */
function forkedAs({ checkpoint: { id, at, turn }, conversation }: ForkStart): RollBack {
  return { to: id, before: id, turn, at, conversation, turns: 0 }
}
