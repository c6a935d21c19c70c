import type { LandedFile } from './landed-file.ts'

/** The tree made of a base and the accepted hunks and own edits, nothing else. */
export interface AcceptedTree {
  readonly tree: string
  /** In the changeset's order; files that stay as they are in the base are not listed. */
  readonly files: readonly LandedFile[]
}

/** The accepted tree of a session's newest revision. */
export interface AcceptedRevision extends AcceptedTree {
  /** The base tree it was made from. */
  readonly base: string
  /** The revision's number. */
  readonly number: number
  /** Hunks. */
  readonly accepted: number
  readonly undecided: number
}
