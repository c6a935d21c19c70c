import type { AgentChoice } from '../agent/agent-choice.ts'
import type { SessionCounts } from '../changeset/counts.ts'
import type { LandingRecord } from '../landing/landing-record.ts'
import type { ActClient } from '../review/decided.ts'
import type { AskItem } from '../timeline/ask-item.ts'
import type { WorktreeChange } from './worktree-change.ts'

/** What an `existing` session looks at. */
export type ExistingSource =
  /**
   * `A..B`, `A...B`, a branch, or a commit; `base` overrides what a branch is held against. `exact`: the two ends are
   * compared as they are, also where the first moved on since the second left it.
   */
  | {
      readonly kind: 'range'
      readonly range: string
      readonly base?: string | undefined
      readonly exact?: boolean | undefined
    }
  /** Uncommitted changes of the checkout. */
  | { readonly kind: 'uncommitted' }

/**
 * What a range is compared with: the commit that was named, the merge base of two, the parent of a commit, or nothing, as
 * for a first commit.
 */
export type ComparedWith = 'named' | 'mergeBase' | 'parent' | 'nothing'

/** `waiting` is a turn under way whose agent asks the person something. */
export type SessionState = 'queued' | 'preparing' | 'running' | 'waiting' | 'ready' | 'failed' | 'stopped'

export interface Revision {
  /** 1 for r1. */
  readonly number: number
  readonly commit: string
  readonly tree: string
  readonly at: number
  /** What the snapshot could not take, with the reason. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[]
}

/** A follow-up that is sent when the turn ends. */
export interface WaitingFollowUp {
  readonly id: string
  readonly text: string
  /** The mode that the agent takes from it on; absent where it stays as it is. */
  readonly mode?: string | undefined
  /** Set where it came from a command line. */
  readonly client?: ActClient | undefined
}

export interface Session {
  readonly id: string
  readonly repository: string
  readonly task: string | null
  readonly title: string
  readonly prompt: string
  readonly agent: AgentChoice
  /** 1-based; more than one attempt at the same task makes several sessions. */
  readonly attempt: number
  readonly attempts: number
  readonly source: ExistingSource | null
  /** The session that it was forked from. */
  readonly forkedFrom: string | null
  readonly state: SessionState
  /** What it does right now, or why it stopped, in a few words; a sentence when it failed. */
  readonly activity: string
  readonly worktree: string | null
  /** Whether the worktree was not in its place when that was looked at last: it is waited for. */
  readonly worktreeMissing: boolean
  /** Since when a running agent has said nothing, once that is a while; null otherwise. Not kept. */
  readonly silentSince: number | null
  /** What its worktree has that the newest revision has not, when that was looked at last. Not kept. */
  readonly worktreeChange: WorktreeChange | null
  /** What the person called the base: a branch, a tag, a commit. */
  readonly baseName: string
  readonly baseCommit: string
  readonly baseTree: string
  readonly revisions: readonly Revision[]
  readonly counts: SessionCounts | null
  readonly landings: readonly LandingRecord[]
  /** In the order in which they are sent. */
  readonly waiting: readonly WaitingFollowUp[]
  /** What its agent asks the person, the first first, not more than a person needs at a time. Not kept. */
  readonly asks: readonly AskItem[]
  readonly discardedAt: number | null
  readonly createdAt: number
  /** When the last turn ended, or the state last changed. */
  readonly updatedAt: number
  /** Positions of these two events among all: sessions are ordered by them, since a clock may go backwards. */
  readonly createdSeq: number
  readonly updatedSeq: number
}
