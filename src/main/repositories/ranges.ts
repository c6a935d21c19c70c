import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session.ts'
import type { ComparedWith, ExistingSource } from '#shared/domain/session/session.ts'
import { Porcelain } from '../git/porcelain.ts'
import type { Git } from '../git/run.ts'

/** Two trees to compare, with the commits they come from. */
export interface ResolvedRange {
  readonly label: string
  readonly baseName: string
  readonly baseCommit: string
  readonly baseTree: string
  readonly commit: string
  readonly tree: string
  readonly comparedWith: ComparedWith
  /** A sentence for the person where it is compared with something else than what was named. */
  readonly notice: string | null
}

type RangeSource = Omit<Extract<ExistingSource, { readonly kind: 'range' }>, 'kind'>

type Answer<T> = Promise<Result<T, SessionFailure>>

/** Resolves names of commits in one checkout. Names that look like options are names all the same. */
export class RangeResolver {
  readonly #git: Git
  readonly #porcelain: Porcelain
  readonly #folder: string

  constructor(git: Git, folder: string) {
    this.#git = git
    this.#porcelain = new Porcelain(git)
    this.#folder = folder
  }

  /** The commit and tree that a name means; HEAD when absent. */
  async base(
    name: string | undefined,
  ): Answer<{ readonly name: string; readonly commit: string; readonly tree: string }> {
    const commit = await this.#commit(name ?? 'HEAD')
    if (commit === null) {
      if (name === undefined || name === 'HEAD')
        return err({
          kind: 'noCommits',
          message:
            'This repository has no commits yet, so there is nothing to start from. Nothing was started. Make a first commit.',
        })
      return err({
        kind: 'badBase',
        message: `There is no branch, tag or commit "${name}" here. Nothing was started. Choose another base.`,
        refs: [name],
      })
    }
    const tree = await this.#tree(commit)
    if (!tree.ok) return tree
    return ok({
      name: name ?? (await this.#porcelain.currentBranch(this.#folder)) ?? commit.slice(0, 12),
      commit,
      tree: tree.value,
    })
  }

  /**
   * `A..B`: what B has since it left A. Where A is an ancestor of B that is the difference of the two; where A moved on
   * it begins at their merge base, for A's own commits would be shown backwards and a landing would take them back;
   * where they have no commit in common it is the difference again. `A...B` is from the merge base, a branch from its
   * merge base with `base`, else with the default branch, a commit from its first parent, a root from the empty tree.
   * `exact` compares the two ends that are named as they are.
   */
  async range({ range, base: against, exact = false }: RangeSource): Answer<ResolvedRange> {
    const dots = /^(.*?)(\.{2,3})(.*)$/s.exec(range)
    if (exact && (dots ? dots[2] === '...' : against === undefined)) return err(notTwoEnds(range))
    if (dots) return this.#twoEnds(range, dots[1] || 'HEAD', dots[2] === '...', dots[3] || 'HEAD', exact)
    const commit = await this.#commit(range)
    if (commit === null) return err(badRange(range, range))
    if (against !== undefined && exact) return this.#exactly(range, against, commit)
    if (against !== undefined) return this.#sinceMergeBase(range, against, range, commit)
    const branch = await this.#isBranch(range)
    if (branch) {
      for (const candidate of await this.#mainlines(range)) {
        const other = await this.#commit(candidate)
        if (other !== null && other !== commit) return this.#sinceMergeBase(range, candidate, range, commit)
      }
    }
    return this.#lastCommit(range, commit)
  }

  async #twoEnds(
    range: string,
    from: string,
    symmetric: boolean,
    to: string,
    exact: boolean,
  ): Answer<ResolvedRange> {
    const commit = await this.#commit(to)
    if (commit === null) return err(badRange(range, to))
    if (symmetric) return this.#sinceMergeBase(range, from, range, commit)
    if (exact) return this.#exactly(range, from, commit)
    const base = await this.#commit(from)
    if (base === null) return err(badRange(range, from))
    const common = await this.#porcelain.mergeBase(this.#folder, base, commit)
    if (common === base) return this.#resolved(range, from, base, commit)
    if (common === null)
      return this.#resolved(range, from, base, commit, {
        comparedWith: 'named',
        notice: `${from} and ${to} have no commit in common here, so their two trees are compared.`,
      })
    return this.#resolved(range, from, common, commit, {
      comparedWith: 'mergeBase',
      notice: `${from} has moved on since ${to} left it, so ${to} is compared with their merge base, ${common.slice(0, 12)}: what ${from} has since is not shown, and a landing does not take it back. To compare the two as they are, use --exact.`,
    })
  }

  async #exactly(range: string, from: string, commit: string): Answer<ResolvedRange> {
    const base = await this.#commit(from)
    return base === null ? err(badRange(range, from)) : this.#resolved(range, from, base, commit)
  }

  async #sinceMergeBase(
    range: string,
    against: string,
    label: string,
    commit: string,
  ): Answer<ResolvedRange> {
    const other = await this.#commit(against)
    if (other === null) return err(badRange(range, against))
    const base = await this.#porcelain.mergeBase(this.#folder, other, commit)
    if (base === null)
      return err({
        kind: 'badRange',
        message: `"${against}" and "${label}" have no commit in common. Nothing was opened. Write A..B to compare their trees.`,
        refs: [against, label],
      })
    return this.#resolved(label, against, base, commit, { comparedWith: 'mergeBase', notice: null })
  }

  async #lastCommit(label: string, commit: string): Answer<ResolvedRange> {
    const parent = await this.#commit(`${commit}^1`)
    if (parent !== null)
      return this.#resolved(label, `${label}^`, parent, commit, { comparedWith: 'parent', notice: null })
    // A root commit stands on nothing: its own commit is kept as the base's, with the empty tree.
    const empty = await this.#git.text({
      purpose: 'name the empty tree',
      folder: this.#folder,
      args: ['hash-object', '-t', 'tree', '-w', '--stdin'],
    })
    const tree = await this.#tree(commit)
    if (!empty.ok) return err(gitFailed(empty.error.stderr))
    if (!tree.ok) return tree
    return ok({
      label,
      baseName: 'nothing',
      baseCommit: commit,
      baseTree: empty.value,
      commit,
      tree: tree.value,
      comparedWith: 'nothing',
      notice: null,
    })
  }

  async #resolved(
    label: string,
    baseName: string,
    baseCommit: string,
    commit: string,
    how: Pick<ResolvedRange, 'comparedWith' | 'notice'> = { comparedWith: 'named', notice: null },
  ): Answer<ResolvedRange> {
    const [baseTree, tree] = [await this.#tree(baseCommit), await this.#tree(commit)]
    if (!baseTree.ok) return baseTree
    if (!tree.ok) return tree
    return ok({ label, baseName, baseCommit, baseTree: baseTree.value, commit, tree: tree.value, ...how })
  }

  /** Branches that others start from and return to, the likeliest first. */
  async #mainlines(of: string): Promise<readonly string[]> {
    const remote = await this.#porcelain.remoteHead(this.#folder)
    const current = await this.#porcelain.currentBranch(this.#folder)
    const upstream = await this.#porcelain.upstream(this.#folder, of)
    const local = remote?.replace(/^origin\//, '') ?? null
    return [local, 'main', 'master', current, remote, upstream]
      .filter((name) => name !== null)
      .filter((name) => name !== of)
  }

  async #isBranch(name: string): Promise<boolean> {
    for (const prefix of ['refs/heads/', 'refs/remotes/'])
      if (await this.#porcelain.hasRef(this.#folder, prefix + name)) return true
    return false
  }

  #commit(name: string): Promise<string | null> {
    return this.#porcelain.commit(this.#folder, name)
  }

  async #tree(commit: string): Answer<string> {
    const tree = await this.#porcelain.tree(this.#folder, commit)
    return tree.ok ? ok(tree.value) : err(gitFailed(tree.error.stderr))
  }
}

function badRange(range: string, name: string): SessionFailure {
  return {
    kind: 'badRange',
    message: `"${range}" can't be reviewed: there is no commit "${name}" here. Nothing was opened. Write A..B, a branch, or a commit.`,
    refs: [name],
  }
}

function notTwoEnds(range: string): SessionFailure {
  return {
    kind: 'badRange',
    message: `"${range}" does not name two commits to compare as they are. Nothing was opened. Write A..B, or name a base too.`,
    refs: [range],
  }
}

function gitFailed(stderr: string): SessionFailure {
  return {
    kind: 'gitFailed',
    message: `git failed: ${stderr.trim().split('\n').at(-1) ?? ''}. Nothing was changed.`,
    stderr,
  }
}
