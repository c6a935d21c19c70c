import { eventIterator, oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Result } from '../base/result.ts'
import { idSchema, treePathSchema, type Failure } from './common.ts'

export const verdictSchema = z.enum(['accept', 'reject', 'defer'])
export type Verdict = z.infer<typeof verdictSchema>

/** `text` is a replaced run of lines; every other kind is a whole-file unit. */
export type HunkKind =
  | 'text'
  | 'add'
  | 'delete'
  | 'rename'
  | 'mode'
  | 'type'
  | 'symlink'
  | 'binary'
  | 'submodule'
export type FileChange = 'added' | 'modified' | 'deleted' | 'renamed' | 'typeChanged'

/**
 * The smallest change that is decided by itself. Lines are git's -U0 coordinates: 1-based; where `oldLines` is 0
 * the hunk is an insertion *after* line `oldStart` (0: before the first), and the same for the new side. Units that
 * are not about lines have zeros.
 */
export interface Hunk {
  /** Content hash; stable over revisions while base path, base range, old and new bytes are the same. */
  readonly id: string
  readonly kind: HunkKind
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

/** One file's change as git reports it. Modes are git's octal text ("100644"); absent sides are "000000" and null. */
export interface FileDiff {
  /** Path in the revision; of a deleted file, in the base. */
  readonly path: string
  /** Path in the base where it differs (a rename), else null. */
  readonly oldPath: string | null
  readonly change: FileChange
  readonly oldMode: string
  readonly newMode: string
  readonly oldOid: string | null
  readonly newOid: string | null
  readonly binary: boolean
  readonly hunks: readonly Hunk[]
}

/** The person's own edit of the after side; see design section 4. Bytes are base64. */
export interface OwnEdit {
  readonly id: string
  /** Path in the base (of an added file, its own path). */
  readonly basePath: string
  /** Replaced range of the base in -U0 coordinates. */
  readonly oldStart: number
  readonly oldLines: number
  /** The revision's bytes that it replaces. */
  readonly replaced: string
  /** The person's bytes. */
  readonly bytes: string
}

export interface DecidedHunk extends Hunk {
  readonly decision: Verdict | null
  /** Id of the own edit that covers it: it is accepted as edited. */
  readonly editedBy: string | null
  /** It was rejected, was absent in a later revision, and is there again. */
  readonly cameBack: boolean
  /** Decided before with other content: what it was then. */
  readonly supersedes: { readonly hunk: string; readonly verdict: Verdict; readonly revision: number } | null
  /** Hunks with the same group cannot coexist otherwise and are decided together. */
  readonly group: string | null
}

export interface DecidedFile extends Omit<FileDiff, 'hunks'> {
  readonly hunks: readonly DecidedHunk[]
  readonly edits: readonly (OwnEdit & { readonly holds: boolean })[]
}

export interface Changeset {
  readonly session: string
  /** The revision's number. */
  readonly number: number
  /** Tree ids. */
  readonly base: string
  readonly revision: string
  readonly files: readonly DecidedFile[]
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[]
  /** Whether undo or redo has something to do, and what. */
  readonly undo: string | null
  readonly redo: string | null
}

export type ChangesetFailureKind = 'notFound' | 'noRevision' | 'noFile' | 'tooLarge' | 'gitFailed'
export type ChangesetFailure = Failure<ChangesetFailureKind>

/** How one side's bytes were made into text; see `diff/display-text.ts`. */
export interface DisplaySide {
  readonly oid: string
  /** Size of the blob in bytes. */
  readonly bytes: number
  /**
   * Lines joined by "\n", with a "\n" at the end where the file ends with one: line numbers are git's. Empty when
   * `omitted`.
   */
  readonly text: string
  readonly encoding: 'utf-8' | 'latin1'
  /** Every line ends in CRLF: the CR is not shown in the text. */
  readonly crlf: boolean
  /** It starts with a UTF-8 byte order mark, which is not shown in the text. */
  readonly bom: boolean
  readonly endsWithNewline: boolean
  /** Why the text can't be turned back into bytes after an edit, or null. */
  readonly readOnly: string | null
  /** Why the text was not sent, or null. */
  readonly omitted: 'binary' | 'tooLarge' | null
}

export interface FileText {
  readonly path: string
  /** null: the file does not exist on that side. */
  readonly before: DisplaySide | null
  /** With the person's own edits that hold, applied. */
  readonly after: DisplaySide | null
  /** Line changes between the two texts, in -U0 coordinates; `hunk` is a hunk's or an own edit's id. */
  readonly lines: readonly {
    readonly hunk: string
    readonly edit: boolean
    readonly oldStart: number
    readonly oldLines: number
    readonly newStart: number
    readonly newLines: number
  }[]
}

export type ChangesetEvent =
  | { readonly type: 'snapshot'; readonly seq: number; readonly changeset: Changeset }
  | {
      readonly type: 'decided'
      readonly seq: number
      readonly number: number
      readonly decisions: readonly { readonly hunk: string; readonly verdict: Verdict | null }[]
      readonly undo: string | null
      readonly redo: string | null
    }
  | { readonly type: 'failed'; readonly seq: number; readonly failure: ChangesetFailure }

const one = z.object({ session: idSchema, number: z.number().int().min(1).optional() })

export const changesetContract = {
  /** The changeset of a revision, the newest when `number` is absent, with its decisions. */
  get: oc.input(one).output(type<Result<Changeset, ChangesetFailure>>()),
  /** The newest changeset, then each change to it. A new revision, a landing or an own edit sends a new snapshot. */
  watch: oc.input(z.object({ session: idSchema })).output(eventIterator(type<ChangesetEvent>())),
  /**
   * Both sides of one file as text, with git's line changes. Text over `limit` bytes (20 MB when absent) is omitted
   * unless `force`; then there are no line changes.
   */
  file: oc
    .input(
      one.extend({
        path: treePathSchema,
        force: z.boolean().default(false),
        limit: z.number().int().min(1).max(20_000_000).optional(),
      }),
    )
    .output(type<Result<FileText, ChangesetFailure>>()),
  /** A blob's bytes as base64, for pictures: at most 20 MB. */
  blob: oc
    .input(z.object({ session: idSchema, oid: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/) }))
    .output(type<Result<{ readonly base64: string }, ChangesetFailure>>()),
  /** What a hunk's new text was when it was last decided and what it is now, for "changed since". */
  previous: oc
    .input(z.object({ session: idSchema, hunk: idSchema }))
    .output(type<Result<{ readonly then: string; readonly now: string }, ChangesetFailure>>()),
}
