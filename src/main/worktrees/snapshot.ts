import { rm } from 'node:fs/promises'
import path from 'node:path'
import { pathToText } from '#shared/base/path-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { setHiddenRef } from '#main/git/hidden-ref.ts'
import type { Objects, Signature } from '#main/git/objects.ts'
import type { Git, GitCall, GitFailure, PreparedGit } from '#main/git/run.ts'
import { isFolder } from '#main/git/presence.ts'
import { readPlainFile } from '#main/git/plain-file.ts'
import { hasMoreFiles, mostFiles, unlessTooLarge } from '#main/git/tree-size.ts'
import { listChangedPaths, type ChangedPaths, type LeftOut, type WorktreeRun } from './changed-paths.ts'
import { encodedPaths, takeAsTheyAre } from './encoded.ts'
import { listHidden, showHidden } from './index-flags.ts'
import { usableGitDir } from './stand-in-git-dir.ts'
import { listEmbedded, registeredSubmodules, strayFiles } from './embedded.ts'
import {
  filterOverrides,
  type OwnConfig,
  readFilterConfig,
  readPlainConfig,
} from '#main/git/filter-config.ts'
import { snapshotFailure, type SnapshotFailure } from './snapshot-failure.ts'
import { startIndex, type StartedIndex } from './snapshot-index.ts'
import { pathList, zeroSeparated } from '#main/git/paths.ts'

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
  /** The full name of the reference to be set: "refs/winnow/<session>/r1". */
  readonly ref: string
  readonly message: string
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
  const standIn = objects.temporaryPath('git')
  try {
    const usable = { ...options, gitDir: await usableGitDir(standIn, options) }
    const base = options.base ?? options.parent
    const taken = await unlessTooLarge(
      {
        tooLarge: async () => {
          const head = base ?? (await new SnapshotRun(git, objects, usable, index).head())
          return head !== null && hasMoreFiles((oid) => objects.read(oid), head, mostFiles)
        },
        sentence: `what it is compared with unfolds to more than ${mostFiles} files`,
        purpose: 'take a snapshot',
        patience: 1000,
        signal: options.signal,
      },
      (signal) => new SnapshotRun(git, objects, { ...usable, signal }, index).take(),
    )
    return taken.ok ? taken : err(snapshotFailure(taken.error))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return err({
      kind: 'gitFailed',
      message: `No snapshot was taken, because the data folder can't be written (${error instanceof Error ? error.message : String(error)}). Nothing in the worktree was changed, and earlier revisions are kept. Free some space, then take it again.`,
    })
  } finally {
    await Promise.all(
      [index, `${index}.lock`, standIn].map((file) => rm(file, { recursive: true, force: true })),
    )
  }
}

interface UsableOptions extends SnapshotOptions {
  readonly gitDir: string
}

const updateCall = {
  purpose: 'add files to the snapshot',
  args: ['update-index', '--add', '--replace', '--remove', '-z', '--stdin'],
}

class SnapshotRun {
  readonly #git: Git
  readonly #objects: Objects
  readonly #options: UsableOptions
  readonly #index: string
  readonly #sizeLimit: number
  readonly #leftOut: LeftOut[] = []
  #own: OwnConfig | null = null
  #config: readonly (readonly [string, string])[] = [['core.splitIndex', 'false']]
  #registered: Promise<ReadonlySet<string>> | null = null
  #updating: PreparedGit | null = null

  constructor(git: Git, objects: Objects, options: UsableOptions, index: string) {
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
    const parent = this.#parent()
    try {
      return await this.#take(parent)
    } finally {
      await Promise.all([parent, this.#updating?.cancel()])
    }
  }

  async #take(head: Promise<Result<string | null, GitFailure>>): Promise<Result<Snapshot, GitFailure>> {
    const configured = await this.#configure()
    if (!configured.ok) return configured
    const started = await this.#startIndex(false)
    if (!started.ok) return started
    const added = await this.#addAll(started.value)
    if (!added.ok) return added
    const plain = await this.#plainTree(added.value ? (started.value?.tree ?? null) : null)
    if (!plain.ok) return plain
    const parent = await head
    if (!parent.ok) return parent
    const tree =
      started.value?.mayHaveCommits === false
        ? plain
        : await this.#withoutRecordedCommits(plain.value, parent.value)
    if (!tree.ok) return tree
    const commit = this.#commit(tree.value, parent.value)
    if (!commit.ok) return commit
    const kept = await this.#keep(commit.value)
    if (!kept.ok) return kept
    return ok({ commit: commit.value, tree: tree.value, leftOut: this.#leftOut })
  }

  /** Finds which filters of the repository's own are not to run. Nothing that may run one comes before. */
  async #configure(): Promise<Result<null, GitFailure>> {
    this.#own = await readPlainConfig(this.#options.gitDir)
    if (this.#own) return ok(null)
    const filters = await readFilterConfig(this.#git, { folder: this.#options.worktree, env: this.#env() })
    if (!filters.ok) return filters
    this.#config = [...this.#config, ...filterOverrides(filters.value, this.#options.trustedFilters ?? '')]
    return ok(null)
  }

  #env(): Record<string, string> {
    // Given by name, so that neither a changed .git or commondir file nor core.worktree leads elsewhere, and git reads
    // the configuration that was looked at.
    const { gitDir, commonDir, worktree } = this.#options
    return {
      GIT_DIR: gitDir,
      ...(gitDir === commonDir ? {} : { GIT_COMMON_DIR: this.#own?.commonDir ?? commonDir }),
      GIT_WORK_TREE: worktree,
      GIT_INDEX_FILE: this.#index,
    }
  }

  #call(call: Omit<GitCall, 'folder'>): GitCall {
    return {
      signal: this.#options.signal,
      ...call,
      folder: this.#options.worktree,
      env: { ...this.#env(), ...call.env },
      config: this.#config,
    }
  }

  readonly #run: WorktreeRun = (call) => this.#git.run(this.#call(call))

  /** What the index of the snapshot starts from; null if that is the tree of HEAD, or nothing. */
  async #startIndex(anew: boolean): Promise<Result<StartedIndex | null, GitFailure>> {
    const started = await startIndex(this.#run, this.#objects, {
      gitDir: this.#options.gitDir,
      index: this.#index,
      own: this.#own,
      anew,
    })
    if (!started.ok || started.value) return started
    return this.#makeIndex()
  }

  /** Reads the tree of HEAD, so that what is tracked though ignored is not lost. */
  async #makeIndex(): Promise<Result<null, GitFailure>> {
    const head = await this.#parent()
    if (!head.ok || head.value === null) return head.ok ? ok(null) : head
    const read = await this.#run({ purpose: 'read the tree of HEAD', args: ['read-tree', head.value] })
    return read.ok ? ok(null) : read
  }

  async #head(): Promise<Result<string | null, GitFailure>> {
    const detached = ((await readPlainFile(path.join(this.#options.gitDir, 'HEAD'), 8192)) ?? '').trim()
    if (/^[0-9a-f]{40,}$/.test(detached)) {
      const object = await this.#objects.read(detached)
      if (object.ok && object.value?.oid === detached && object.value.type === 'commit') return ok(detached)
    }
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
    const { parent } = this.#options
    if (parent === undefined) {
      const head = await this.#head()
      return head.ok ? ok(head.value ?? this.#options.startedFrom ?? null) : head
    }
    if (parent === null) return ok(null)
    const object = await this.#objects.read(parent)
    if (!object.ok || object.value?.type === 'commit') return object.ok ? ok(parent) : object
    const stderr = `${parent} is not a commit of the repository`
    return err({ kind: 'failed', purpose: 'find the parent', args: [], exitCode: null, stderr })
  }

  /** Brings the index up to date with the files; gives whether it was. */
  async #addAll(started: StartedIndex | null): Promise<Result<boolean, GitFailure>> {
    const config = this.#config
    this.#config = [...config, ...(started?.config ?? [])]
    const shown = await this.#showHidden(started)
    if (!shown.ok) return this.#addAnew(shown.error)
    // It starts while git looks at the files.
    this.#updating = this.#git.prepare(this.#call(updateCall))
    let listed = await this.#list()
    if (listed.ok && started && !(await started.accept(listed.value))) {
      await this.#cancelUpdate()
      this.#config = config
      const anew = await this.#startIndex(true)
      if (!anew.ok) return anew
      const again = await this.#showHidden(anew.value)
      if (!again.ok) return again
      listed = await this.#list()
    }
    if (!listed.ok) {
      await this.#cancelUpdate()
      return started ? this.#addAnew(listed.error) : listed
    }
    return this.#add(listed.value)
  }

  /** Has git look at files although flags of the agent's index say not to. */
  async #showHidden(started: StartedIndex | null): Promise<Result<null, GitFailure>> {
    if (this.#options.startedFrom === undefined || !started?.mayHide) return ok(null)
    const hidden = await listHidden(this.#run, this.#options.worktree)
    return hidden.ok ? showHidden(this.#run, hidden.value) : hidden
  }

  /** Without the agent's index, which git cannot read. */
  async #addAnew(failure: GitFailure): Promise<Result<boolean, GitFailure>> {
    if (this.#options.startedFrom === undefined || !/\bindex\b/.test(failure.stderr)) return err(failure)
    await rm(this.#index, { force: true })
    const made = await this.#makeIndex()
    return made.ok ? this.#addAll(null) : made
  }

  async #add({ update, gone, embedded, leftOut }: ChangedPaths): Promise<Result<boolean, GitFailure>> {
    this.#leftOut.push(...leftOut)
    if (gone.length > 0 || update.length === 0) await this.#cancelUpdate()
    const removed = await this.#removeEntries(gone)
    if (!removed.ok) return removed
    const updated = await this.#update(update)
    if (!updated.ok) return updated
    this.#leftOut.push(...(await strayFiles(this.#run, this.#options.worktree, () => this.#submodules())))
    const all = await this.#addEmbedded(embedded)
    return all.ok ? ok([update, gone, embedded].every((paths) => paths.length === 0)) : all
  }

  #list(): Promise<Result<ChangedPaths, GitFailure>> {
    return listChangedPaths(this.#run, {
      worktree: this.#options.worktree,
      sizeLimit: this.#sizeLimit,
      signal: this.#options.signal,
    })
  }

  /** Ends the process that has started early; it holds the lock of the index. */
  async #cancelUpdate(): Promise<void> {
    await this.#updating?.cancel()
    this.#updating = null
  }

  async #keep(commit: string): Promise<Result<null, GitFailure>> {
    const { ref } = this.#options
    if (this.#own && (await setHiddenRef(this.#own.commonDir, ref, commit))) return ok(null)
    const kept = await this.#run({
      purpose: 'keep the snapshot',
      args: ['update-ref', '--no-deref', ref, commit],
    })
    return kept.ok ? ok(null) : kept
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
   * meanwhile) is left out and told; one that is not in the encoding which an attribute claims is taken byte for byte;
   * a filter that fails ends the snapshot.
   */
  async #update(paths: readonly string[]): Promise<Result<null, GitFailure>> {
    let left = paths
    let refused = 0
    while (left.length > 0) {
      const updating = this.#updating ?? this.#git.prepare(this.#call(updateCall))
      this.#updating = null
      const updated = await updating.finish(pathList(left))
      if (updated.ok) return ok(null)
      const { stderr } = updated.error
      const undecodable = /^fatal: (?:failed to encode|BOM is \w+ in) '(.*)' (?:from|if)/m.exec(stderr)?.[1]
      const failed = undecodable ?? /^fatal: Unable to process path (.*)$/m.exec(stderr)?.[1]
      const rest = left.filter((name) => name !== failed)
      if (updated.error.kind !== 'failed' || rest.length === left.length) return updated
      if (/clean filter|external filter/.test(stderr)) return updated
      left = rest
      if (undecodable === undefined) this.#leftOut.push({ path: failed ?? '', reason: firstError(stderr) })
      else {
        refused += 1
        // After some of them, all others that an attribute claims to be in some encoding: most would be refused too.
        const others = await encodedPaths(this.#run, refused < 10 ? [] : left)
        if (!others.ok) return others
        const wrong = [undecodable, ...others.value]
        const taken = await takeAsTheyAre(this.#run, this.#objects, this.#options.worktree, wrong)
        if (!taken.ok) return taken
        const done = new Set(wrong)
        left = left.filter((name) => !done.has(name))
      }
    }
    return ok(null)
  }

  #commit(tree: string, parent: string | null): Result<string, GitFailure> {
    return this.#objects.storeCommit({
      tree,
      parents: parent === null ? [] : [parent],
      message: this.#options.message,
      signature: winnow,
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

  /** @param known the tree that the index makes, if git wrote it before */
  async #plainTree(known: string | null): Promise<Result<string, GitFailure>> {
    const object = known === null ? null : await this.#objects.read(known)
    return known !== null && object?.ok && object.value?.type === 'tree' ? ok(known) : this.#writeTree()
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

function firstError(stderr: string): string {
  return /^error: (.*)$/m.exec(stderr)?.[1] ?? 'git could not read it'
}
