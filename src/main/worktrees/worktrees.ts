import { mkdir, realpath, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { pathToText } from '#shared/base/path-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { Serial } from '#shared/base/serial.ts'
import type { Git, GitCall, GitFailure } from '#main/git/run.ts'
import { hasMoreFiles, mostFiles, unlessTooLarge } from '#main/git/tree-size.ts'
import type { LeftOut } from './changed-paths.ts'
import { copyIgnored } from './copy-ignored.ts'
import { CatFile } from '#main/git/batch.ts'
import { filterOverrides, readFilterConfig } from '#main/git/filter-config.ts'
import { zeroSeparated } from '#main/git/paths.ts'
import { isFolder, pathExists } from '#main/git/path-exists.ts'
import { gitDirOf, lockReason, removeGitDirsLockedFor, removePipes } from './git-dir.ts'
import { mountsIn } from '#main/system/mounts.ts'
import { deleteFolder, Trash } from './trash.ts'
import {
  addFailure,
  cannotDiscard,
  cannotWrite,
  isThereAlready,
  mountedIn,
  noRepository,
  type WorktreeFailure,
} from './worktree-failure.ts'
import { locateWorktree, mendPointers, type Whereabouts } from './whereabouts.ts'

export interface NewWorktree {
  readonly session: string
  /** Top folder of the repository's checkout. */
  readonly repositoryPath: string
  /** Name of its folder; the checkout's when absent. */
  readonly name?: string | undefined
  /** Ignored files to copy from the checkout; see `copyIgnored`. */
  readonly copyIgnored?: readonly string[] | undefined
  /** Hash of the repository's own filters that the person trusted; see `readFilterConfig`. */
  readonly trustedFilters?: string | undefined
  /** Told the place before anything is made there. */
  readonly announce?: ((folder: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface MadeWorktree {
  readonly path: string
  readonly gitDir: string
  readonly copied: number
  /** Ignored files that were asked for and not copied. */
  readonly notCopied: readonly LeftOut[]
}

type RunInside = (args: readonly string[]) => Promise<Result<string, GitFailure>>

/**
 * Git worktrees for sessions, all in `<home>/worktrees`, and the trash in `<home>/trash`. The repository's own checkout
 * is never written.
 */
export class Worktrees {
  readonly #git: Git
  readonly #folder: string
  readonly #trash: Trash
  readonly #changes = new Serial()

  constructor(options: { readonly git: Git; readonly home: string }) {
    this.#git = options.git
    this.#folder = path.join(options.home, 'worktrees')
    this.#trash = new Trash(path.join(options.home, 'trash'))
  }

  /** Makes a session's worktree at `commit`, with a detached HEAD. */
  create(options: NewWorktree & { readonly commit: string }): Promise<Result<MadeWorktree, WorktreeFailure>> {
    return this.#make(options, `${options.commit}^{commit}`, (inside) =>
      inside(['reset', '--hard', '--quiet', '--no-recurse-submodules']),
    )
  }

  /**
   * Makes it with the files of a snapshot: HEAD is the snapshot's parent, so that what the snapshot had uncommitted is
   * uncommitted again.
   */
  restore(
    options: NewWorktree & { readonly snapshot: string },
  ): Promise<Result<MadeWorktree, WorktreeFailure>> {
    return this.#make(options, `${options.snapshot}^1^{commit}`, async (inside) => {
      const files = await inside(['read-tree', '--reset', '-u', options.snapshot])
      return files.ok ? inside(['read-tree', '-m', 'HEAD']) : files
    })
  }

  /** Whether a worktree can be deleted without anything that is not its own: not while something is mounted in it. */
  async removable(worktree: string): Promise<Result<null, WorktreeFailure>> {
    const real = await realpath(worktree).catch(() => null)
    const mounts = real === null ? [] : await mountsIn(real)
    return mounts.length === 0 ? ok(null) : err(mountedIn(worktree, mounts))
  }

  /** How many ignored files, and folders of nothing else, a worktree has; 0 where git can't tell. */
  async countIgnored(worktree: string): Promise<number> {
    return (await this.listIgnored(worktree))?.length ?? 0
  }

  /** The ignored files, and folders of nothing else, that a worktree has; null where git can't tell. */
  async listIgnored(worktree: string): Promise<readonly string[] | null> {
    const listed = await this.#git.run({
      purpose: 'list ignored files',
      folder: worktree,
      args: ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'],
    })
    return listed.ok ? zeroSeparated(listed.value.stdout).map(pathToText) : null
  }

  /** Moves any folder of a session to the trash; one that is gone is there already. */
  async trash(session: string, folder: string): Promise<Result<null, WorktreeFailure>> {
    const removable = await this.removable(folder)
    if (!removable.ok) return removable
    try {
      await this.#trash.take(folder, session)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return err(cannotDiscard(folder, error))
    }
    return ok(null)
  }

  /** Moves a worktree to the trash at once and makes git forget it, and no other; it is deleted in the background. */
  async discard(options: {
    readonly session: string
    /** Null where it is not known any more: then nobody has to forget the worktree. */
    readonly repositoryPath: string | null
    readonly path: string
  }): Promise<Result<null, WorktreeFailure>> {
    const removable = await this.removable(options.path)
    if (!removable.ok) return removable
    try {
      await this.#trash.take(options.path, options.session)
    } catch (error) {
      // What is gone already only has to be forgotten.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return err(cannotDiscard(options.path, error))
    }
    if (options.repositoryPath !== null) await this.#forget(options.repositoryPath, options.path)
    await rmdir(path.dirname(options.path)).catch(() => undefined)
    void this.#trash.empty()
    return ok(null)
  }

  /** Where git keeps what belongs to a linked worktree; null where its repository does not know it. */
  async gitFolders(
    repositoryPath: string,
    worktree: string,
  ): Promise<{ readonly gitDir: string; readonly commonDir: string } | null> {
    const common = await this.#commonDir(repositoryPath, 'find a worktree’s git folder')
    const gitDir = common.ok ? await gitDirOf(common.value, worktree) : null
    return common.ok && gitDir !== null && gitDir !== common.value
      ? { gitDir, commonDir: common.value }
      : null
  }

  /** Removes the folder around a session's worktree if there is nothing in it, as a kill in the middle leaves it. */
  async removeEmpty(session: string): Promise<void> {
    await rmdir(path.join(this.#folder, session)).catch(() => undefined)
  }

  /** Where a session's worktree is now that was made at `worktree`. */
  locate(session: string, worktree: string): Promise<Whereabouts> {
    return locateWorktree(this.#folder, session, worktree)
  }

  /** Has git know a worktree of a session where it is now; a repository that can't be read does not learn of it. */
  async takeUp(options: {
    readonly repositoryPath: string
    readonly from: string
    readonly to: string
  }): Promise<void> {
    const common = await this.#commonDir(options.repositoryPath, 'take up a moved worktree')
    if (common.ok) await mendPointers(common.value, options.from, options.to)
  }

  /** Deletes what was discarded; done on its own after `discard`, and to be called once at the start. */
  emptyTrash(): Promise<void> {
    return this.#trash.empty()
  }

  dispose(): Promise<void> {
    return this.#trash.dispose()
  }

  /** Makes a worktree whose HEAD is `head`; `checkOut` runs git inside it to bring its files. */
  async #make(
    options: NewWorktree,
    head: string,
    checkOut: (run: RunInside) => Promise<Result<unknown, GitFailure>>,
  ): Promise<Result<MadeWorktree, WorktreeFailure>> {
    if (!(await isFolder(options.repositoryPath))) return err(noRepository(options.repositoryPath))
    let target: string
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      const name = folderName(options.name ?? path.basename(options.repositoryPath))
      target = path.join(await realpath(this.#folder), options.session, name)
      if (await pathExists(target)) return err(isThereAlready(target))
      options.announce?.(target)
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
      return err(cannotWrite(this.#folder, error))
    }
    const made = await this.#addAndCopy(options, target, head, checkOut)
    if (made.ok) return made
    await deleteFolder(target)
    await this.#forget(options.repositoryPath, target)
    await rmdir(path.dirname(target)).catch(() => undefined)
    return err(addFailure(made.error, options.repositoryPath))
  }

  async #addAndCopy(
    options: NewWorktree,
    target: string,
    head: string,
    checkOut: (run: RunInside) => Promise<Result<unknown, GitFailure>>,
  ): Promise<Result<MadeWorktree, GitFailure>> {
    const run = (
      args: readonly string[],
      folder = options.repositoryPath,
      config?: GitCall['config'],
      signal = options.signal,
    ) => this.#git.text({ purpose: 'make a worktree', folder, args, config, signal })
    const [common, commit] = await Promise.all([
      run(['rev-parse', '--path-format=absolute', '--git-common-dir']),
      run(['rev-parse', '--verify', '--end-of-options', head]),
    ])
    if (!common.ok) return common
    if (!commit.ok) return commit
    // Without files it takes some milliseconds; the files then come in parallel with those of other worktrees.
    const added = await this.#oneAtATime(common.value, () =>
      run(['worktree', 'add', ...addFlags, lockReason(target), '--no-checkout', '--', target, commit.value]),
    )
    if (!added.ok) return added
    // Read there: what the configuration includes may depend on the worktree.
    const filters = await readFilterConfig(this.#git, { folder: target })
    if (!filters.ok) return filters
    const config = filterOverrides(filters.value, options.trustedFilters ?? '')
    const objects = new CatFile(this.#git, options.repositoryPath, {})
    const checkedOut = await unlessTooLarge(
      {
        tooLarge: () => hasMoreFiles((oid) => objects.read(oid), commit.value, mostFiles),
        sentence: `its commit unfolds to more than ${mostFiles} files, which is more than a checkout can hold`,
        purpose: 'make a worktree',
        patience: 1000,
        signal: options.signal,
      },
      (signal) => checkOut((args) => run(args, target, config, signal)),
    )
    objects.dispose()
    if (!checkedOut.ok) return checkedOut
    const copied = await copyIgnored(this.#git, {
      from: options.repositoryPath,
      to: target,
      patterns: options.copyIgnored ?? [],
      signal: options.signal,
    })
    if (!copied.ok) return copied
    const gitDir = await gitDirOf(common.value, target)
    if (gitDir === null)
      return err({
        kind: 'failed',
        purpose: 'make a worktree',
        args: [],
        exitCode: null,
        stderr: `its git folder in ${common.value} can't be read`,
      })
    return ok({ path: target, gitDir, ...copied.value })
  }

  /** Makes git forget one worktree whose folder is gone. A repository that is gone itself has nothing to forget. */
  async #forget(repositoryPath: string, worktree: string): Promise<void> {
    if (await pathExists(worktree)) return
    const purpose = 'forget a worktree'
    const common = await this.#commonDir(repositoryPath, purpose)
    // Git deletes all of a git folder, behind mounts as well.
    if (!common.ok || (await mountsIn(path.join(common.value, 'worktrees'))).length > 0) return
    const forgotten = await this.#oneAtATime(common.value, () =>
      this.#git.run({
        purpose,
        folder: repositoryPath,
        // Twice: it is locked.
        args: ['worktree', 'remove', '--force', '--force', '--', worktree],
      }),
    )
    // Its agent may have broken what git knows of it.
    if (!forgotten.ok) await removeGitDirsLockedFor(common.value, worktree)
  }

  #commonDir(folder: string, purpose: string): Promise<Result<string, GitFailure>> {
    const args = ['rev-parse', '--path-format=absolute', '--git-common-dir']
    return this.#git.text({ purpose, folder, args })
  }

  /**
   * Runs what changes a repository's list of worktrees after what came before. Git does not: two at once fail with
   * "failed to read .git/worktrees/…/commondir", because each reads what the other has half written. A git command that
   * someone else runs can still be in the way, so that failure is tried again, and so is one over a pipe that an agent
   * made: git would wait for it for ever, before it has changed anything, and is stopped; see `watchForBlockage`.
   */
  #oneAtATime<T>(
    commonDir: string,
    change: () => Promise<Result<T, GitFailure>>,
  ): Promise<Result<T, GitFailure>> {
    return this.#changes.run(async () => {
      for (let more = 5; ; more -= 1) {
        const done = await change()
        if (
          done.ok ||
          more === 0 ||
          !/failed to read .*commondir|is a pipe or a device/.test(done.error.stderr)
        )
          return done
        // Not before: that would read the git folders of all worktrees each time.
        await removePipes(commonDir)
      }
    })
  }
}

/** Locked, so that neither the agent nor a maintenance run prunes it; twice forced, for one whose folder was deleted. */
const addFlags = ['--detach', '--force', '--force', '--lock', '--reason']

/** A folder name made of a repository's name. */
function folderName(name: string): string {
  const plain = Array.from(name, (char) => (char < ' ' || '/\\:'.includes(char) ? '-' : char)).join('')
  return /^\.*$/.test(plain) || plain.toLowerCase() === '.git' ? 'checkout' : plain
}
