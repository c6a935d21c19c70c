import { countOf } from '#shared/base/quantity-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { LandingRecord } from '#shared/domain/landing/landing-record.ts'
import { takeOutOfCheckout } from './apply.ts'
import { findBranch, moveRef } from './branch.ts'
import { rehearseUpdate, updateFiles } from './checkout-update.ts'
import { movedBack, stepDone, type LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import { makeDurable, undoneOnDisk } from './durable.ts'
import type { LandingIntent } from './events.ts'
import { failure, gitFailed } from './failures.ts'
import { KnownIndexes } from './known-index.ts'
import { filesInTheWay, inTheWay, lookingAt, plannedCheckouts, type PlannedCheckout } from './plan.ts'
import { moveIndex, withIndexBefore } from './staged.ts'
import { settleOn } from './take-back.ts'
import { diffTrees, readIndex, sameEntry, type PathChange } from './tree-entries.ts'

/** Undoes the newest landing of a session that is not undone, while its target has not moved on. */
export async function undo(
  context: LandingContext,
  session: string,
): Promise<Result<LandingRecord, LandingFailure>> {
  const subject = await context.dependencies.sessions.subject(session)
  if (!subject.ok) return subject
  const newest = subject.value.landings.findLast((each) => !each.undone)
  const recorded = newest && context.journal.find(newest.id)
  if (!recorded)
    return failure('nothingToUndo', 'No landing of this session is left to undo. Nothing was changed.')
  const { intent } = recorded
  const undone =
    intent.kind === 'checkout'
      ? await takeOutOfCheckout(context, subject.value, intent)
      : await undoOnBranch(context, subject.value, intent)
  if (!undone.ok) return undone
  stepDone(context, 'filesUpdated')
  const moved = movedBack(intent, context.client)
  await context.dependencies.outcomes.undone(session, moved)
  stepDone(context, 'sessionMoved')
  context.journal.note(intent.id, 'undone')
  return ok(moved.record)
}

async function undoOnBranch(
  context: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
): Promise<Result<null, LandingFailure>> {
  const { dependencies } = context
  const branch = await findBranch(dependencies.git, subject, intent.target)
  if (!branch.ok) return branch
  if (branch.value.tip !== intent.newCommit) return movedOn(intent, branch.value.tip)
  const checkouts = await undoCheckouts(context, subject, intent, branch.value)
  if (!checkouts.ok) return checkouts
  const changes = await diffTrees(subject.objects, intent.oldTree, intent.newTree)
  if (!changes.ok) return gitFailed(changes.error)
  const backwards = changes.value.map((change) => ({ path: change.path, old: change.new, new: change.old }))
  const indexes = new KnownIndexes(dependencies.git)
  const blocked = await filesInTheWay(dependencies, subject, checkouts.value, backwards, indexes)
  if (!blocked.ok) return blocked
  const staged = await stagedSince(context, checkouts.value, changes.value)
  if (!staged.ok) return staged
  const all = [...blocked.value, ...staged.value]
  if (all.length > 0) return inTheWay(all)
  for (const checkout of checkouts.value) {
    if (checkout.how !== 'files') continue
    const looking = lookingAt(dependencies, subject, checkout)
    const would = await rehearseUpdate(looking, checkout, intent.newTree, intent.oldTree)
    if (!would.ok) return gitFailed(would.error)
  }
  stepDone(context, 'planned')

  context.journal.note(intent.id, 'undoIntended', [], context.client)
  stepDone(context, 'intended')
  const move = {
    ref: branch.value.ref,
    folder: checkouts.value[0]?.folder ?? subject.repositoryPath,
    who: intent.identity,
  }
  const moved = await moveRef(dependencies.git, subject, {
    ...move,
    from: intent.newCommit,
    to: intent.oldCommit,
    why: `winnow: undo ${intent.id}`,
  })
  if (!moved.ok) {
    if (!moved.error.unsettled) context.journal.note(intent.id, 'undoAborted')
    return err(moved.error.failure)
  }
  stepDone(context, 'refMoved')
  for (const checkout of checkouts.value) {
    const looking = lookingAt(dependencies, subject, checkout)
    const updated =
      checkout.how === 'index'
        ? await moveIndex(looking, await withIndexBefore(subject, intent, changes.value), 'old', intent.flags)
        : await updateFiles(looking, intent.newTree, intent.oldTree)
    if (updated.ok) continue
    const back = await moveRef(dependencies.git, subject, {
      ...move,
      from: intent.oldCommit,
      to: intent.newCommit,
      why: `winnow: keep ${intent.id}`,
    })
    if (back.ok) {
      const what = { subject, intent, checkouts: checkouts.value, changes: changes.value }
      const { left, isSettled } = await settleOn('new', context, what)
      const written = await makeDurable(context, subject, what)
      // Else the undo is not ended: the next start brings the files back.
      if (written.ok && isSettled) context.journal.note(intent.id, 'undoAborted', left)
      if (left.length === 0) return gitFailed(updated.error, `${intent.target} is as it was before the undo.`)
      return failure(
        'gitFailed',
        `The checkout of ${intent.target} could not be updated, and the branch was put back. ${countOf(left.length, 'file')} could not${isSettled ? ': look at them with git status' : ' yet. No work is lost: see to it that there is space, then start Winnow again to settle it'}.`,
        { paths: left, stderr: updated.error.stderr },
      )
    }
    // The undo is not ended: the next start finishes it.
    return gitFailed(
      updated.error,
      `${intent.target} was put back, but not the files of ${checkout.folder}. Start Winnow again to finish it.`,
    )
  }
  return undoneOnDisk(context, subject, { checkouts: checkouts.value, changes: changes.value })
}

/** Where the branch is checked out now, and what undoing does there. */
async function undoCheckouts(
  context: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
  branch: { readonly name: string; readonly ref: string; readonly tip: string | null },
): Promise<Result<readonly PlannedCheckout[], LandingFailure>> {
  const found = await plannedCheckouts(context.dependencies, subject, branch)
  if (!found.ok) return found
  const first = found.value[0]
  if (first && intent.oldCommit === null && intent.baseBefore.commit !== null)
    return failure(
      'inTheWay',
      `The landing made ${intent.target}, which is checked out in ${first.folder} now. Nothing was changed. Switch that checkout to another branch, then undo again.`,
      { refs: [intent.target] },
    )
  // Only where the landing moved the index alone are the files the person's own.
  return ok(
    found.value.map((checkout) => {
      const own = intent.checkouts.some((each) => each.how === 'index' && each.folder === checkout.folder)
      return { ...checkout, how: own ? ('index' as const) : ('files' as const) }
    }),
  )
}

/** Landed paths that were staged anew since, where undoing moves index entries. */
async function stagedSince(
  context: LandingContext,
  checkouts: readonly PlannedCheckout[],
  changes: readonly PathChange[],
): Promise<
  Result<readonly { readonly folder: string; readonly paths: readonly string[] }[], LandingFailure>
> {
  const found: { folder: string; paths: readonly string[] }[] = []
  for (const checkout of checkouts) {
    if (checkout.how !== 'index') continue
    const index = await readIndex(context.dependencies.git, checkout.folder)
    if (!index.ok) return gitFailed(index.error)
    const entries = new Map(index.value.map((entry) => [entry.path, entry]))
    const paths = changes
      .filter((change) => !sameEntry(entries.get(change.path), change.new))
      .map((change) => change.path)
    if (paths.length > 0) found.push({ folder: checkout.folder, paths })
  }
  return ok(found)
}

function movedOn(intent: LandingIntent, now: string | null): Result<never, LandingFailure> {
  const short = (commit: string | null): string => (commit ?? '').slice(0, 10)
  return failure(
    'targetMoved',
    now === null
      ? `${intent.target} is not there any more, so there is nothing to take back. Nothing was changed.`
      : `${intent.target} has moved on to ${short(now)} since it was landed as ${short(intent.newCommit)}. Nothing was changed. To take the landing back there, run git revert ${short(intent.newCommit)}.`,
    { refs: [intent.target] },
  )
}
