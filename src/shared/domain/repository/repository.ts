/** What the checkout is in the middle of, if anything. */
export type RepositoryActivity = 'none' | 'merge' | 'rebase' | 'cherryPick' | 'revert' | 'bisect'

/** Settings of one repository. They live in the workbench's database, never in the repository. */
export interface RepositorySettings {
  /** Ignored files, as paths or globs, copied from the checkout into each new worktree. */
  readonly copyIgnored: readonly string[]
  /** A command run in each new worktree before the agent starts; only if trusted. */
  readonly setupCommand: string
  /** SHA-256 in hex of the setup command that the person trusted; any other text does not run. */
  readonly trustedSetup: string
  /** The name offered for a new branch; `{slug}` and `{session}` are filled in. */
  readonly branchName: string
  /** Whether filters of the repository's own configuration may run. Bound to a hash of them. */
  readonly trustedFilters: string
  /** The line that the command agent ran here last, and its line for follow-ups; empty where there was none. */
  readonly agentCommand: string
  readonly agentFollowUpCommand: string
}

export interface Repository {
  readonly id: string
  /** The folder that was opened: the top of a checkout. */
  readonly path: string
  readonly name: string
  /** The branch checked out there, or null for a detached HEAD. */
  readonly branch: string | null
  /** Commit of HEAD, or null in a repository without commits. */
  readonly head: string | null
  readonly activity: RepositoryActivity
  readonly shallow: boolean
  /** Whether it is a linked worktree of another repository. */
  readonly linked: boolean
  readonly openedAt: number
  /**
   * Filters that the repository's own configuration defines, as lines "key = value", and the hash that trust in
   * exactly these is bound to (`settings.trustedFilters`). null when it defines none.
   */
  readonly filters: { readonly definitions: readonly string[]; readonly hash: string } | null
  readonly settings: RepositorySettings
}

/** A folder that completes a path that is being typed. */
export interface FolderChoice {
  readonly path: string
  /** Whether it is the top of a checkout. */
  readonly repository: boolean
}

/** Something a task can start from. `behind` counts commits its upstream has and it has not. */
export interface BaseChoice {
  readonly name: string
  /** Its full name: a branch and a tag may have the same short one. */
  readonly ref: string
  readonly kind: 'branch' | 'remoteBranch' | 'tag'
  readonly commit: string
  readonly upstream: string | null
  readonly behind: number | null
}
