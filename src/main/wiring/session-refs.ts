import { err, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { Durability } from '../git/durability.ts'
import { describeGitFailure, type Git } from '../git/run.ts'
import {
  brokenRefs,
  bytesKeptBy,
  hiddenRefs,
  keepObject,
  removeRefLocks,
  removeRefs,
  removeSessionRefs,
  type HeldRef,
} from '../git/session-refs.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { SessionRefs } from '../sessions/ports.ts'

/** The hidden references of sessions, in the repositories that were opened. */
export class RepositorySessionRefs implements SessionRefs {
  readonly #git: Git
  readonly #repositories: Repositories
  readonly #durability: Pick<Durability, 'make'>
  readonly #commonDirs = new Map<string, Promise<string | null>>()

  constructor(git: Git, repositories: Repositories, durability: Pick<Durability, 'make'>) {
    this.#git = git
    this.#repositories = repositories
    this.#durability = durability
  }

  async keep(
    repository: string,
    ref: string,
    oid: string,
    from: string | null = null,
  ): Promise<Result<null, SessionFailure>> {
    const folder = this.#repositories.path(repository)
    if (folder === null)
      return err({
        kind: 'repositoryGone',
        message: `The repository ${repository} is not open here. Nothing was changed. Open its folder again.`,
      })
    const objects = await this.#repositories.objects(repository)
    const place = {
      folder,
      commonDir: await this.#commonDir(repository),
      objects: objects.ok ? objects.value : null,
    }
    const kept = await keepObject(this.#git, place, ref, oid, from)
    if (kept.ok) return kept
    return err({
      kind: 'gitFailed',
      message: `${describeGitFailure(kept.error)}. Nothing was started. Check that the repository can be written and that the disk has room, then start it again.`,
      stderr: kept.error.stderr,
    })
  }

  async makeDurable(
    repository: string,
    ...folders: readonly (string | null)[]
  ): Promise<Result<null, SessionFailure>> {
    const commonDir = await this.#commonDir(repository)
    const made = await this.#durability.make({
      gitDirs: commonDir === null ? [] : [commonDir],
      files: folders.flatMap((folder) => (folder === null ? [] : [{ folder, paths: [] }])),
    })
    if (made.ok) return made
    return err({
      kind: 'gitFailed',
      message: `${describeGitFailure(made.error)}, so it was not noted. Files are as they were. Check the disk and its free space, then try again.`,
      stderr: made.error.stderr,
    })
  }

  async remove(repository: string, session: string): Promise<void> {
    const folder = this.#repositories.path(repository)
    if (folder === null) return
    await removeSessionRefs(this.#git, { folder, commonDir: await this.#commonDir(repository) }, session)
  }

  async all(repository: string): Promise<ReadonlyMap<string, readonly HeldRef[]> | null> {
    const folder = this.#repositories.path(repository)
    const listed = folder === null ? null : await hiddenRefs(this.#git, folder)
    return listed?.ok ? listed.value : null
  }

  async bytes(repository: string, session: string, refs: readonly HeldRef[]): Promise<number | null> {
    const folder = this.#repositories.path(repository)
    return folder === null ? null : bytesKeptBy(this.#git, folder, session, refs)
  }

  async collect(repository: string, refs: readonly HeldRef[]): Promise<Result<null, SessionFailure>> {
    const folder = this.#repositories.path(repository)
    if (folder === null)
      return err({
        kind: 'repositoryGone',
        message:
          'The session’s repository is not open here any more. None of its references was removed. Open its folder again.',
      })
    const removed = await removeRefs(this.#git, folder, refs)
    if (removed.ok) return removed
    return err({
      kind: 'gitFailed',
      message: `${describeGitFailure(removed.error)}. None of the references was removed. Run \`winnow gc\` again.`,
      stderr: removed.error.stderr,
    })
  }

  async broken(repository: string, session: string): Promise<readonly string[]> {
    const commonDir = await this.#commonDir(repository)
    return commonDir === null ? [] : brokenRefs(commonDir, session)
  }

  async unlock(repository: string, session: string): Promise<void> {
    const commonDir = await this.#commonDir(repository)
    if (commonDir !== null) await removeRefLocks(commonDir, session)
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
}
