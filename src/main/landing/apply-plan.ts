import { err, ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { AcceptedRevision } from '#shared/domain/landing/accepted-tree.ts'
import { readRef } from './branch.ts'
import { checkoutBlock, openedCheckout, type Checkout } from './checkouts.ts'
import type { LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import { failure, gitFailed } from './failures.ts'
import { filterGuard } from './filters.ts'
import { mergeOnto, type Merged } from './merge.ts'
import { obstacles, type Looking } from './obstacles.ts'
import { treeOf } from './plan.ts'
import { readIndex, type PathChange } from './tree-entries.ts'
import { unheld, unheldChanges } from './unheld.ts'

/** What would happen if the accepted tree were put, uncommitted, into the opened checkout now. */
export interface ApplyPlan {
  /** The commit that is checked out; null where there is none. */
  readonly head: string | null
  readonly oldTree: string
  readonly merge: Merged
  readonly looking: Looking
}

/** Reads everything that depends on, and touches nothing. */
export async function planApply(
  context: LandingContext,
  subject: LandingSubject,
  accepted: AcceptedRevision,
): Promise<Result<ApplyPlan, LandingFailure>> {
  const { git } = context.dependencies
  if (subject.source?.kind === 'uncommitted')
    return failure(
      'inTheWay',
      `These are the uncommitted changes of ${subject.repositoryPath}: they are there already. Nothing was changed. Land them on a branch instead.`,
    )
  const block = await checkoutBlock(openedCheckout(subject))
  if (block) return err(block)
  const head = await readRef(git, subject.repositoryPath, 'HEAD')
  if (!head.ok) return head
  const oldTree = await treeOf(subject, head.value)
  if (!oldTree.ok) return oldTree
  const merge = await mergeOnto(git, subject, accepted, oldTree.value)
  if (!merge.ok) return merge
  const looking = await lookingAtOpened(context, subject)
  if (!looking.ok) return looking
  return ok({ head: head.value, oldTree: oldTree.value, merge: merge.value, looking: looking.value })
}

/** How to look at the opened checkout. */
export async function lookingAtOpened(
  context: LandingContext,
  subject: LandingSubject,
): Promise<Result<Looking, LandingFailure>> {
  const { git } = context.dependencies
  const config = await filterGuard(subject, subject.repositoryPath)
  if (!config.ok) return gitFailed(config.error)
  return ok({ git, objects: subject.objects, folder: subject.repositoryPath, config: config.value })
}

/** The files that keep `changes` from being uncommitted ones of a checkout that then shows the tree `to`. */
export async function blocking(
  looking: Looking,
  checkout: Checkout,
  changes: readonly PathChange[],
  to: string,
): Promise<Result<readonly string[], LandingFailure>> {
  const index = await readIndex(looking.git, looking.folder)
  if (!index.ok) return gitFailed(index.error)
  const cannot = await unheldChanges(looking, checkout, index.value, changes, to)
  if (!cannot.ok) return gitFailed(cannot.error)
  if (cannot.value.length > 0) return unheld(looking.folder, cannot.value)
  const found = await obstacles(looking, index.value, changes)
  return found.ok ? found : gitFailed(found.error)
}
