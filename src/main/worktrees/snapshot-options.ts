import type { LeftOut } from './changed-paths.ts'

export interface Snapshot {
  readonly commit: string
  readonly tree: string
  /** What could not be taken: of a tracked file the content that the worktree's index has is in the tree instead. */
  readonly leftOut: readonly LeftOut[]
}

export interface SnapshotOptions {
  /** Top folder of the worktree. */
  readonly worktree: string
  /**
   * Its git folder (`<common>/worktrees/<id>`, or the repository's own); see `gitDirOf`. Null if the repository does not
   * know it any more; then `startedFrom` is needed.
   */
  readonly gitDir: string | null
  /** The git folder that all worktrees of the repository share. */
  readonly commonDir: string
  /** The full name of the reference to be set; see `revisionRef`. Empty: none. */
  readonly ref: string
  readonly message: string
  /** A tree that is kept already: a snapshot that equals it gets no reference. */
  readonly known?: string | undefined
  /** The commit of a snapshot, or of a base, with the tree `known`, which this one has as its second parent. */
  readonly after?: string | undefined
  /** Parent of the commit; the worktree's HEAD when absent, none when null. */
  readonly parent?: string | null | undefined
  /**
   * The commit that an agent started from. Given for a worktree whose git folder an agent could write, so that nothing
   * there is relied on: it stands in for a HEAD that is no commit, what the index hides is looked at, and an index that
   * cannot be read is made anew.
   */
  readonly startedFrom?: string | undefined
  /** A commit or tree in which a folder recorded as a commit id is a submodule although nothing registers it. */
  readonly base?: string | undefined
  /** In bytes; larger files are left out unread. */
  readonly sizeLimit?: number | undefined
  /** Hash of the repository's own filters that the person trusted; see `readFilterConfig`. */
  readonly trustedFilters?: string | undefined
  readonly signal?: AbortSignal | undefined
}
