import { countOf } from '#shared/base/quantity-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { GitCall } from '../git/run.ts'
import { listWorktrees } from '../git/worktree-list.ts'
import { findBranch, type Branch } from './branch.ts'
import { checkoutBlock, currentBranch, findCheckouts, worktreesOf, type Checkout } from './checkouts.ts'
import type { AcceptedRevision } from '#shared/domain/landing/accepted-tree.ts'
import type { LandingDependencies, LandingSubject } from './dependencies.ts'
import { failure, gitFailed } from './failures.ts'
import { filterGuard } from './filters.ts'
import { KnownIndexes } from './known-index.ts'
import { mergeOnto, type Merged } from './merge.ts'
import { indexObstacles, obstacles, type Looking } from './obstacles.ts'
import { emptyTreeId, type PathChange } from './tree-entries.ts'

/** A checkout of the target, and what a landing does there. */
export interface PlannedCheckout extends Checkout {
  /**
   * `files`: index and files. `index`: the index only, since these are the uncommitted changes of this very checkout: its
   * files hold them already.
   */
  readonly how: 'files' | 'index'
  readonly config: NonNullable<GitCall['config']>
}

/** What would happen if the accepted tree were put on a branch now. */
export interface LandingPlan {
  readonly subject: LandingSubject
  readonly accepted: AcceptedRevision
  readonly branch: Branch
  /** The commit the new one goes on; null makes a root commit. */
  readonly start: string | null
  readonly startTree: string
  readonly merge: Merged
  readonly checkouts: readonly PlannedCheckout[]
  readonly indexes: KnownIndexes
}

/** What is asked of a repository while the session is looked up, and used if it is still where it was. */
export interface AskedEarly {
  readonly repositoryPath: string
  readonly branch: ReturnType<typeof findBranch>
  readonly worktrees: ReturnType<typeof listWorktrees>
}

/** Asks what is the same for every session of the repository; null if that is not known any more. */
export function askEarly(
  { git, sessions }: LandingDependencies,
  session: string,
  branchName: string,
): AskedEarly | null {
  const place = sessions.place(session)
  if (!place.ok) return null
  const { repositoryPath } = place.value
  return {
    repositoryPath,
    branch: findBranch(git, { repositoryPath }, branchName),
    worktrees: listWorktrees(git, repositoryPath),
  }
}

/** Reads everything a landing depends on, and touches nothing. */
export async function planLanding(
  dependencies: LandingDependencies,
  subject: LandingSubject,
  accepted: AcceptedRevision,
  branchName: string,
  early: AskedEarly | null = null,
): Promise<Result<LandingPlan, LandingFailure>> {
  const { git } = dependencies
  const asked = early?.repositoryPath === subject.repositoryPath ? early : null
  const [branch, worktrees] = await Promise.all([
    asked?.branch ?? findBranch(git, subject, branchName),
    worktreesOf(git, subject, asked?.worktrees),
  ])
  if (!branch.ok) return branch
  const start = branch.value.tip ?? subject.baseCommit
  const startTree = branch.value.tree === null ? await treeOf(subject, start) : ok(branch.value.tree)
  if (!startTree.ok) return startTree
  const [merge, checkouts] = await Promise.all([
    mergeOnto(git, subject, accepted, startTree.value),
    plannedCheckouts(dependencies, subject, branch.value, worktrees),
  ])
  if (!merge.ok) return merge
  if (!checkouts.ok) return checkouts
  return ok({
    subject,
    accepted,
    branch: branch.value,
    start,
    startTree: startTree.value,
    merge: merge.value,
    checkouts: checkouts.value,
    indexes: new KnownIndexes(git),
  })
}

/** The tree of a commit; the empty one for null. */
export async function treeOf(
  subject: LandingSubject,
  commit: string | null,
): Promise<Result<string, LandingFailure>> {
  if (commit === null) return ok(emptyTreeId(subject.objects))
  const object = await subject.objects.read(commit)
  const said = object.ok && object.value?.type === 'commit' ? object.value.bytes.toString('latin1') : ''
  const named = /^tree ([0-9a-f]+)\n/.exec(said)?.[1]
  if (named !== undefined) return ok(named)
  const tree = await subject.objects.run({
    purpose: 'read the tree of a commit',
    args: ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`],
  })
  return tree.ok ? ok(tree.value.stdout.toString('latin1').trim()) : gitFailed(tree.error)
}

/** The checkouts of a branch, and what a landing does there; among `worktrees`, where they were listed already. */
export async function plannedCheckouts(
  dependencies: LandingDependencies,
  subject: LandingSubject,
  branch: Omit<Branch, 'tree'>,
  worktrees?: Awaited<ReturnType<typeof worktreesOf>>,
): Promise<Result<readonly PlannedCheckout[], LandingFailure>> {
  const found = await findCheckouts(dependencies.git, subject, branch.ref, worktrees)
  if (!found.ok) return found
  const planned: PlannedCheckout[] = []
  for (const checkout of found.value) {
    if (dependencies.sessions.isWorktree(checkout.folder))
      return failure(
        'inTheWay',
        `${branch.name} is checked out in the worktree of an agent, ${checkout.folder}, where only that agent writes. Nothing was changed. Land on another branch.`,
        { refs: [branch.name] },
      )
    if (branch.tip === null && subject.baseCommit !== null)
      return failure(
        'inTheWay',
        `${branch.name} is checked out in ${checkout.folder} and has no commit yet. Nothing was changed. Make its first commit there, or land on another branch.`,
        { refs: [branch.name] },
      )
    const block = await checkoutBlock(checkout)
    if (block) return err(block)
    const config = await filterGuard(subject, checkout.folder)
    if (!config.ok) return gitFailed(config.error)
    const own =
      subject.source?.kind === 'uncommitted' &&
      (checkout.gitDir === subject.gitDir || checkout.folder === subject.repositoryPath)
    planned.push({ ...checkout, how: own ? 'index' : 'files', config: config.value })
  }
  return ok(planned)
}

/** How to look at a planned checkout. */
export function lookingAt(
  dependencies: LandingDependencies,
  subject: LandingSubject,
  checkout: Pick<PlannedCheckout, 'folder' | 'config'>,
): Looking {
  return {
    git: dependencies.git,
    objects: subject.objects,
    folder: checkout.folder,
    config: checkout.config,
  }
}

/** The files, by checkout, that keep `changes` from going into the checkouts of a target. */
export async function filesInTheWay(
  dependencies: LandingDependencies,
  subject: LandingSubject,
  checkouts: readonly PlannedCheckout[],
  changes: readonly PathChange[],
  indexes: KnownIndexes,
): Promise<
  Result<readonly { readonly folder: string; readonly paths: readonly string[] }[], LandingFailure>
> {
  const found: { folder: string; paths: readonly string[] }[] = []
  for (const checkout of checkouts) {
    const index = await indexes.of(checkout)
    if (!index.ok) return gitFailed(index.error)
    const looking = lookingAt(dependencies, subject, checkout)
    const paths =
      checkout.how === 'index'
        ? ok([...indexObstacles(index.value, changes)].sort())
        : await obstacles(looking, index.value, changes)
    if (!paths.ok) return gitFailed(paths.error)
    if (paths.value.length > 0) found.push({ folder: checkout.folder, paths: paths.value })
  }
  return ok(found)
}

/** The failure that names files in the way. */
export function inTheWay(
  found: readonly { readonly folder: string; readonly paths: readonly string[] }[],
): Result<never, LandingFailure> {
  const paths = [...new Set(found.flatMap((each) => each.paths))]
  const where = found.map((each) => each.folder).join(' and ')
  return failure(
    'inTheWay',
    `${countOf(paths.length, 'file')} in ${where} ${paths.length === 1 ? 'is' : 'are'} changed, unmerged, or where a landed file belongs. Nothing was changed. Commit, move or remove ${paths.length === 1 ? 'it' : 'them'}, then try again.`,
    { paths },
  )
}

/** The branch offered when none was chosen. */
export async function offeredBranch(
  dependencies: LandingDependencies,
  subject: LandingSubject,
): Promise<Result<string, LandingFailure>> {
  const [current, suggested] = await Promise.all([
    currentBranch(dependencies.git, subject.repositoryPath),
    subject.suggestedBranch(),
  ])
  if (!current.ok) return current
  const checkedOut = current.value?.startsWith('refs/heads/') ? current.value.slice(11) : null
  const landed = subject.landings.findLast((each) => each.kind === 'branch' && !each.undone)?.target
  const own = subject.source?.kind === 'uncommitted' ? checkedOut : null
  return ok(own ?? landed ?? suggested ?? checkedOut ?? `winnow/${subject.session}`)
}
