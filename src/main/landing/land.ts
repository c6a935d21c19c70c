import { countOf } from '#shared/base/quantity-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { cleanMessage, coAuthor, draftMessage, withTrailer } from '#shared/domain/landing/commit-message.ts'
import { moveRef } from './branch.ts'
import { rehearseUpdate, updateFiles } from './checkout-update.ts'
import { landingId, readSession, movedBy, signature, stepDone, type LandingContext } from './context.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import type { LandingSubject } from './dependencies.ts'
import { makeDurable } from './durable.ts'
import type { LandingIntent } from './events.ts'
import { failure, gitFailed } from './failures.ts'
import { landingPerson } from './identity.ts'
import { filesInTheWay, inTheWay, lookingAt, planLanding, type LandingPlan } from './plan.ts'
import { moveIndex, planStaged, releaseStaged, type StagedPlan } from './staged.ts'
import { takeBack } from './take-back.ts'
import { landingNotices } from './untold.ts'
import type { PathChange } from './tree-entries.ts'

export interface LandInput {
  readonly session: string
  readonly branch: string
  readonly message?: string | undefined
  readonly identity?: Identity | undefined
}

export interface Landed {
  readonly commit: string
  readonly tree: string
  readonly landing: string | null
  /** Whose commit it is; null where none was made. */
  readonly author: Identity | null
  /** What it did not do that `git commit` does, and what the person should know of its author: a sentence each. */
  readonly notices: readonly string[]
}

/**
 * Puts the accepted tree on a branch: plan and merge among objects, commit, durable intent, then the branch by
 * compare-and-swap, then the files of its checkouts. What fails after the intent is taken back.
 */
export async function land(
  context: LandingContext,
  input: LandInput,
): Promise<Result<Landed, LandingFailure>> {
  const { dependencies } = context
  const read = await readSession(context, input.session)
  if (!read.ok) return read
  const { subject, accepted } = read.value
  const planned = await planLanding(dependencies, subject, accepted, input.branch)
  if (!planned.ok) return planned
  const plan = planned.value
  stepDone(context, 'planned')
  if (plan.merge.kind === 'conflicts') return conflicting(plan.branch.name, plan.merge.paths)
  const { tree, changes } = plan.merge
  if (changes.length === 0) return landNothing(context, plan)
  const checked = (await dependencies.check?.(input.session, tree)) ?? ok(null)
  if (!checked.ok) return checked
  stepDone(context, 'checked')

  const person = landingPerson(subject, input.identity)
  if (!person.ok) return person
  const notices = await landingNotices(dependencies.git, subject, changes)
  if (!notices.ok) return notices
  const blocked = await filesInTheWay(dependencies, subject, plan.checkouts, changes)
  if (!blocked.ok) return blocked
  if (blocked.value.length > 0) return inTheWay(blocked.value)
  const rehearsed = await rehearse(context, plan, tree)
  if (!rehearsed.ok) return rehearsed

  const at = dependencies.clock.now()
  const who = signature(person.value.committer, at)
  const commit = await subject.objects.commit({
    tree,
    parents: plan.start === null ? [] : [plan.start],
    message: messageOf(subject, input.message),
    author: signature(person.value.author, at),
    committer: who,
  })
  if (!commit.ok) return gitFailed(commit.error)
  stepDone(context, 'committed')

  const staged = await planStaged(context, plan, changes, who)
  if (!staged.ok) return staged
  const intent: LandingIntent = {
    id: landingId(),
    session: input.session,
    kind: 'branch',
    target: plan.branch.name,
    ref: plan.branch.ref,
    oldCommit: plan.branch.tip,
    newCommit: commit.value,
    oldTree: plan.startTree,
    newTree: tree,
    checkouts: plan.checkouts.map(({ folder, gitDir, how }) => ({ folder, gitDir, how })),
    indexTree: staged.value.indexTree,
    staged: staged.value.staged,
    flags: [...staged.value.flags],
    baseBefore: { tree: subject.baseTree, commit: subject.baseCommit },
    baseAfter: { tree: accepted.tree, commit: commit.value },
    identity: person.value.committer,
    files: accepted.files.length,
    at,
  }
  // What the intent names is whole before it is named, the session's own commits included.
  const written = await makeDurable(context, subject)
  if (!written.ok) return gitFailed(written.error)
  context.journal.intend(intent)
  stepDone(context, 'intended')
  const done = await carryOut(context, plan, intent, changes, staged.value)
  if (!done.ok) return done
  if (person.value.remember === 'given')
    dependencies.sessions.rememberIdentity(input.session, person.value.author)
  if (person.value.remember === 'confirmed') await dependencies.sessions.confirmPerson(input.session)
  await dependencies.outcomes.landed(input.session, movedBy(intent))
  stepDone(context, 'sessionMoved')
  context.journal.note(intent.id, 'landed')
  const { author } = person.value
  return ok({ commit: commit.value, tree, landing: intent.id, author, notices: notices.value })
}

/** Nothing to commit: the branch, made if need be at the session's base, stays where it is. */
async function landNothing(
  context: LandingContext,
  plan: LandingPlan,
): Promise<Result<Landed, LandingFailure>> {
  if (plan.start === null)
    return failure(
      'nothingAccepted',
      'Nothing is accepted, and the repository has no commit that a branch could point at. Nothing was changed. Accept something first.',
    )
  if (plan.branch.tip === null) {
    const made = await moveRef(context.dependencies.git, plan.subject, {
      ref: plan.branch.ref,
      from: null,
      to: plan.start,
      folder: plan.subject.repositoryPath,
      why: 'winnow: make a branch',
      who: { name: 'Winnow', email: 'winnow@localhost' },
    })
    if (!made.ok) return err(made.error.failure)
    const written = await makeDurable(context, plan.subject)
    if (!written.ok) return gitFailed(written.error, `${plan.branch.name} was made, and nothing else.`)
  }
  return ok({ commit: plan.start, tree: plan.startTree, landing: null, author: null, notices: [] })
}

/** Asks git whether it would update the checkouts, before anything moves. */
async function rehearse(
  context: LandingContext,
  plan: LandingPlan,
  tree: string,
): Promise<Result<null, LandingFailure>> {
  for (const checkout of plan.checkouts) {
    if (checkout.how !== 'files') continue
    const looking = lookingAt(context.dependencies, plan.subject, checkout)
    const would = await rehearseUpdate(looking, checkout, plan.startTree, tree)
    if (!would.ok) return gitFailed(would.error)
  }
  return ok(null)
}

/** Everything after the intent that moves something in the repository; on failure it is taken back. */
async function carryOut(
  context: LandingContext,
  plan: LandingPlan,
  intent: LandingIntent,
  changes: readonly PathChange[],
  staged: StagedPlan,
): Promise<Result<null, LandingFailure>> {
  const { subject } = plan
  const { git } = context.dependencies
  if (staged.staged) {
    const kept = await moveRef(git, subject, {
      ref: staged.staged.ref,
      from: null,
      to: staged.staged.commit,
      folder: subject.repositoryPath,
      why: 'winnow: keep staged content',
      who: intent.identity,
    })
    if (!kept.ok) {
      if (!kept.error.unsettled) context.journal.note(intent.id, 'aborted')
      return err(kept.error.failure)
    }
  }
  stepDone(context, 'stagedKept')
  const moved = await moveRef(git, subject, {
    ref: plan.branch.ref,
    from: intent.oldCommit,
    to: intent.newCommit,
    folder: plan.checkouts[0]?.folder ?? subject.repositoryPath,
    why: `winnow: land ${intent.id}`,
    who: intent.identity,
  })
  if (!moved.ok) {
    if (!moved.error.unsettled) {
      await releaseStaged(context, subject, intent)
      context.journal.note(intent.id, 'aborted')
    }
    return err(moved.error.failure)
  }
  stepDone(context, 'refMoved')
  for (const checkout of plan.checkouts) {
    const looking = lookingAt(context.dependencies, subject, checkout)
    const updated =
      checkout.how === 'index'
        ? await moveIndex(looking, changes, 'new', intent.flags)
        : await updateFiles(looking, plan.startTree, intent.newTree)
    if (!updated.ok) return takeBack(context, plan, intent, changes, updated.error)
  }
  await context.dependencies.outcomes.keep(intent.session, movedBy(intent))
  const written = await makeDurable(context, subject, { checkouts: plan.checkouts, changes })
  if (!written.ok) return takeBack(context, plan, intent, changes, written.error)
  stepDone(context, 'filesUpdated')
  return ok(null)
}

/** The message of a landing's commit: the person's or a draft, with the agent as co-author where that is wanted. */
export function messageOf(subject: LandingSubject, given: string | undefined): string {
  const own = given === undefined ? '' : cleanMessage(given)
  const message = own === '' ? draftMessage(subject) : own
  if (!subject.coAuthoredBy || subject.agentLabel === null) return message
  return withTrailer(message, 'Co-authored-by', coAuthor(subject.agentLabel))
}

/** The failure for changes that do not go together. */
export function conflicting(target: string, paths: readonly string[]): Result<never, LandingFailure> {
  return failure(
    'conflicts',
    `The accepted changes conflict with what ${target} has in ${countOf(paths.length, 'file')}. Nothing was changed. Ask for the work to be brought up to date with ${target}, or land it on a new branch.`,
    { paths, refs: [target] },
  )
}
