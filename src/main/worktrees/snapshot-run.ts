import { rm } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import { moveHiddenRef } from '#main/git/move-hidden-ref.ts'
import type { Objects, Signature } from '#main/git/objects.ts'
import type { Git, GitFailure } from '#main/git/run.ts'
import { listChangedPaths, type ChangedPaths } from './changed-paths.ts'
import { workInSubmodules } from './elsewhere.ts'
import { listHidden, showHidden } from './index-flags.ts'
import { IndexUpdate } from './index-update.ts'
import { recordedCommits } from './recorded-commits.ts'
import { startIndex, type StartedIndex } from './snapshot-index.ts'
import type { Snapshot, SnapshotOptions } from './snapshot-options.ts'
import { parentOf } from './snapshot-parent.ts'
import { wholeTree } from './whole-tree.ts'
import { WorktreeGit } from './worktree-git.ts'

const defaultSizeLimit = 200_000_000
const winnow: Signature = { name: 'Winnow', email: 'winnow@localhost' }

interface SnapshotRunOptions extends SnapshotOptions {
  readonly gitDir: string
  /** The index file to be made. */
  readonly index: string
}

/** The steps of one snapshot; see `takeSnapshot`. */
export class SnapshotRun {
  readonly #runner: Git
  readonly #git: WorktreeGit
  readonly #objects: Objects
  readonly #options: SnapshotRunOptions
  readonly #sizeLimit: number
  readonly #update: IndexUpdate
  /** The tree that was found to be whole. */
  #lookedAt: string | null = null

  constructor(git: Git, objects: Objects, options: SnapshotRunOptions) {
    this.#git = new WorktreeGit(git, options)
    this.#objects = objects
    this.#options = options
    this.#sizeLimit = options.sizeLimit ?? defaultSizeLimit
    this.#runner = git
    this.#update = new IndexUpdate(git, this.#git, objects, { ...options, sizeLimit: this.#sizeLimit })
  }

  /** Takes the snapshot; see `takeSnapshot`. */
  take(): Promise<Result<Snapshot, GitFailure>> {
    return this.#run((head) => this.#take(head))
  }

  /** Finds the tree that it would have; see `snapshotTree`. */
  tree(): Promise<Result<string, GitFailure>> {
    return this.#run(async (head) => {
      const found = await this.#find(head)
      return found.ok ? ok(found.value.tree) : found
    })
  }

  async #run<T>(work: (head: Promise<Result<string | null, GitFailure>>) => Promise<T>): Promise<T> {
    const parent = this.#parent()
    try {
      return await work(parent)
    } finally {
      await Promise.all([parent, this.#update.cancel()])
    }
  }

  async #find(
    head: Promise<Result<string | null, GitFailure>>,
  ): Promise<Result<{ readonly tree: string; readonly parent: string | null }, GitFailure>> {
    const configured = await this.#git.refuseFilters(this.#options.trustedFilters ?? '')
    if (!configured.ok) return configured
    const started = await this.#startIndex(false)
    if (!started.ok) return started
    const added = await this.#addAll(started.value)
    if (!added.ok) return added
    const plain = await this.#plainTree(added.value ? (started.value?.tree ?? null) : null)
    if (!plain.ok) return plain
    const parent = await head
    if (!parent.ok) return parent
    const whole = await this.#whole(plain.value, parent.value)
    if (!whole.ok) return whole
    const tree =
      started.value?.mayHaveCommits === false
        ? plain
        : await this.#withoutRecordedCommits(plain.value, parent.value)
    return tree.ok ? ok({ tree: tree.value, parent: parent.value }) : tree
  }

  async #take(head: Promise<Result<string | null, GitFailure>>): Promise<Result<Snapshot, GitFailure>> {
    const found = await this.#find(head)
    if (!found.ok) return found
    const { tree, parent } = found.value
    const { after, known, ref } = this.#options
    if (after !== undefined && tree === known)
      return ok({ commit: after, tree, leftOut: this.#update.leftOut })
    const whole = await this.#whole(tree, parent)
    if (!whole.ok) return whole
    const commit = this.#commit(tree, parent)
    if (!commit.ok) return commit
    const kept = ref === '' || tree === known ? ok(null) : await this.#keep(commit.value)
    if (!kept.ok) return kept
    const { worktree, commonDir, gitDir } = this.#options
    // The repository's own checkout: with the copies there those of a linked worktree are compared.
    const main = path.basename(commonDir) === '.git' ? path.dirname(commonDir) : null
    const checkout = gitDir === commonDir ? worktree : main
    const inSubmodules = await workInSubmodules(this.#runner, this.#git.run, { worktree, checkout })
    const leftOut = [...this.#update.leftOut, ...inSubmodules]
    return ok({ commit: commit.value, tree, leftOut })
  }

  /** See `wholeTree`; of a tree that is only compared nothing is looked at. */
  async #whole(tree: string, parent: string | null): Promise<Result<null, GitFailure>> {
    const { known, base, worktree, ref } = this.#options
    if (ref === '' || tree === known || tree === this.#lookedAt) return ok(null)
    const whole = await wholeTree(this.#git.run, this.#objects, {
      worktree,
      before: known ?? base ?? parent,
      tree,
    })
    if (whole.ok) this.#lookedAt = tree
    return whole
  }

  /** What the index of the snapshot starts from; null if that is the tree of HEAD, or nothing. */
  async #startIndex(anew: boolean): Promise<Result<StartedIndex | null, GitFailure>> {
    const started = await startIndex(this.#git.run, this.#objects, {
      gitDir: this.#options.gitDir,
      index: this.#options.index,
      own: this.#git.own,
      anew,
    })
    if (!started.ok) return this.#canGoWithout(started.error) ? this.#makeIndex() : started
    return started.value ? started : this.#makeIndex()
  }

  /** Reads the tree of HEAD, so that what is tracked though ignored is not lost. */
  async #makeIndex(): Promise<Result<null, GitFailure>> {
    const head = await this.#parent()
    if (!head.ok || head.value === null) return head.ok ? ok(null) : head
    const read = await this.#git.run({ purpose: 'read the tree of HEAD', args: ['read-tree', head.value] })
    return read.ok ? ok(null) : read
  }

  #parent(): Promise<Result<string | null, GitFailure>> {
    return parentOf(this.#git, this.#objects, this.#options)
  }

  /** Brings the index up to date with the files; gives whether it was. */
  async #addAll(started: StartedIndex | null): Promise<Result<boolean, GitFailure>> {
    this.#git.configureIndex(started?.config)
    const shown = await this.#showHidden(started)
    if (!shown.ok) return this.#addAnew(shown.error)
    // It starts while git looks at the files.
    this.#update.prepare()
    let listed = await this.#list()
    if (listed.ok && started && !(await started.accept(listed.value))) {
      await this.#update.cancel()
      this.#git.configureIndex([])
      const anew = await this.#startIndex(true)
      if (!anew.ok) return anew
      const again = await this.#showHidden(anew.value)
      if (!again.ok) return again
      listed = await this.#list()
    }
    if (!listed.ok) {
      await this.#update.cancel()
      return started ? this.#addAnew(listed.error) : listed
    }
    return this.#update.add(listed.value)
  }

  /** Has git look at files although flags of the agent's index say not to. */
  async #showHidden(started: StartedIndex | null): Promise<Result<null, GitFailure>> {
    if (this.#options.startedFrom === undefined || !started?.mayHide) return ok(null)
    const hidden = await listHidden(this.#git.run, this.#options.worktree)
    return hidden.ok ? showHidden(this.#git.run, hidden.value) : hidden
  }

  /** Whether it is the agent's index that git cannot read; that of the person's checkout has what they staged. */
  #canGoWithout(failure: GitFailure): boolean {
    return this.#options.startedFrom !== undefined && /\bindex\b/.test(failure.stderr)
  }

  /** Without the agent's index. */
  async #addAnew(failure: GitFailure): Promise<Result<boolean, GitFailure>> {
    if (!this.#canGoWithout(failure)) return err(failure)
    await rm(this.#options.index, { force: true })
    const made = await this.#makeIndex()
    return made.ok ? this.#addAll(null) : made
  }

  #list(): Promise<Result<ChangedPaths, GitFailure>> {
    return listChangedPaths(this.#git.run, {
      worktree: this.#options.worktree,
      sizeLimit: this.#sizeLimit,
      signal: this.#options.signal,
    })
  }

  #commit(tree: string, parent: string | null): Result<string, GitFailure> {
    return this.#objects.storeCommit({
      tree,
      parents: [parent, this.#options.after ?? null].flatMap((one) => (one === null ? [] : [one])),
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
    const recorded = await recordedCommits(this.#objects, base, tree, this.#options.signal)
    if (!recorded.ok) return recorded
    if (recorded.value.length === 0) return ok(tree)
    const registered = await this.#update.submodules()
    const folders = recorded.value.filter((folder) => !registered.has(folder))
    if (folders.length === 0) return ok(tree)
    const removed = await this.#update.remove(folders)
    if (!removed.ok) return removed
    const added = await this.#update.addEmbedded(folders)
    return added.ok ? this.#writeTree() : added
  }

  /** @param known the tree that the index makes, if git wrote it before */
  async #plainTree(known: string | null): Promise<Result<string, GitFailure>> {
    const object = known === null ? null : await this.#objects.read(known)
    return known !== null && object?.ok && object.value?.type === 'tree' ? ok(known) : this.#writeTree()
  }

  async #writeTree(): Promise<Result<string, GitFailure>> {
    const tree = await this.#git.run({ purpose: 'write the tree of the snapshot', args: ['write-tree'] })
    return tree.ok ? ok(tree.value.stdout.toString('latin1').trim()) : tree
  }

  #keep(commit: string): Promise<Result<null, GitFailure>> {
    return moveHiddenRef((call) => this.#git.run(call), {
      commonDir: this.#git.own?.commonDir ?? null,
      ref: this.#options.ref,
      oid: commit,
      purpose: 'keep the snapshot',
      keeps: true,
    })
  }
}
