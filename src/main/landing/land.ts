import { countOf } from '#shared/base/quantity-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { moveRef } from './branch.ts'
import { commitOnNewest, startLanding } from './carry-out.ts'
import { rehearseUpdate } from './checkout-update.ts'
import { readSession, movedBy, stepDone, type LandingContext } from './context.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import { makeDurable } from './durable.ts'
import { failure, gitFailed, isCollected } from './failures.ts'
import { landingPerson, type GivenPerson, type LandingPerson } from './identity.ts'
import { whileLocking } from './locking.ts'
import { messageOf, type GivenMessage } from './message.ts'
import { leftMarks, withMarks } from './left-marks.ts'
import { asShown, withoutPaths } from './left-here.ts'
import type { CleanPlan } from './newest-target.ts'
import { overtaken } from './overtaken.ts'
import { askEarly, filesInTheWay, inTheWay, lookingAt, planLanding, type LandingPlan } from './plan.ts'
import { landingNotices } from './untold.ts'
import { wholeContents, withBrokenAside } from './written-again.ts'

export interface LandInput extends GivenMessage, GivenPerson {
  readonly session: string
  readonly branch: string
  /** Paths of accepted files that stay in the session. */
  readonly leave?: readonly string[] | undefined
  /** The accepted tree that the person looked at; see `asShown`. */
  readonly shown?: string | undefined
  /** Whether marks of a conflict that nobody resolved may land. */
  readonly withMarks?: boolean | undefined
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

/** How often a landing is begun again while others move its target, or have git collect what nothing names yet. */
const beginnings = 5

/**
 * Puts the accepted tree on a branch: plan and merge among objects, commit, then durable intent and the branch by
 * compare-and-swap, then the files of its checkouts. What fails after the intent is taken back. While others commit on the
 * target it is tried again on what that is then, a few times; and so it is where a `git gc --prune=now` took objects that
 * had just been made for it, as long as nothing was meant.
 */
export async function land(
  context: LandingContext,
  input: LandInput,
): Promise<Result<Landed, LandingFailure>> {
  for (let beginning = 1; ; beginning += 1) {
    const intents = intentsOf(context, input.session)
    const landed = await landWhole(context, input, { anew: beginning > 1 })
    if (landed.ok || beginning === beginnings) return landed
    // A move that git refused moved nothing, so that its intent is ended.
    if (landed.error.kind === 'targetMoved') continue
    if (!isCollected(landed.error) || intentsOf(context, input.session) > intents) return landed
  }
}

/** The same over objects of which a power cut left the name: what is made here is made again. */
async function landWhole(
  context: LandingContext,
  input: LandInput,
  how: { readonly anew: boolean },
): Promise<Result<Landed, LandingFailure>> {
  const intents = intentsOf(context, input.session)
  const landed = await landOnce(context, input, how)
  if (landed.ok) return landed
  if (intentsOf(context, input.session) > intents) return landed
  const subject = await context.dependencies.sessions.subject(input.session)
  if (!subject.ok) return landed
  const again = await withBrokenAside(subject.value.objects, landed.error, (missed) =>
    landOnce(context, input, { anew: true, missed }),
  )
  if (again === null) return landed
  // What could not be made again is named by the first failure.
  const isMissing =
    !again.ok && again.error.kind === 'gitFailed' && intentsOf(context, input.session) === intents
  return isMissing ? landed : again
}

/**
 * How many landings of a session were ever meant. A try that added one may have moved something, and what it could not take
 * back is for the next start: none is begun after it.
 */
function intentsOf(context: LandingContext, session: string): number {
  return context.journal.all().filter(({ intent }) => intent.session === session).length
}

async function landOnce(
  context: LandingContext,
  input: LandInput,
  { anew, missed = [] }: { readonly anew: boolean; readonly missed?: readonly string[] },
): Promise<Result<Landed, LandingFailure>> {
  const { dependencies } = context
  const early = askEarly(dependencies, input.session, input.branch)
  const read = await readSession(context, input.session, { anew })
  if (!read.ok) return read
  const { subject } = read.value
  const kept = await withoutPaths(subject, read.value.accepted, input.leave ?? [])
  const accepted = kept.ok ? asShown(kept.value, input.shown) : kept
  if (!accepted.ok) return accepted
  const planned = await planLanding(dependencies, subject, accepted.value, input.branch, early)
  if (!planned.ok) return planned
  const plan = planned.value
  stepDone(context, 'planned')
  if (plan.merge.kind === 'conflicts') return conflicting(plan.branch.name, plan.merge.paths)
  const { tree, changes } = plan.merge
  if (changes.length === 0) return landNothing(context, plan)
  const checked = (await dependencies.check?.(input.session, tree)) ?? ok(null)
  if (!checked.ok) return checked
  stepDone(context, 'checked')

  const person = landingPerson(subject, input)
  if (!person.ok) return person
  const notices = await landingNotices(dependencies.git, subject, changes)
  if (!notices.ok) return notices
  const folders = [subject.worktree ?? null, subject.repositoryPath].filter((folder) => folder !== null)
  const whole = await wholeContents(subject.objects, changes, folders, missed)
  if (!whole.ok) return whole
  const marks = input.withMarks ? ok([]) : await leftMarks(subject, plan.startTree, tree, changes)
  if (!marks.ok) return gitFailed(marks.error)
  if (marks.value.length > 0) return withMarks(marks.value)
  const done = await moveTarget(context, input, { ...plan, merge: plan.merge }, person.value)
  if (!done.ok) return done
  const intent = done.value
  if (person.value.remember === 'given')
    dependencies.sessions.rememberIdentity(input.session, person.value.person)
  if (person.value.remember === 'confirmed') await dependencies.sessions.confirmPerson(input.session)
  const overtaking = overtaken(context, subject, intent, changes)
  await dependencies.outcomes.landed(input.session, movedBy(intent))
  stepDone(context, 'sessionMoved')
  context.journal.note(intent.id, 'landed')
  const since = await overtaking
  const { author } = person.value
  return ok({
    commit: intent.newCommit,
    tree: intent.newTree,
    landing: intent.id,
    author,
    notices: [...notices.value, ...(since.ok ? since.value : [])],
  })
}

/** Looks for what is in the way, rehearses it, waits for the disk, and moves the target. */
async function moveTarget(
  context: LandingContext,
  input: LandInput,
  plan: CleanPlan,
  person: LandingPerson,
): ReturnType<typeof commitOnNewest> {
  const { dependencies } = context
  const first = startLanding(context, plan, person)
  try {
    const { subject, checkouts, indexes, merge } = plan
    const [blocked, rehearsed, written, message] = await Promise.all([
      filesInTheWay(dependencies, subject, checkouts, merge.changes, indexes),
      rehearse(context, plan, plan.merge.tree),
      // All but the commit: that is all that is left to wait for once the target is locked.
      makeDurable(context, subject),
      messageOf(dependencies.git, subject, input),
    ])
    if (!blocked.ok) return blocked
    if (blocked.value.length > 0) return inTheWay(blocked.value)
    if (!rehearsed.ok) return rehearsed
    if (!written.ok) return gitFailed(written.error)
    const locked = { ref: plan.branch.ref, checkouts }
    return await whileLocking(context, input.session, locked, () =>
      commitOnNewest(context, plan, person, message, first),
    )
  } finally {
    first.started.stdin.end()
  }
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

/** The failure for changes that do not go together. */
export function conflicting(target: string, paths: readonly string[]): Result<never, LandingFailure> {
  return failure(
    'conflicts',
    `The accepted changes conflict with what ${target} has in ${countOf(paths.length, 'file')}. Nothing was changed. Ask for the work to be brought up to date with ${target}, or land it on a new branch.`,
    { paths, refs: [target] },
  )
}
