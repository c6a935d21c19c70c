import type { HunkKind } from '../changeset/file-diff.ts'
import type { RangedEdit } from './after-text.ts'
import type { BaseFileMove } from './carry.ts'
import type { ActClient, Verdict } from './decided.ts'

/** Who made an entry: the person, or a rule of the workbench by its name. What came by a command line says so. */
export type Author =
  | { readonly kind: 'person'; readonly client?: ActClient | undefined }
  | { readonly kind: 'rule'; readonly rule: string }

/** The client that an author names; undefined for a window of the person, and for a rule. */
export function clientOf(by: Author): ActClient | undefined {
  return by.kind === 'person' ? by.client : undefined
}

/** Of every entry: who made it and why, and which act of a client it belongs to. */
export interface LedgerAct {
  /** The id that the client gave to what was asked; null where nobody asked. Entries of one act have the same. */
  readonly act: string | null
  readonly by: Author
  /** The author's words; null without any. */
  readonly reason: string | null
}

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

/** A verdict on a hunk; null takes it back. */
export interface HunkDecision {
  readonly hunk: string
  readonly verdict: Verdict | null
  readonly place: Place
}

/** An own edit that is in effect no more. */
export interface EditDecision {
  readonly edit: string
  readonly verdict: Exclude<Verdict, 'accept'> | null
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
