import type { Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { GitFailure } from '../git/run.ts'
import { moveRef } from './branch.ts'
import { settleFiles } from './checkout-update.ts'
import type { LandingContext } from './context.ts'
import type { LandingIntent } from './events.ts'
import { count, failure, gitFailed } from './failures.ts'
import { lookingAt, type LandingPlan } from './plan.ts'
import { moveIndex, releaseStaged, withIndexBefore } from './staged.ts'
import type { PathChange } from './tree-entries.ts'

/**
 * Takes a landing back whose checkout could not be updated after the branch had moved: first the branch, so that no
 * commit of the person's can be made on top by mistake, then what was updated.
 */
export async function takeBack(
  context: LandingContext,
  plan: LandingPlan,
  intent: LandingIntent,
  changes: readonly PathChange[],
  cause: GitFailure,
): Promise<Result<never, LandingFailure>> {
  const { subject } = plan
  const back = await moveRef(context.dependencies.git, subject, {
    ref: plan.branch.ref,
    from: intent.newCommit,
    to: intent.oldCommit,
    folder: plan.checkouts[0]?.folder ?? subject.repositoryPath,
    why: `winnow: take back ${intent.id}`,
    who: intent.identity,
  })
  if (!back.ok)
    // The intent is not ended: the next start finishes or reverts it.
    return failure(
      'gitFailed',
      `The commit is on ${intent.target}, but its checkout could not be updated (${cause.stderr.trim()}), and the branch could not be put back. No work is lost; start Winnow again to finish it.`,
      { refs: [intent.target], stderr: cause.stderr },
    )
  const left: string[] = []
  const backwards = changes.map((change) => ({ path: change.path, old: change.new, new: change.old }))
  for (const checkout of plan.checkouts) {
    const looking = lookingAt(context.dependencies, subject, checkout)
    if (checkout.how === 'index') {
      await moveIndex(looking, await withIndexBefore(subject, intent, changes), 'old')
      continue
    }
    const settled = await settleFiles(looking, intent.newTree, intent.oldTree, backwards)
    if (settled.ok) left.push(...settled.value)
  }
  await releaseStaged(context, subject, intent)
  context.journal.note(intent.id, 'aborted', left)
  if (left.length === 0) return gitFailed(cause, `${intent.target} and its files were put back.`)
  return failure(
    'gitFailed',
    `The checkout of ${intent.target} could not be updated, and the branch was put back. ${count(left.length, 'file')} could not: look at them with git status.`,
    { paths: left, stderr: cause.stderr },
  )
}
