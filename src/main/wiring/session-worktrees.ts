import { pathForDisplay } from '#shared/base/path-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { Revision } from '#shared/domain/session/session.ts'
import type { SessionFailure } from '#shared/contract/session.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { revisionRef } from '../git/hidden-ref.ts'
import { describeGitFailure, type Git } from '../git/run.ts'
import { keepCommit, removeRefLocks, removeSessionRefs, type RefPlace } from '../git/session-refs.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { Timelines } from '../sessions/timelines.ts'
import { readFilterConfig } from '../git/filter-config.ts'
import { gitDirOf } from '../worktrees/git-dir.ts'
import { takeSnapshot } from '../worktrees/snapshot.ts'
import type { NewWorktree, Worktrees } from '../worktrees/worktrees.ts'

/** The worktrees of sessions: made at a session's base, recorded as revisions, kept by hidden references. */
export class SessionWorktrees {
  readonly #git: Git
  readonly #repositories: Repositories
  readonly #worktrees: Worktrees
  readonly #timelines: Timelines
  readonly #commonDirs = new Map<string, Promise<string | null>>()

  constructor(options: {
    readonly git: Git
    readonly timelines: Timelines
    readonly repositories: Repositories
    readonly worktrees: Worktrees
  }) {
    this.#git = options.git
    this.#repositories = options.repositories
    this.#worktrees = options.worktrees
    this.#timelines = options.timelines
  }

  /** The worktree that a turn needs: at the session's base, or as its newest revision was when the last one vanished. */
  make(record: SessionRecord): Promise<Result<string, Failure<string>>> {
    const newest = record.worktreeLost ? record.revisions.at(-1) : undefined
    if (newest) return this.restore(record, newest)
    return this.#create(record, (options) =>
      this.#worktrees.create({ ...options, commit: record.baseCommit }),
    )
  }

  async snapshot(
    record: SessionRecord,
    number: number,
  ): Promise<Result<Omit<Revision, 'number' | 'at'>, Failure<string>>> {
    const worktree = record.worktree ?? ''
    const facts = await this.#repositories.facts(record.repository)
    if (!facts.ok) return facts
    const objects = await this.#repositories.objects(record.repository)
    if (!objects.ok) return objects
    const gitDir = await gitDirOf(facts.value.commonDir, worktree)
    return takeSnapshot(this.#git, objects.value, {
      worktree,
      gitDir,
      commonDir: facts.value.commonDir,
      startedFrom: record.baseCommit,
      ref: revisionRef(record.id, number),
      message: `${record.title}, r${number}\n`,
      base: record.baseTree,
      trustedFilters: this.#repositories.settings(record.repository).trustedFilters,
    })
  }

  /** Keeps a commit under a hidden reference of the session, named by one of the functions of `hidden-ref.ts`. */
  async protect(repository: string, ref: string, commit: string): Promise<Result<null, SessionFailure>> {
    const place = await this.#refPlace(repository)
    if (place === null)
      return err({
        kind: 'repositoryGone',
        message: `The repository ${repository} is not open here. Nothing was changed. Open its folder again.`,
      })
    const kept = await keepCommit(this.#git, place, ref, commit)
    if (kept.ok) return kept
    return err({
      kind: 'gitFailed',
      message: `${describeGitFailure(kept.error)}. Nothing was started. Check that the repository can be written and that the disk has room, then start it again.`,
      stderr: kept.error.stderr,
    })
  }

  async #refPlace(repository: string): Promise<RefPlace | null> {
    const folder = this.#repositories.path(repository)
    if (folder === null) return null
    const objects = await this.#repositories.objects(repository)
    return {
      folder,
      commonDir: await this.#commonDir(repository),
      objects: objects.ok ? objects.value : null,
    }
  }

  async discard(record: SessionRecord): Promise<Result<null, SessionFailure>> {
    const folder = this.#repositories.path(record.repository)
    if (record.worktree === null || folder === null) return ok(null)
    const discarded = await this.#worktrees.discard({
      session: record.id,
      repositoryPath: folder,
      path: record.worktree,
    })
    return discarded.ok ? discarded : err({ ...discarded.error, kind: 'worktreeFailed' })
  }

  /**
   * One sentence on what is not there any more of a session's repository: that it is not open, that there is none at its
   * place, or that the one there lacks the commit the session started from. Null while it is there, also where it can't
   * be read just now.
   */
  async repositoryLoss(record: SessionRecord): Promise<string | null> {
    const folder = this.#repositories.path(record.repository)
    if (folder === null) return 'Its repository is not open here any more.'
    const facts = await this.#repositories.facts(record.repository)
    if (!facts.ok) {
      const { kind } = facts.error
      const gone = kind === 'notFound' || kind === 'notARepository'
      return gone ? `Its repository is not at ${folder} any more.` : null
    }
    const objects = await this.#repositories.objects(record.repository)
    if (!objects.ok) return null
    const base = await objects.value.read(record.baseCommit)
    return base.ok && base.value === null
      ? `The repository at ${folder} is not the one it worked on: the commit it started from is not there.`
      : null
  }

  /** Puts away what a killed process left: of a worktree that the session has not, and locks of its references. */
  async clear(record: SessionRecord): Promise<void> {
    const commonDir = await this.#commonDir(record.repository)
    if (commonDir !== null) await removeRefLocks(commonDir, record.id)
    if (record.worktree !== null) return
    await this.#worktrees.clear({
      session: record.id,
      repositoryPath: this.#repositories.path(record.repository),
    })
  }

  #commonDir(repository: string): Promise<string | null> {
    const known = this.#commonDirs.get(repository) ?? this.#findCommonDir(repository)
    this.#commonDirs.set(repository, known)
    return known
  }

  async #findCommonDir(repository: string): Promise<string | null> {
    const facts = await this.#repositories.facts(repository)
    return facts.ok ? facts.value.commonDir : null
  }

  /** Removes every hidden reference of a session that was never made. */
  async release(repository: string, session: string): Promise<void> {
    const folder = this.#repositories.path(repository)
    if (folder === null) return
    await removeSessionRefs(this.#git, { folder, commonDir: await this.#commonDir(repository) }, session)
  }

  /** A worktree with the files of a revision, uncommitted over its parent as the agent had them. */
  async restore(record: SessionRecord, revision: Revision): Promise<Result<string, SessionFailure>> {
    const made = await this.#create(record, (options) =>
      this.#worktrees.restore({ ...options, snapshot: revision.commit }),
    )
    return made.ok ? made : err({ ...made.error, kind: 'worktreeFailed' })
  }

  /** Whether the person trusted the filters that the repository's configuration defines now. */
  async filtersTrusted(repository: string, folder: string): Promise<boolean> {
    const trusted = this.#repositories.settings(repository).trustedFilters
    if (trusted === '') return false
    const filters = await readFilterConfig(this.#git, { folder })
    return filters.ok && filters.value.hash === trusted
  }

  async #create(
    record: SessionRecord,
    make: (options: NewWorktree) => ReturnType<Worktrees['create']>,
  ): Promise<Result<string, Failure<string>>> {
    const folder = this.#repositories.path(record.repository)
    if (folder === null)
      return err({
        kind: 'repositoryGone',
        message:
          'The session’s repository is not open here any more. Nothing was started. Open its folder again.',
      })
    const settings = this.#repositories.settings(record.repository)
    const made = await make({
      session: record.id,
      repositoryPath: folder,
      copyIgnored: settings.copyIgnored,
      trustedFilters: settings.trustedFilters,
    })
    if (!made.ok) return made
    if (made.value.notCopied.length > 0)
      this.#timelines.report(record.id, record.turns, {
        id: `t${record.turns}-not-copied`,
        kind: 'notice',
        state: 'failed',
        text: `Not copied into the worktree: ${made.value.notCopied.map((left) => `${pathForDisplay(left.path)} (${left.reason})`).join(', ')}. The agent works without them.`,
      })
    return ok(made.value.path)
  }
}
