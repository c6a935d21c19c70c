/** Numbers over the newest changeset, for the queue. Lines added and deleted are of text hunks. */
export interface SessionCounts {
  readonly files: number
  readonly hunks: number
  readonly undecided: number
  readonly accepted: number
  readonly rejected: number
  readonly deferred: number
  readonly added: number
  readonly deleted: number
}

/** Decisions over one changeset. */
export interface DecisionCounts {
  readonly decided: number
  readonly accepted: number
  readonly rejected: number
  readonly deferred: number
  readonly undecided: number
  readonly hunks: number
}
