/** A commit that was made in a session's worktree, or that is part of the changes that are reviewed. */
export interface SessionCommit {
  readonly commit: string
  readonly subject: string
  readonly author: string
  /** Milliseconds of the clock of whoever made it. */
  readonly at: number
  readonly merge: boolean
}

/** One of them to be read. */
export interface ReadCommit {
  readonly message: string
  /** Its changes against its first parent, as a unified patch; where it is longer than is shown, the beginning. */
  readonly patch: string
  readonly cut: boolean
}
