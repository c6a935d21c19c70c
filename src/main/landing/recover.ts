import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { settleUncommitted } from './apply.ts'
import { readRef } from './branch.ts'
import { namesSomething } from './broken-ref.ts'
import { settleFiles } from './checkout-update.ts'
import { findCheckouts } from './checkouts.ts'
import { movedBack, movedBy, type LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import { makeDurable } from './durable.ts'
import type { LandingIntent, RecordedLanding } from './events.ts'
import { gitFailed } from './failures.ts'
import { filterGuard } from './filters.ts'
import { halfUpdated } from './half-updated.ts'
import { differingFiles } from './obstacles.ts'
import { kindOf } from './places.ts'
import { lookingAt } from './plan.ts'
import { releaseLocks } from './stale-locks.ts'
import { moveIndex, releaseStaged, withIndexBefore } from './staged.ts'
import { diffTrees, readIndex, sameEntry, type PathChange } from './tree-entries.ts'
import { wholeSide } from './whole.ts'

/** What became of a landing, or of its undoing, that was cut off. */
export interface RecoveredLanding {
  readonly session: string
  readonly landing: string
  /** `landed`, `undone`: it was finished. `aborted`, `kept`: it had not moved anything and did not happen. */
  readonly outcome: 'landed' | 'undone' | 'aborted' | 'kept' | 'unfinished'
  /** Files that were left as they are, being neither the old nor the new content. */
  readonly left: readonly string[]
  /** Why it is unfinished; it is tried again at the next start. */
  readonly failure: LandingFailure | null
}

/** Finishes or reverts one landing, or undoing, whose intent was recorded but not its end. */
export async function recoverLanding(
  context: LandingContext,
  recorded: RecordedLanding,
  subject: LandingSubject,
): Promise<RecoveredLanding> {
  const { intent, state } = recorded
  const answer = { session: intent.session, landing: intent.id, left: [], failure: null }
  const undoing = state === 'undoing'
  await releaseLocks(subject, intent)
  const known = subject.landings.find((each) => each.id === intent.id)
  const happened = await whetherHappened(context, subject, intent, undoing)
  const unfinished = (failure: LandingFailure): RecoveredLanding => ({
    ...answer,
    outcome: 'unfinished',
    // Something may have been, before it was cut off.
    failure: { ...failure, message: failure.message.replace('Nothing was changed.', 'No work is lost.') },
  })
  if (!happened.ok) return unfinished(happened.error)
  if (!happened.value) {
    // Its branch was put back, and the files could not be then.
    const half = await halfUpdated(context, subject, intent, undoing)
    if (!half.ok) return unfinished(half.error)
    const left = half.value ? await settleCheckouts(context, subject, intent, !undoing) : ok([])
    if (!left.ok) return unfinished(left.error)
    const files = half.value ? { checkouts: intent.checkouts, changes: half.value } : undefined
    const written = await makeDurable(context, subject, files)
    if (!written.ok) return unfinished(gitFailed(written.error).error)
    if (undoing) {
      context.journal.note(intent.id, 'undoAborted')
      return { ...answer, outcome: 'kept', left: left.value }
    }
    await releaseStaged(context, subject, intent)
    context.journal.note(intent.id, 'aborted', left.value)
    return { ...answer, outcome: 'aborted', left: left.value }
  }
  const whole = await wholeSide(subject.objects, intent, undoing ? 'old' : 'new')
  if (!whole.ok) return unfinished(whole.error)
  const left =
    intent.kind === 'checkout'
      ? await settleUncommitted(context, subject, intent, undoing ? 'old' : 'new')
      : await settleCheckouts(context, subject, intent, undoing)
  if (!left.ok) return unfinished(left.error)
  if (!undoing && !known) await context.dependencies.outcomes.keep(intent.session, movedBy(intent))
  const changes = await diffTrees(subject.objects, intent.oldTree, intent.newTree)
  if (!changes.ok) return unfinished(gitFailed(changes.error).error)
  const { checkouts } = intent
  const written = await makeDurable(context, subject, { checkouts, changes: changes.value })
  if (!written.ok) return unfinished(gitFailed(written.error).error)
  if (undoing) {
    if (!known?.undone)
      await context.dependencies.outcomes.undone(intent.session, movedBack(intent, recorded.undoClient))
    context.journal.note(intent.id, 'undone', left.value)
    return { ...answer, outcome: 'undone', left: left.value }
  }
  if (!known) await context.dependencies.outcomes.landed(intent.session, movedBy(intent))
  context.journal.note(intent.id, 'landed', left.value)
  return { ...answer, outcome: 'landed', left: left.value }
}

/** Whether what moves first had moved: the branch, or for a checkout any of its files. */
async function whetherHappened(
  context: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
  undoing: boolean,
): Promise<Result<boolean, LandingFailure>> {
  const { git } = context.dependencies
  if (intent.ref === null) return anyFileMoved(context, subject, intent, undoing)
  const now = await readRef(git, subject.repositoryPath, intent.ref)
  if (!now.ok) return now
  if (now.value === null) {
    const named = await namesSomething(subject, { ...intent, ref: intent.ref })
    if (!named.ok) return named
  }
  if (now.value === intent.newCommit) return ok(!undoing)
  if (now.value === intent.oldCommit) return ok(undoing)
  // Someone moved it since. It had landed if the landing's commit is in what is there now.
  if (now.value === null || intent.newCommit === null) return ok(undoing)
  const contained = await git.run({
    purpose: 'look for a landing in its branch',
    folder: subject.repositoryPath,
    args: ['merge-base', '--is-ancestor', intent.newCommit, now.value],
    accept: [0, 1],
  })
  if (!contained.ok) return gitFailed(contained.error)
  return ok((contained.value.exitCode === 0) !== undoing)
}

async function anyFileMoved(
  context: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
  undoing: boolean,
): Promise<Result<boolean, LandingFailure>> {
  const changes = await diffTrees(subject.objects, intent.oldTree, intent.newTree)
  if (!changes.ok) return gitFailed(changes.error)
  const config = await filterGuard(subject, subject.repositoryPath)
  if (!config.ok) return gitFailed(config.error)
  const looking = lookingAt(context.dependencies, subject, {
    folder: subject.repositoryPath,
    config: config.value,
  })
  const start = undoing ? 'new' : 'old'
  const differing = await differingFiles(
    looking,
    changes.value.flatMap((change) => {
      const entry = change[start]
      return entry ? [{ path: change.path, entry }] : []
    }),
  )
  if (!differing.ok) return gitFailed(differing.error)
  if (differing.value.size > 0) return ok(true)
  for (const change of changes.value)
    if (!change[start] && kindOf(subject.repositoryPath, change.path) === 'file') return ok(true)
  return ok(false)
}

/** Brings every checkout of the branch to where the branch is. */
async function settleCheckouts(
  context: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
  undoing: boolean,
): Promise<Result<readonly string[], LandingFailure>> {
  if (intent.ref === null) return ok([])
  const { git } = context.dependencies
  const found = await findCheckouts(git, subject, intent.ref)
  if (!found.ok) return found
  const changes = await diffTrees(subject.objects, intent.oldTree, intent.newTree)
  if (!changes.ok) return gitFailed(changes.error)
  const backwards = changes.value.map((change) => ({ path: change.path, old: change.new, new: change.old }))
  const left = new Set<string>()
  for (const checkout of found.value) {
    const planned = intent.checkouts.find((each) => each.folder === checkout.folder)
    // Checked out only after the landing was cut off: it was made from the branch as it is.
    if (!planned) continue
    const config = await filterGuard(subject, checkout.folder)
    if (!config.ok) return gitFailed(config.error)
    const looking = lookingAt(context.dependencies, subject, { ...checkout, config: config.value })
    if (planned.how === 'index') {
      const settled = await settleIndex(looking, subject, intent, changes.value, undoing)
      if (!settled.ok) return settled
      for (const each of settled.value) left.add(each)
      continue
    }
    const settled = undoing
      ? await settleFiles(looking, intent.newTree, intent.oldTree, backwards)
      : await settleFiles(looking, intent.oldTree, intent.newTree, changes.value)
    if (!settled.ok) return gitFailed(settled.error)
    for (const each of settled.value) left.add(each)
  }
  return ok([...left].sort())
}

async function settleIndex(
  looking: ReturnType<typeof lookingAt>,
  subject: LandingSubject,
  intent: LandingIntent,
  changes: readonly PathChange[],
  undoing: boolean,
): Promise<Result<readonly string[], LandingFailure>> {
  const index = await readIndex(looking.git, looking.folder)
  if (!index.ok) return gitFailed(index.error)
  const entries = new Map(index.value.map((entry) => [entry.path, entry]))
  const before = await withIndexBefore(subject, intent, changes)
  const left = before.filter((change) => {
    const entry = entries.get(change.path)
    return !sameEntry(entry, change.old) && !sameEntry(entry, change.new)
  })
  const moved = await moveIndex(
    looking,
    before.filter((change) => !left.includes(change)),
    undoing ? 'old' : 'new',
    intent.flags,
  )
  return moved.ok ? ok(left.map((change) => change.path)) : gitFailed(moved.error)
}
