import { countOf } from '#shared/base/quantity-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { describeGitFailure, type GitFailure } from '../git/run.ts'
import { moveRef } from './branch.ts'
import { settleFiles } from './checkout-update.ts'
import type { LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import { makeDurable } from './durable.ts'
import type { LandingIntent } from './events.ts'
import { failure, gitFailed } from './failures.ts'
import { lookingAt, type LandingPlan, type PlannedCheckout } from './plan.ts'
import { differingFiles, type Looking } from './obstacles.ts'
import { kindOf } from './places.ts'
import { moveIndex, releaseStaged, withIndexBefore } from './staged.ts'
import { readIndex, sameEntry, type PathChange } from './tree-entries.ts'

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
  const { left, isSettled } = await settleOn('old', context, { ...plan, intent, changes })
  await releaseStaged(context, subject, intent)
  const written = await makeDurable(context, subject, { checkouts: plan.checkouts, changes })
  if (!written.ok)
    return failure(
      'gitFailed',
      `${describeGitFailure(written.error)}. It did not land, and ${intent.target} was put back, but that may not be on the disk either. Check the disk, then start Winnow again to settle it.`,
      { refs: [intent.target], paths: left, stderr: written.error.stderr },
    )
  // The intent is not ended: the next start brings the files back.
  if (!isSettled)
    return failure(
      'gitFailed',
      `The checkout of ${intent.target} could not be updated (${cause.stderr.trim()}), and the branch was put back. ${countOf(left.length, 'file')} could not be yet. No work is lost: see to it that there is space and that the files can be written, then start Winnow again to settle it.`,
      { refs: [intent.target], paths: left, stderr: cause.stderr },
    )
  context.journal.note(intent.id, 'aborted', left)
  if (left.length === 0) return gitFailed(cause, `${intent.target} and its files were put back.`)
  return failure(
    'gitFailed',
    `The checkout of ${intent.target} could not be updated, and the branch was put back. ${countOf(left.length, 'file')} could not: look at them with git status.`,
    { paths: left, stderr: cause.stderr },
  )
}

/**
 * Brings the checkouts of a branch that was put back to that side of the change, as far as they had been brought to the
 * other. Gives the paths that could not be; not `isSettled` where git failed, and not what is in the files is the reason.
 */
export async function settleOn(
  side: 'old' | 'new',
  context: LandingContext,
  what: {
    readonly subject: LandingSubject
    readonly intent: LandingIntent
    readonly checkouts: readonly PlannedCheckout[]
    readonly changes: readonly PathChange[]
  },
): Promise<{ readonly left: readonly string[]; readonly isSettled: boolean }> {
  const { subject, intent, changes } = what
  const [from, to] = side === 'new' ? [intent.oldTree, intent.newTree] : [intent.newTree, intent.oldTree]
  const towards =
    side === 'new'
      ? changes
      : changes.map((change) => ({ path: change.path, old: change.new, new: change.old }))
  const left: string[] = []
  let isSettled = true
  for (const checkout of what.checkouts) {
    const looking = lookingAt(context.dependencies, subject, checkout)
    const settle = async (): Promise<Result<readonly string[], GitFailure>> => {
      if (checkout.how === 'files') return settleFiles(looking, from, to, towards)
      const moved = await moveIndex(
        looking,
        await withIndexBefore(subject, intent, changes),
        side,
        intent.flags,
      )
      return moved.ok ? ok([]) : moved
    }
    const first = await settle()
    // A git that was killed says nothing about the next one.
    const settled = first.ok ? first : await settle()
    const not = settled.ok ? settled.value : await notAs(looking, checkout, towards)
    isSettled &&= settled.ok || not.length === 0
    left.push(...not)
  }
  return { left, isSettled }
}

/** The paths whose file, or index entry where only that moves, is not as `towards` has it; looks and locks nothing. */
async function notAs(
  looking: Looking,
  checkout: PlannedCheckout,
  towards: readonly PathChange[],
): Promise<readonly string[]> {
  const all = towards.map((change) => change.path)
  if (checkout.how === 'index') {
    const index = await readIndex(looking.git, looking.folder)
    if (!index.ok) return all
    const entries = new Map(index.value.map((entry) => [entry.path, entry]))
    return towards
      .filter((change) => !sameEntry(entries.get(change.path), change.new))
      .map((change) => change.path)
  }
  const differing = await differingFiles(
    looking,
    towards.flatMap(({ path, new: entry }) => (entry ? [{ path, entry }] : [])),
  )
  if (!differing.ok) return all
  const left = new Set(differing.value)
  for (const change of towards)
    if (!change.new && kindOf(looking.folder, change.path) === 'file') left.add(change.path)
  return [...left]
}
