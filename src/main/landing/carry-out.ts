import { err, ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { GitProcess } from '../git/run.ts'
import { moveRef, startMove, targetMoved } from './branch.ts'
import { updateFiles } from './checkout-update.ts'
import { landingId, movedBy, signature, stepDone, type LandingContext } from './context.ts'
import { makeDurable } from './durable.ts'
import type { LandingIntent } from './events.ts'
import { gitFailed } from './failures.ts'
import type { LandingPerson } from './identity.ts'
import { onNewestTarget, type CleanPlan } from './newest-target.ts'
import { lookingAt, type LandingPlan } from './plan.ts'
import { moveIndex, planStaged, releaseStaged, type StagedPlan } from './staged.ts'
import { takeBack } from './take-back.ts'
import type { PathChange } from './tree-entries.ts'

/** The intent of a landing that makes a commit. */
type CommittedIntent = LandingIntent & { readonly newCommit: string }

/** How often the commit is made again while others move the target. */
const commits = 12

/** The git that will move the target for a landing, as soon as it is told to. */
export interface StartedMove {
  /** The landing's. */
  readonly id: string
  readonly started: GitProcess
}

/** Starts the git that moves the target, so that it has started when it is needed. Ended without a word it does nothing. */
export function startLanding(
  { dependencies }: LandingContext,
  plan: LandingPlan,
  { committer }: LandingPerson,
): StartedMove {
  const id = landingId()
  const where = { folder: folderOf(plan), why: `winnow: land ${id}`, who: committer }
  return { id, started: startMove(dependencies.git, where) }
}

/** Makes the commit on what the target is now, and moves the target to it; again while others are faster. */
export async function commitOnNewest(
  context: LandingContext,
  plan: CleanPlan,
  person: LandingPerson,
  message: string,
  first: StartedMove,
): Promise<Result<CommittedIntent, LandingFailure>> {
  for (let attempt = 1; ; attempt += 1) {
    const { id, started } = attempt === 1 ? first : startLanding(context, plan, person)
    try {
      // git looks under its lock; where it was another one by then, nobody was told of anything yet.
      const newest = attempt === 1 ? ok(plan) : await onNewestTarget(context.dependencies, plan)
      const onto = newest.ok ? newest.value : null
      const done = onto && (await commitAndMove(context, onto, { id, person, message, started }))
      if (done === null) return newest.ok ? targetMoved(plan.branch.name) : newest
      if (done.ok || done.error.kind !== 'targetMoved' || attempt === commits) return done
    } finally {
      started.stdin.end()
    }
  }
}

function folderOf({ checkouts, subject }: LandingPlan): string {
  return checkouts[0]?.folder ?? subject.repositoryPath
}

/** What is to be committed by whom. */
interface Commission extends StartedMove {
  readonly person: LandingPerson
  readonly message: string
}

async function commitAndMove(
  context: LandingContext,
  plan: CleanPlan,
  { id, person, message, started }: Commission,
): Promise<Result<CommittedIntent, LandingFailure>> {
  const { subject, accepted } = plan
  const { tree, changes } = plan.merge
  const at = context.dependencies.clock.now()
  const who = signature(person.committer, at)
  const author = signature(person.author, at)
  const made = { tree, parents: plan.start === null ? [] : [plan.start], message }
  const commit = subject.objects.storeCommit({ ...made, author, signature: who })
  if (!commit.ok) return gitFailed(commit.error)
  stepDone(context, 'committed')

  const staged = await planStaged(context, plan, changes, who)
  if (!staged.ok) return staged
  const intent: CommittedIntent = {
    id,
    session: subject.session,
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
    identity: person.committer,
    files: accepted.files.length,
    at,
    ...(context.client && { client: context.client }),
  }
  const done = await carryOut(context, plan, intent, changes, staged.value, started)
  return done.ok ? ok(intent) : done
}

/**
 * The intent, and everything after it that moves something in the repository; on failure it is taken back. Git holds the
 * target while the intent is written, so that who commits there meanwhile is seen before anything is meant.
 */
async function carryOut(
  context: LandingContext,
  plan: LandingPlan,
  intent: LandingIntent,
  changes: readonly PathChange[],
  staged: StagedPlan,
  started: GitProcess,
): Promise<Result<null, LandingFailure>> {
  const { subject } = plan
  const { git } = context.dependencies
  let intended = false
  const intend = async (): Promise<Result<null, LandingFailure>> => {
    // What the intent names is whole before it is named, the session's own commits included.
    const written = await makeDurable(context, subject)
    if (!written.ok) return gitFailed(written.error)
    context.journal.intend(intent)
    intended = true
    stepDone(context, 'intended')
    return ok(null)
  }
  const aborted = (): void => {
    if (intended) context.journal.note(intent.id, 'aborted')
  }
  if (staged.staged) {
    const meant = await intend()
    if (!meant.ok) return meant
    const kept = await moveRef(git, subject, {
      ref: staged.staged.ref,
      from: null,
      to: staged.staged.commit,
      folder: subject.repositoryPath,
      why: 'winnow: keep staged content',
      who: intent.identity,
    })
    if (!kept.ok) {
      if (!kept.error.unsettled) aborted()
      return err(kept.error.failure)
    }
  }
  const moved = await moveRef(git, subject, {
    ref: plan.branch.ref,
    from: intent.oldCommit,
    to: intent.newCommit,
    folder: folderOf(plan),
    why: `winnow: land ${intent.id}`,
    who: intent.identity,
    started,
    async prepared() {
      const meant = intended ? ok(null) : await intend()
      if (meant.ok) stepDone(context, 'stagedKept')
      return meant
    },
  })
  if (!moved.ok) {
    if (!moved.error.unsettled) {
      await releaseStaged(context, subject, intent)
      aborted()
    }
    return err(moved.error.failure)
  }
  stepDone(context, 'refMoved')
  for (const checkout of plan.checkouts) {
    const looking = lookingAt(context.dependencies, subject, checkout)
    const updated =
      checkout.how === 'index'
        ? await moveIndex(looking, changes, 'new', intent.flags)
        : await updateFiles(looking, plan.startTree, intent.newTree, {
            index: () => plan.indexes.of(checkout),
          })
    if (!updated.ok) return takeBack(context, plan, intent, changes, updated.error)
  }
  await context.dependencies.outcomes.keep(intent.session, movedBy(intent))
  const written = await makeDurable(context, subject, { checkouts: plan.checkouts, changes })
  if (!written.ok) return takeBack(context, plan, intent, changes, written.error)
  stepDone(context, 'filesUpdated')
  return ok(null)
}
