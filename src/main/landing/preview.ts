import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import { readSession, type LandingContext } from './context.ts'
import { landingPerson } from './identity.ts'
import { messageOf } from './message.ts'
import { filesInTheWay, offeredBranch, planLanding } from './plan.ts'
import { landingNotices } from './untold.ts'

/** What would land where, and what is in the way. Touches nothing. */
export async function preview(
  context: LandingContext,
  input: { readonly session: string; readonly branch?: string | undefined },
): Promise<Result<LandingPreview, LandingFailure>> {
  const { dependencies } = context
  const read = await readSession(context, input.session)
  if (!read.ok) return read
  const { subject, accepted } = read.value
  const branch = input.branch ? ok(input.branch) : await offeredBranch(dependencies, subject)
  if (!branch.ok) return branch
  const planned = await planLanding(dependencies, subject, accepted, branch.value)
  if (!planned.ok) return planned
  const { merge, checkouts, branch: target } = planned.value
  const changes = merge.kind === 'clean' ? merge.changes : []
  const blocked =
    changes.length === 0 ? ok([]) : await filesInTheWay(dependencies, subject, checkouts, changes)
  if (!blocked.ok) return blocked
  const person = landingPerson(subject, undefined)
  const notices = await landingNotices(dependencies.git, subject, changes)
  if (!notices.ok) return notices
  let newCommits = 0
  if (target.tip !== null && subject.baseCommit !== null && target.tip !== subject.baseCommit) {
    const counted = await dependencies.git.text({
      purpose: 'count new commits',
      folder: subject.repositoryPath,
      args: ['rev-list', '--count', `${subject.baseCommit}..${target.tip}`, '--'],
    })
    // The base may be a commit that only an undone landing had; then there is nothing to count from.
    newCommits = counted.ok ? Number(counted.value) : 0
  }
  return ok({
    tree: accepted.tree,
    branch: target.name,
    branchExists: target.tip !== null,
    newCommits,
    files: accepted.files.map(({ path, oldPath, change, added, deleted }) => ({
      path,
      oldPath,
      change,
      added,
      deleted,
    })),
    accepted: accepted.accepted,
    undecided: accepted.undecided,
    conflicts: merge.kind === 'conflicts' ? merge.paths : [],
    inTheWay: [...new Set(blocked.value.flatMap((each) => each.paths))],
    checkout: checkouts.find((checkout) => checkout.how === 'files')?.folder ?? null,
    identity: person.ok ? person.value.author : null,
    committer: person.ok ? person.value.committer : null,
    identitySince: subject.person.since?.author ?? null,
    notices: notices.value,
    message: await messageOf(dependencies.git, subject, {}),
  })
}
