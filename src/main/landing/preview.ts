import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import type { AcceptedRevision } from '#shared/domain/landing/accepted-tree.ts'
import { blocking, planApply } from './apply-plan.ts'
import { openedCheckout } from './checkouts.ts'
import { readSession, type LandingContext } from './context.ts'
import type { LandingDependencies, LandingSubject } from './dependencies.ts'
import { isCollected } from './failures.ts'
import { landingPerson } from './identity.ts'
import { filesBetween } from './landed-files.ts'
import { leftMarks, marksText } from './left-marks.ts'
import { withoutPaths } from './left-here.ts'
import type { Merged } from './merge.ts'
import { messageOf } from './message.ts'
import { askEarly, filesInTheWay, offeredBranch, planLanding, type AskedEarly } from './plan.ts'
import { landingNotices } from './untold.ts'

export interface PreviewInput {
  readonly session: string
  readonly branch?: string | undefined
  /** Absent: on a branch. */
  readonly way?: 'branch' | 'checkout' | 'patch' | undefined
  /** Paths of accepted files that stay in the session. */
  readonly leave?: readonly string[] | undefined
}

/** What would become of the target, whichever that is. */
interface Foreseen {
  readonly targetTree: string
  readonly merge: Merged
  readonly inTheWay: readonly string[]
  readonly checkout: string | null
  readonly branch: Pick<LandingPreview, 'branch' | 'branchExists' | 'newCommits'>
}

/** What would land where, and what is in the way. Touches nothing. */
export async function preview(
  context: LandingContext,
  input: PreviewInput,
): Promise<Result<LandingPreview, LandingFailure>> {
  const known = await previewOf(context, input, { anew: false })
  // What is known of the accepted tree may have been collected since: nothing names it before it lands.
  return known.ok || !isCollected(known.error) ? known : previewOf(context, input, { anew: true })
}

async function previewOf(
  context: LandingContext,
  input: PreviewInput,
  options: { readonly anew: boolean },
): Promise<Result<LandingPreview, LandingFailure>> {
  const { dependencies } = context
  const early =
    input.branch && (input.way ?? 'branch') === 'branch'
      ? askEarly(dependencies, input.session, input.branch)
      : null
  const read = await readSession(context, input.session, options)
  if (!read.ok) return read
  const { subject } = read.value
  const all = read.value.accepted
  const kept = await withoutPaths(subject, all, input.leave ?? [])
  if (!kept.ok) return kept
  const accepted = kept.value
  const drafted = messageOf(dependencies.git, subject, {})
  const foreseen =
    input.way === 'checkout'
      ? await onCheckout(context, subject, accepted)
      : input.way === 'patch'
        ? ok(asPatch(accepted))
        : await onBranch(dependencies, subject, accepted, input.branch, early)
  if (!foreseen.ok) return foreseen
  const { targetTree, merge, inTheWay, checkout, branch } = foreseen.value
  const landed = merge.kind === 'clean' ? merge.tree : null
  // On the base itself it is what was accepted, hunk by hunk; a merge may take less to the target.
  const files =
    landed === null || targetTree === accepted.base
      ? ok(accepted.files)
      : await filesBetween(subject.objects, targetTree, landed)
  if (!files.ok) return files
  const person = landingPerson(subject, {})
  const notices = await landingNotices(dependencies.git, subject, merge.kind === 'clean' ? merge.changes : [])
  if (!notices.ok) return notices
  const marks =
    merge.kind === 'clean' ? await leftMarks(subject, targetTree, merge.tree, merge.changes) : ok([])
  // Where these can't be read now, the landing finds the contents again or says what is lost.
  const marked = marks.ok ? marks.value : []
  return ok({
    tree: accepted.tree,
    trees: { base: accepted.base, accepted: accepted.tree, target: targetTree, landed },
    ...branch,
    files: files.value.map(({ path, oldPath, change, added, deleted }) => ({
      path,
      oldPath,
      change,
      added,
      deleted,
    })),
    left: all.files.length - accepted.files.length,
    accepted: accepted.accepted,
    undecided: accepted.undecided,
    conflicts: merge.kind === 'conflicts' ? merge.paths : [],
    inTheWay,
    checkout,
    identity: person.ok ? person.value.author : null,
    committer: person.ok ? person.value.committer : null,
    identitySince: subject.person.since?.author ?? null,
    notices: marked.length > 0 ? [marksText(marked), ...notices.value] : notices.value,
    message: await drafted,
  })
}

async function onBranch(
  dependencies: LandingDependencies,
  subject: LandingSubject,
  accepted: AcceptedRevision,
  wanted: string | undefined,
  early: AskedEarly | null,
): Promise<Result<Foreseen, LandingFailure>> {
  const branch = wanted ? ok(wanted) : await offeredBranch(dependencies, subject)
  if (!branch.ok) return branch
  const planned = await planLanding(dependencies, subject, accepted, branch.value, early)
  if (!planned.ok) return planned
  const { merge, checkouts, indexes, startTree, branch: target } = planned.value
  const changes = merge.kind === 'clean' ? merge.changes : []
  const blocked =
    changes.length === 0 ? ok([]) : await filesInTheWay(dependencies, subject, checkouts, changes, indexes)
  if (!blocked.ok) return blocked
  return ok({
    targetTree: startTree,
    merge,
    inTheWay: [...new Set(blocked.value.flatMap((each) => each.paths))],
    checkout: checkouts.find((one) => one.how === 'files')?.folder ?? null,
    branch: {
      branch: target.name,
      branchExists: target.tip !== null,
      newCommits: await countNew(dependencies, subject, target.tip),
    },
  })
}

/** Commits that a target has and the session's base has not. */
async function countNew(
  { git }: LandingDependencies,
  { baseCommit, repositoryPath }: LandingSubject,
  tip: string | null,
): Promise<number> {
  if (tip === null || baseCommit === null || tip === baseCommit) return 0
  const counted = await git.text({
    purpose: 'count new commits',
    folder: repositoryPath,
    args: ['rev-list', '--count', `${baseCommit}..${tip}`, '--'],
  })
  // The base may be a commit that only an undone landing had; then there is nothing to count from.
  return counted.ok ? Number(counted.value) : 0
}

/** No branch is concerned. */
const noBranch = { branch: '', branchExists: false, newCommits: 0 }

async function onCheckout(
  context: LandingContext,
  subject: LandingSubject,
  accepted: AcceptedRevision,
): Promise<Result<Foreseen, LandingFailure>> {
  const planned = await planApply(context, subject, accepted)
  if (!planned.ok) return planned
  const { merge, oldTree, looking } = planned.value
  const blocked =
    merge.kind === 'clean' && merge.changes.length > 0
      ? await blocking(looking, openedCheckout(subject), merge.changes, merge.tree)
      : ok([])
  if (!blocked.ok) return blocked
  return ok({
    targetTree: oldTree,
    merge,
    inTheWay: blocked.value,
    checkout: subject.repositoryPath,
    branch: noBranch,
  })
}

/** A patch is of the accepted changes on their base, wherever it is applied. */
function asPatch(accepted: AcceptedRevision): Foreseen {
  return {
    targetTree: accepted.base,
    merge: { kind: 'clean', tree: accepted.tree, changes: [] },
    inTheWay: [],
    checkout: null,
    branch: noBranch,
  }
}
