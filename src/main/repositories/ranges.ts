import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { ComparedWith, ExistingSource } from '#shared/domain/session/session.ts'
import { Porcelain } from '../git/porcelain.ts'
import type { Git } from '../git/run.ts'
import { namedCommit, type NamedCommit } from './named-commit.ts'

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

/**
 * Resolves names of commits in one checkout, as `namedCommit` says. Names that look like options are names all the same.
 */
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
    const named = await this.#named(name ?? 'HEAD')
    if (named === null) {
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
    const { commit } = named
    const tree = await this.#tree(commit)
    if (!tree.ok) return tree
    if (name !== undefined) return ok({ name: named.name, commit, tree: tree.value })
    return ok({
      name: (await this.#porcelain.currentBranch(this.#folder)) ?? commit.slice(0, 12),
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
    const end = await this.#named(range)
    if (end === null) return err(badRange(range, range))
    if (against !== undefined) {
      const base = await this.#named(against)
      if (base === null) return err(badRange(range, against))
      return exact ? this.#resolved(range, base.name, base.commit, end.commit) : this.#since(range, base, end)
    }
    if (end.isBranch) {
      for (const candidate of await this.#mainlines(end.ref)) {
        const other = await this.#named(candidate)
        if (other !== null && other.commit !== end.commit) return this.#since(range, other, end)
      }
    }
    return this.#lastCommit(range, end.commit)
  }

  async #twoEnds(
    range: string,
    from: string,
    symmetric: boolean,
    to: string,
    exact: boolean,
  ): Answer<ResolvedRange> {
    const end = await this.#named(to)
    if (end === null) return err(badRange(range, to))
    const base = await this.#named(from)
    if (base === null) return err(badRange(range, from))
    if (symmetric) return this.#since(range, base, end)
    const asNamed = (notice: string | null): Answer<ResolvedRange> =>
      this.#resolved(range, base.name, base.commit, end.commit, { comparedWith: 'named', notice })
    if (exact) return asNamed(null)
    const common = await this.#porcelain.mergeBase(this.#folder, base.commit, end.commit)
    if (common === base.commit) return asNamed(null)
    if (common === null)
      return asNamed(`${from} and ${to} have no commit in common here, so their two trees are compared.`)
    return this.#resolved(range, base.name, common, end.commit, {
      comparedWith: 'mergeBase',
      notice: `${from} has moved on since ${to} left it, so ${to} is compared with their merge base, ${common.slice(0, 12)}: what ${from} has since is not shown, and a landing does not take it back. To compare the two as they are, use --exact.`,
    })
  }

  /** What `end` has since its merge base with `other`. */
  async #since(label: string, other: NamedCommit, end: NamedCommit): Answer<ResolvedRange> {
    const base = await this.#porcelain.mergeBase(this.#folder, other.commit, end.commit)
    if (base === null)
      return err({
        kind: 'badRange',
        message: `"${other.name}" and "${end.name}" have no commit in common. Nothing was opened. Write A..B to compare their trees.`,
        refs: [other.name, end.name],
      })
    return this.#resolved(label, other.name, base, end.commit, { comparedWith: 'mergeBase', notice: null })
  }

  async #lastCommit(label: string, commit: string): Answer<ResolvedRange> {
    const parent = await this.#porcelain.commit(this.#folder, `${commit}^1`)
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

  /** The full names of branches that others start from and return to, the likeliest first. */
  async #mainlines(of: string | null): Promise<readonly string[]> {
    const remote = await this.#porcelain.remoteHead(this.#folder)
    const current = await this.#porcelain.currentBranch(this.#folder)
    const upstream = of === null ? null : await this.#porcelain.upstream(this.#folder, of)
    const local = remote?.replace(/^refs\/remotes\/origin\//, 'refs/heads/') ?? null
    const here = current === null ? null : `refs/heads/${current}`
    return [local, 'refs/heads/main', 'refs/heads/master', here, remote, upstream]
      .filter((name) => name !== null)
      .filter((name) => name !== of)
  }

  #named(name: string): Promise<NamedCommit | null> {
    return namedCommit(this.#porcelain, this.#folder, name)
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
