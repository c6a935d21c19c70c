import type { FileDiff } from './file-diff.ts'

/** What changed from one tree to another, without decisions: a pure function of the two. */
export interface ComputedChangeset {
  /** Tree ids. */
  readonly base: string
  readonly revision: string
  /** In git's order. */
  readonly files: readonly FileDiff[]
}
