import type { HunkKind } from '../changeset/file-diff.ts'
import type { Verdict } from './decided.ts'
import type { RangedEdit } from './after-text.ts'
import type { BaseFileMove } from './carry.ts'

/** Where a hunk stood when it was decided. `path` is the path in the base. -U0 coordinates. */
export interface Place {
  readonly path: string
  readonly kind: HunkKind
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

/** An own edit as it is kept: with what its file is in the base, which is not in every changeset. */
export interface LedgerEdit extends RangedEdit {
  readonly baseMode: string
  readonly baseOid: string | null
  /** Its place in the base was changed by a move of the base: it can hold nowhere. */
  readonly lost: boolean
}

export interface LedgerDecision {
  readonly hunk: string
  /** null takes a decision back. */
  readonly verdict: Verdict | null
  readonly place: Place
}

/** One hunk against a new base that does what these hunks did together against the old one. */
export interface CarriedHunk {
  readonly from: readonly string[]
  readonly to: string
  readonly place: Place
}

/** The way of one file from a base to another; null: it is not there. Files that stayed as they were are not named. */
export interface FileMove {
  readonly path: string
  readonly move: BaseFileMove | null
}

/**
 * What is written down, in order, and never changed. `base` is the tree that the hunks are against, `revision` the
 * number of the revision that was looked at. `decided`, `edited` and `editRemoved` are the person's, and can be undone.
 */
export type LedgerEntry =
  | {
      readonly type: 'decided'
      readonly base: string
      readonly revision: number
      readonly label: string
      readonly decisions: readonly LedgerDecision[]
    }
  | {
      readonly type: 'edited'
      readonly base: string
      readonly revision: number
      readonly label: string
      readonly edit: LedgerEdit
      /** Earlier edits that it took in. */
      readonly replaces: readonly string[]
      /** Units that must be decided together with what it covers. */
      readonly decisions: readonly LedgerDecision[]
    }
  | {
      readonly type: 'editRemoved'
      readonly label: string
      readonly edit: string
      /** Hunks that are undecided again. */
      readonly cleared: readonly string[]
    }
  /** `entry` is the undone entry's sequence number. */
  | { readonly type: 'undone'; readonly entry: number }
  | { readonly type: 'redone'; readonly entry: number }
  /** These decided hunks are not in this revision. */
  | { readonly type: 'absent'; readonly revision: number; readonly hunks: readonly string[] }
  /** The hunk `now` does what the hunks `were` did together, cut or placed in another way. */
  | {
      readonly type: 'recut'
      readonly revision: number
      readonly pairs: readonly { readonly now: string; readonly were: readonly string[] }[]
    }
  | {
      readonly type: 'baseMoved'
      readonly from: string
      readonly to: string
      readonly revision: number
      /** The hunks of that revision that survived, decided or not. */
      readonly carried: readonly CarriedHunk[]
      /** Decided hunks that are not in that revision, or not any more: by these ids they are known if they come back. */
      readonly kept?: readonly CarriedHunk[]
      /** How many landings there were then that were not undone. */
      readonly landings?: number
      /** From the new base to the old one. */
      readonly back?: readonly FileMove[]
      /** Hunks that would undo an own edit that landed: the person chose against them. */
      readonly overridden: readonly { readonly hunk: string; readonly place: Place }[]
      /** Own edits that did not land, against the new base. */
      readonly edits: readonly LedgerEdit[]
    }
  /** The base went back to what it was before the newest `baseMoved`; `carried` are decisions made since. */
  | {
      readonly type: 'baseRestored'
      readonly to: string
      readonly revision?: number
      readonly carried: readonly CarriedHunk[]
      readonly kept?: readonly CarriedHunk[]
      /** Own edits made since, against the restored base. */
      readonly edits: readonly LedgerEdit[]
    }
