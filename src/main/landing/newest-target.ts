import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { LandingDependencies } from './dependencies.ts'
import { gitFailed } from './failures.ts'
import { mergeOnto, type CleanMerge } from './merge.ts'
import type { LandingPlan } from './plan.ts'

/** A plan whose changes go together. */
export type CleanPlan = LandingPlan & { readonly merge: CleanMerge }

/**
 * The same plan on what its target points at now: others may have committed while a landing was looked at. Where that
 * changed no file, all that was looked at still holds; where it did and no checkout is concerned, it is merged anew. Null
 * where it has to be planned anew.
 */
export async function onNewestTarget(
  dependencies: LandingDependencies,
  plan: CleanPlan,
): Promise<Result<CleanPlan | null, LandingFailure>> {
  const { subject, branch } = plan
  // One git for both: whoever commits in a loop is as fast.
  const read = await dependencies.git.text({
    purpose: 'read a reference',
    folder: subject.repositoryPath,
    args: ['for-each-ref', '--format=%(refname) %(objectname) %(tree)', branch.ref],
  })
  if (!read.ok) return gitFailed(read.error)
  const line = read.value.split('\n').find((one) => one.startsWith(`${branch.ref} `))
  const [, tip = null, startTree = ''] = line?.split(' ') ?? []
  if (tip === branch.tip) return ok(plan)
  if (tip === null || branch.tip === null) return ok(null)
  const moved = { ...plan, start: tip, startTree, branch: { ...branch, tip } }
  if (startTree === plan.startTree) return ok(moved)
  // Checks are of the very tree that lands, and files in the way of what it changes in a checkout.
  if (plan.checkouts.length > 0 || dependencies.check) return ok(null)
  const merge = await mergeOnto(dependencies.git, subject, plan.accepted, startTree)
  if (!merge.ok) return merge
  const { value } = merge
  return ok(value.kind === 'clean' && value.changes.length > 0 ? { ...moved, merge: value } : null)
}
