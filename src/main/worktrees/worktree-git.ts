import { ok, type Result } from '#shared/base/result.ts'
import {
  filterOverrides,
  readFilterConfig,
  readPlainConfig,
  type OwnConfig,
} from '#main/git/filter-config.ts'
import type { Git, GitCall, GitFailure, PreparedGit } from '#main/git/run.ts'
import type { WorktreeRun } from './changed-paths.ts'

/** Where git works. */
export interface WorktreeFolders {
  /** Top folder of the worktree. */
  readonly worktree: string
  readonly gitDir: string
  /** The git folder that all worktrees of the repository share. */
  readonly commonDir: string
  /** The index file that is worked on, in place of the worktree's own. */
  readonly index: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Git over a worktree's files, with an index of its own. All is given by name, so that neither a changed .git or
 * commondir file nor core.worktree leads elsewhere, and git reads the configuration that was looked at.
 */
export class WorktreeGit {
  readonly #git: Git
  readonly #folders: WorktreeFolders
  #own: OwnConfig | null = null
  #filters: NonNullable<GitCall['config']> = []
  #ofIndex: NonNullable<GitCall['config']> = []

  constructor(git: Git, folders: WorktreeFolders) {
    this.#git = git
    this.#folders = folders
  }

  /** The repository's own configuration, once `refuseFilters` found that it neither filters nor includes anything. */
  get own(): OwnConfig | null {
    return this.#own
  }

  /**
   * Finds which filters of the repository's own are not to run: all, unless the person trusted what has the hash
   * `trusted`. Nothing that may run one comes before.
   */
  async refuseFilters(trusted: string): Promise<Result<null, GitFailure>> {
    this.#own = await readPlainConfig(this.#folders.gitDir)
    if (this.#own) return ok(null)
    const filters = await readFilterConfig(this.#git, { folder: this.#folders.worktree, env: this.#env() })
    if (!filters.ok) return filters
    this.#filters = filterOverrides(filters.value, trusted)
    return ok(null)
  }

  /** Configuration that the index which is worked on needs; it takes the place of what was given before. */
  configureIndex(config: GitCall['config']): void {
    this.#ofIndex = config ?? []
  }

  readonly run: WorktreeRun = (call) => this.#git.run(this.#call(call))

  text(call: Omit<GitCall, 'folder'>): Promise<Result<string, GitFailure>> {
    return this.#git.text(this.#call(call))
  }

  /** See `Git.prepare`. */
  prepare(call: Omit<GitCall, 'folder' | 'input'>): PreparedGit {
    return this.#git.prepare(this.#call(call))
  }

  #call(call: Omit<GitCall, 'folder'>): GitCall {
    return {
      signal: this.#folders.signal,
      ...call,
      folder: this.#folders.worktree,
      env: { ...this.#env(), ...call.env },
      config: [['core.splitIndex', 'false'], ...this.#filters, ...this.#ofIndex],
    }
  }

  #env(): Record<string, string> {
    const { gitDir, commonDir, worktree, index } = this.#folders
    return {
      GIT_DIR: gitDir,
      ...(gitDir === commonDir ? {} : { GIT_COMMON_DIR: this.#own?.commonDir ?? commonDir }),
      GIT_WORK_TREE: worktree,
      GIT_INDEX_FILE: index,
    }
  }
}
