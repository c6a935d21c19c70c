import type { FileDiff, Hunk } from '../changeset/file-diff.ts'

export type Verdict = 'accept' | 'reject' | 'defer'

/** What asked for an act, where it was no window of the person: nobody need have sat at a command line. */
export type ActClient = 'commandLine'

/** A verdict, where it came from, and why. */
export interface Effect {
  readonly verdict: Verdict | null
  /** Set where a command line gave it or brought it back; absent for what the person decided at a window. */
  readonly client?: ActClient | undefined
  /** Why it was rejected, in the words of who did; absent where none were given. */
  readonly reason?: string | undefined
}

/** The person's own edit of the after side. Bytes are base64. */
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
  /** Set where a command line made it or brought it back. */
  readonly client?: ActClient | undefined
}

/** A decision on other content where a hunk is now. */
export interface Superseded {
  readonly hunk: string
  readonly verdict: Verdict
  readonly revision: number
  readonly client?: ActClient | undefined
}

export interface DecidedHunk extends Hunk {
  readonly decision: Verdict | null
  /** Set where a command line decided it, or one of its group, or brought that decision back. */
  readonly client?: ActClient | undefined
  /** Why it was rejected, or one of its group; absent where no words were given. */
  readonly reason?: string | undefined
  /** Id of the own edit that covers it: it is accepted as edited. */
  readonly editedBy: string | null
  /** It was rejected, was absent in a later revision, and is there again. */
  readonly cameBack: boolean
  /** Decided before with other content: what it was then. */
  readonly supersedes: Superseded | null
  /** Hunks with the same group cannot coexist otherwise and are decided together. */
  readonly group: string | null
  /** Set where the person approved a plan and its file is none that the plan names; see `outside-plan.ts`. */
  readonly outsidePlan?: boolean | undefined
}

export interface DecidedFile extends Omit<FileDiff, 'hunks'> {
  readonly hunks: readonly DecidedHunk[]
  readonly edits: readonly (OwnEdit & { readonly holds: boolean })[]
}

export interface Changeset {
  readonly session: string
  /** The revision's number. */
  readonly number: number
  /** The number of the newest event of the review that is in it. */
  readonly seq: number
  /** Tree ids. */
  readonly base: string
  readonly revision: string
  readonly files: readonly DecidedFile[]
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[]
  /** Whether undo or redo has something to do, and what. */
  readonly undo: string | null
  readonly redo: string | null
}
