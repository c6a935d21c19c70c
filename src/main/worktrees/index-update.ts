import { ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '#main/git/objects.ts'
import { pathList } from '#main/git/paths.ts'
import type { Git, GitFailure, PreparedGit } from '#main/git/run.ts'
import { mostWords, type ChangedPaths, type LeftOut } from './changed-paths.ts'
import { sortEmbedded } from './elsewhere.ts'
import { listEmbedded, registeredSubmodules, strayFiles } from './embedded.ts'
import { encodedPaths, takeAsTheyAre } from './encoded.ts'
import type { WorktreeGit } from './worktree-git.ts'

const updateCall = {
  purpose: 'add files to the snapshot',
  args: ['update-index', '--add', '--replace', '--remove', '-z', '--stdin'],
  wordsKept: mostWords,
}

/** Brings an index up to date with the files of its worktree, and tells what could not be taken. */
export class IndexUpdate {
  readonly leftOut: LeftOut[] = []
  readonly #runner: Git
  readonly #git: WorktreeGit
  readonly #objects: Objects
  readonly #worktree: string
  readonly #commonDir: string
  readonly #sizeLimit: number
  readonly #signal: AbortSignal | undefined
  #registered: Promise<ReadonlySet<string>> | null = null
  #updating: PreparedGit | null = null

  constructor(
    runner: Git,
    git: WorktreeGit,
    objects: Objects,
    options: {
      readonly worktree: string
      /** The git folder that all worktrees of the repository share. */
      readonly commonDir: string
      /** In bytes; larger files are left out unread. */
      readonly sizeLimit: number
      readonly signal?: AbortSignal | undefined
    },
  ) {
    this.#runner = runner
    this.#git = git
    this.#objects = objects
    this.#worktree = options.worktree
    this.#commonDir = options.commonDir
    this.#sizeLimit = options.sizeLimit
    this.#signal = options.signal
  }

  /** Starts the process that will add files, while git still looks for them. To be ended by `add` or `cancel`. */
  prepare(): void {
    this.#updating = this.#git.prepare(updateCall)
  }

  /** Ends the process that was started early; it holds the lock of the index. */
  async cancel(): Promise<void> {
    await this.#updating?.cancel()
    this.#updating = null
  }

  /** Takes what changed; gives whether that was nothing. */
  async add({ update, gone, embedded, leftOut }: ChangedPaths): Promise<Result<boolean, GitFailure>> {
    this.leftOut.push(...leftOut)
    if (gone.length > 0 || update.length === 0) await this.cancel()
    const removed = await this.remove(gone)
    if (!removed.ok) return removed
    const updated = await this.#update(update)
    if (!updated.ok) return updated
    this.leftOut.push(...(await strayFiles(this.#git.run, this.#worktree, () => this.submodules())))
    const all = await this.addEmbedded(embedded)
    return all.ok ? ok([update, gone, embedded].every((paths) => paths.length === 0)) : all
  }

  /** The paths of the submodules that the worktree registers. */
  submodules(): Promise<ReadonlySet<string>> {
    return (this.#registered ??= registeredSubmodules(this.#git.run, this.#worktree))
  }

  async remove(paths: readonly string[]): Promise<Result<null, GitFailure>> {
    if (paths.length === 0) return ok(null)
    const removed = await this.#git.run({
      purpose: 'record removed files',
      args: ['update-index', '--force-remove', '-z', '--stdin'],
      input: pathList(paths),
    })
    return removed.ok ? ok(null) : removed
  }

  /**
   * Adds repositories in the worktree: a submodule as its commit, nothing of another worktree or a clone of this repository,
   * the files of any other.
   */
  async addEmbedded(folders: readonly string[]): Promise<Result<null, GitFailure>> {
    if (folders.length === 0) return ok(null)
    const registered = await this.submodules()
    const submodules = await this.#update(folders.filter((folder) => registered.has(folder)))
    if (!submodules.ok) return submodules
    const sorted = await sortEmbedded(this.#runner, this.#objects, {
      worktree: this.#worktree,
      commonDir: this.#commonDir,
      folders: folders.filter((folder) => !registered.has(folder)),
    })
    this.leftOut.push(...sorted.leftOut)
    const listed = await listEmbedded(this.#git.run, {
      worktree: this.#worktree,
      folders: sorted.taken,
      sizeLimit: this.#sizeLimit,
      signal: this.#signal,
    })
    if (!listed.ok) return listed
    this.leftOut.push(...listed.value.leftOut)
    return this.#update(listed.value.files)
  }

  /**
   * Adds what is on disk at these paths. A file that git cannot read although it looked readable (it changed
   * meanwhile) is left out and told; one that is not in the encoding which an attribute claims is taken byte for byte;
   * a filter that fails ends the snapshot.
   */
  async #update(paths: readonly string[]): Promise<Result<null, GitFailure>> {
    let left = paths
    let refused = 0
    while (left.length > 0) {
      const updating = this.#updating ?? this.#git.prepare(updateCall)
      this.#updating = null
      const updated = await updating.finish(pathList(left))
      if (updated.ok) {
        this.leftOut.push(...refusedNames(updated.value.stderr))
        return ok(null)
      }
      const { stderr } = updated.error
      const undecodable = /^fatal: (?:failed to encode|BOM is \w+ in) '(.*)' (?:from|if)/m.exec(stderr)?.[1]
      const failed = undecodable ?? /^fatal: Unable to process path (.*)$/m.exec(stderr)?.[1]
      const rest = left.filter((name) => name !== failed)
      if (updated.error.kind !== 'failed' || rest.length === left.length) return updated
      if (/clean filter|external filter/.test(stderr)) return updated
      left = rest
      if (undecodable === undefined) this.leftOut.push({ path: failed ?? '', reason: firstError(stderr) })
      else {
        refused += 1
        // After some of them, all others that an attribute claims to be in some encoding: most would be refused too.
        const others = await encodedPaths(this.#git.run, refused < 10 ? [] : left)
        if (!others.ok) return others
        const wrong = [undecodable, ...others.value]
        const taken = await takeAsTheyAre(this.#git.run, this.#objects, this.#worktree, wrong)
        if (!taken.ok) return taken
        const done = new Set(wrong)
        left = left.filter((name) => !done.has(name))
      }
    }
    return ok(null)
  }
}

/** Git goes past names that it takes in no tree, and says so: `.GIT`, or what other systems take for `.git`. */
function refusedNames(stderr: string): LeftOut[] {
  return [...stderr.matchAll(/^Ignoring path (.+)$/gm)].map(([, name = '']) => ({
    path: name,
    reason: 'git takes no file of such a name',
  }))
}

function firstError(stderr: string): string {
  return /^error: (.*)$/m.exec(stderr)?.[1] ?? 'git could not read it'
}
