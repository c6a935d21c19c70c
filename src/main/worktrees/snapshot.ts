import { rm, stat } from 'node:fs/promises'
import { pathToText } from '#shared/base/path-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/contract/common.ts'
import { copyIndex } from '#main/git/index-copy.ts'
import type { Objects, Signature } from '#main/git/objects.ts'
import { describeGitFailure, type Git, type GitFailure } from '#main/git/run.ts'
import { hasMoreFiles, mostFiles, unlessTooLarge } from '#main/git/tree-size.ts'
import { listChangedPaths, type LeftOut, type WorktreeRun } from './changed-paths.ts'
import { listEmbedded, registeredSubmodules, strayFiles } from './embedded.ts'
import { filterOverrides, readFilterConfig } from '#main/git/filter-config.ts'
import { pathList, zeroSeparated } from './worktree-path.ts'

export type SnapshotFailureKind = 'worktreeMissing' | 'filterFailed' | 'stopped' | 'gitFailed'
export type SnapshotFailure = Failure<SnapshotFailureKind>

export interface Snapshot {
  readonly commit: string
  readonly tree: string
  /** What could not be taken: of a tracked file the content that the worktree's index has is in the tree instead. */
  readonly leftOut: readonly LeftOut[]
}

export interface SnapshotOptions {
  /** Top folder of the worktree. */
  readonly worktree: string
  /** Its git folder (`<common>/worktrees/<id>`, or the repository's own); see `gitDirOf`. */
  readonly gitDir: string
  /** The full name of the reference to be set: "refs/winnow/<session>/r1". */
  readonly ref: string
  readonly message: string
  /** Parent of the commit; the worktree's HEAD when absent, none when null. */
  readonly parent?: string | null | undefined
  /** A commit or tree in which a folder recorded as a commit id is a submodule although nothing registers it. */
  readonly base?: string | undefined
  /** In bytes; larger files are left out unread. */
  readonly sizeLimit?: number | undefined
  /** Hash of the repository's own filters that the person trusted; see `readFilterConfig`. */
  readonly trustedFilters?: string | undefined
  readonly signal?: AbortSignal | undefined
}

const defaultSizeLimit = 200_000_000
const winnow: Signature = { name: 'Winnow', email: 'winnow@localhost' }

/**
 * Records all of a worktree's files as a commit under a hidden reference: tracked and untracked files, not ignored
 * ones, as `git add -A` would take them, but with repositories embedded in the worktree file by file. Works on a copy
 * of the worktree's index: its index, HEAD, branch and files are never touched.
 */
export async function takeSnapshot(
  git: Git,
  objects: Objects,
  options: SnapshotOptions,
): Promise<Result<Snapshot, SnapshotFailure>> {
  if (!(await isFolder(options.worktree)))
    return err({
      kind: 'worktreeMissing',
      message: `The folder ${options.worktree} is not there any more, so no snapshot was taken. Earlier revisions are kept. Restore the session to bring its files back.`,
      paths: [options.worktree],
    })
  const index = objects.temporaryPath('index')
  try {
    const base = options.base ?? options.parent
    const taken = await unlessTooLarge(
      {
        tooLarge: async () => {
          const head = base ?? (await new SnapshotRun(git, objects, options, index).head())
          return head !== null && hasMoreFiles((oid) => objects.read(oid), head, mostFiles)
        },
        sentence: `what it is compared with unfolds to more than ${mostFiles} files`,
        purpose: 'take a snapshot',
        patience: 1000,
        signal: options.signal,
      },
      (signal) => new SnapshotRun(git, objects, { ...options, signal }, index).take(),
    )
    return taken.ok ? taken : err(snapshotFailure(taken.error))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return err({
      kind: 'gitFailed',
      message: `No snapshot was taken, because the data folder can't be written (${error instanceof Error ? error.message : String(error)}). Nothing in the worktree was changed, and earlier revisions are kept. Free some space, then take it again.`,
    })
  } finally {
    await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })))
  }
}

class SnapshotRun {
  readonly #git: Git
  readonly #objects: Objects
  readonly #options: SnapshotOptions
  readonly #index: string
  readonly #sizeLimit: number
  readonly #leftOut: LeftOut[] = []
  #config: readonly (readonly [string, string])[] = []
  #registered: Promise<ReadonlySet<string>> | null = null

  constructor(git: Git, objects: Objects, options: SnapshotOptions, index: string) {
    this.#git = git
    this.#objects = objects
    this.#options = options
    this.#index = index
    this.#sizeLimit = options.sizeLimit ?? defaultSizeLimit
  }

  /** The commit that HEAD is, or null. */
  async head(): Promise<string | null> {
    const head = await this.#head()
    return head.ok ? head.value : null
  }

  async take(): Promise<Result<Snapshot, GitFailure>> {
    const [filters, copied, parent] = await Promise.all([
      readFilterConfig(this.#git, { folder: this.#options.worktree, env: this.#env() }),
      this.#copyIndex(),
      this.#parent(),
    ])
    if (!filters.ok) return filters
    if (!copied.ok) return copied
    if (!parent.ok) return parent
    this.#config = [
      ['core.splitIndex', 'false'],
      ...filterOverrides(filters.value, this.#options.trustedFilters ?? ''),
    ]
    const added = await this.#addAll()
    if (!added.ok) return added
    const plain = await this.#writeTree()
    if (!plain.ok) return plain
    // Almost always the tree is right as it is: its commit is made while that is being found out.
    const [tree, early] = await Promise.all([
      this.#withoutRecordedCommits(plain.value, parent.value),
      this.#commit(plain.value, parent.value),
    ])
    if (!tree.ok) return tree
    const commit = tree.value === plain.value ? early : await this.#commit(tree.value, parent.value)
    if (!commit.ok) return commit
    const kept = await this.#run({
      purpose: 'keep the snapshot',
      args: ['update-ref', '--no-deref', this.#options.ref, commit.value],
    })
    if (!kept.ok) return kept
    return ok({ commit: commit.value, tree: tree.value, leftOut: this.#leftOut })
  }

  #env(): Record<string, string> {
    // Given by name, so that neither a changed .git file nor core.worktree leads elsewhere.
    return {
      GIT_DIR: this.#options.gitDir,
      GIT_WORK_TREE: this.#options.worktree,
      GIT_INDEX_FILE: this.#index,
    }
  }

  readonly #run: WorktreeRun = (call) =>
    this.#git.run({
      signal: this.#options.signal,
      ...call,
      folder: this.#options.worktree,
      env: { ...this.#env(), ...call.env },
      config: this.#config,
    })

  /** The copy knows the files' times, so that git looks only at what changed, and what is tracked though ignored. */
  async #copyIndex(): Promise<Result<null, GitFailure>> {
    if (await copyIndex(this.#options.gitDir, this.#index)) return ok(null)
    const head = await this.#head()
    if (!head.ok || head.value === null) return head.ok ? ok(null) : head
    const read = await this.#run({ purpose: 'read the tree of HEAD', args: ['read-tree', head.value] })
    return read.ok ? ok(null) : read
  }

  async #head(): Promise<Result<string | null, GitFailure>> {
    const head = await this.#git.text({
      purpose: 'find HEAD',
      folder: this.#options.worktree,
      env: this.#env(),
      args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'],
      accept: [0, 1],
    })
    return head.ok ? ok(head.value === '' ? null : head.value) : head
  }

  async #parent(): Promise<Result<string | null, GitFailure>> {
    return this.#options.parent === undefined ? this.#head() : ok(this.#options.parent)
  }

  async #addAll(): Promise<Result<null, GitFailure>> {
    const listed = await listChangedPaths(this.#run, {
      worktree: this.#options.worktree,
      sizeLimit: this.#sizeLimit,
      signal: this.#options.signal,
    })
    if (!listed.ok) return listed
    const { update, gone, embedded, leftOut } = listed.value
    this.#leftOut.push(...leftOut)
    const removed = await this.#removeEntries(gone)
    if (!removed.ok) return removed
    const updated = await this.#update(update)
    if (!updated.ok) return updated
    this.#leftOut.push(...(await strayFiles(this.#run, this.#options.worktree, () => this.#submodules())))
    return this.#addEmbedded(embedded)
  }

  #submodules(): Promise<ReadonlySet<string>> {
    return (this.#registered ??= registeredSubmodules(this.#run, this.#options.worktree))
  }

  async #removeEntries(paths: readonly string[]): Promise<Result<null, GitFailure>> {
    if (paths.length === 0) return ok(null)
    const removed = await this.#run({
      purpose: 'record removed files',
      args: ['update-index', '--force-remove', '-z', '--stdin'],
      input: pathList(paths),
    })
    return removed.ok ? ok(null) : removed
  }

  async #addEmbedded(folders: readonly string[]): Promise<Result<null, GitFailure>> {
    if (folders.length === 0) return ok(null)
    const registered = await this.#submodules()
    const submodules = await this.#update(folders.filter((folder) => registered.has(folder)))
    if (!submodules.ok) return submodules
    const listed = await listEmbedded(this.#run, {
      worktree: this.#options.worktree,
      folders: folders.filter((folder) => !registered.has(folder)),
      sizeLimit: this.#sizeLimit,
      signal: this.#options.signal,
    })
    if (!listed.ok) return listed
    this.#leftOut.push(...listed.value.leftOut)
    return this.#update(listed.value.files)
  }

  /**
   * Adds what is on disk at these paths. A file that git cannot read although it looked readable (it changed
   * meanwhile) is left out and told; a filter that fails ends the snapshot.
   */
  async #update(paths: readonly string[]): Promise<Result<null, GitFailure>> {
    let left = paths
    while (left.length > 0) {
      const updated = await this.#run({
        purpose: 'add files to the snapshot',
        args: ['update-index', '--add', '--replace', '--remove', '-z', '--stdin'],
        input: pathList(left),
      })
      if (updated.ok) return ok(null)
      const failed = /^fatal: Unable to process path (.*)$/m.exec(updated.error.stderr)?.[1]
      const rest = left.filter((name) => name !== failed)
      if (updated.error.kind !== 'failed' || rest.length === left.length) return updated
      if (/clean filter|external filter/.test(updated.error.stderr)) return updated
      this.#leftOut.push({ path: failed ?? '', reason: firstError(updated.error.stderr) })
      left = rest
    }
    return ok(null)
  }

  #commit(tree: string, parent: string | null): Promise<Result<string, GitFailure>> {
    return this.#objects.commit({
      tree,
      parents: parent === null ? [] : [parent],
      message: this.#options.message,
      author: winnow,
      committer: winnow,
    })
  }

  /**
   * The tree with files in place of repositories that the agent itself added to its index, or committed, of which git
   * recorded no file; the tree itself if there are none.
   */
  async #withoutRecordedCommits(tree: string, parent: string | null): Promise<Result<string, GitFailure>> {
    const base = this.#options.base ?? parent
    const recorded = await this.#recordedCommits(base, tree)
    if (!recorded.ok) return recorded
    if (recorded.value.length === 0) return ok(tree)
    const registered = await this.#submodules()
    const folders = recorded.value.filter((folder) => !registered.has(folder))
    if (folders.length === 0) return ok(tree)
    const removed = await this.#removeEntries(folders)
    if (!removed.ok) return removed
    const added = await this.#addEmbedded(folders)
    return added.ok ? this.#writeTree() : added
  }

  async #writeTree(): Promise<Result<string, GitFailure>> {
    const tree = await this.#run({ purpose: 'write the tree of the snapshot', args: ['write-tree'] })
    return tree.ok ? ok(tree.value.stdout.toString('latin1').trim()) : tree
  }

  /** Paths that are commit ids in the tree and were none in the base. */
  async #recordedCommits(base: string | null, tree: string): Promise<Result<readonly string[], GitFailure>> {
    const args =
      base === null
        ? ['ls-tree', '-r', '-z', tree]
        : ['diff-tree', '-r', '--raw', '-z', '--no-renames', '--end-of-options', base, tree]
    const listed = await this.#objects.run({
      purpose: 'look for submodules',
      args,
      signal: this.#options.signal,
    })
    if (!listed.ok) return listed
    const fields = zeroSeparated(listed.value.stdout)
    const commits: string[] = []
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at]
      if (!field) continue
      if (base === null) {
        if (field.toString('latin1', 0, 7) === '160000 ')
          commits.push(pathToText(field.subarray(field.indexOf(9) + 1)))
        continue
      }
      const [oldMode, newMode] = field.toString('latin1', 1, 14).split(' ')
      at += 1
      if (newMode === '160000' && oldMode !== '160000')
        commits.push(pathToText(fields[at] ?? Buffer.alloc(0)))
    }
    return ok(commits)
  }
}

async function isFolder(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory()
  } catch {
    return false
  }
}

function firstError(stderr: string): string {
  return /^error: (.*)$/m.exec(stderr)?.[1] ?? 'git could not read it'
}

function snapshotFailure(failure: GitFailure): SnapshotFailure {
  const untouched = 'Nothing in the worktree was changed, and earlier revisions are kept.'
  if (failure.kind === 'aborted')
    return { kind: 'stopped', message: `The snapshot was stopped. ${untouched} Take it again when you like.` }
  if (/clean filter|external filter/.test(failure.stderr))
    return {
      kind: 'filterFailed',
      message: `No snapshot was taken, because a filter of your git configuration failed. ${untouched} Check that the filter's program (such as git-lfs) is installed, then take it again.`,
      stderr: failure.stderr,
    }
  return {
    kind: 'gitFailed',
    message: `No snapshot was taken: ${describeGitFailure(failure)}. ${untouched} Check the disk and the repository, then take it again.`,
    stderr: failure.stderr,
  }
}
