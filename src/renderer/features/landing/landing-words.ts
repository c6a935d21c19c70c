import type { LandingPreview } from '#shared/contract/landing.ts'
import { countOf } from '#shared/base/quantity-text.ts'

const verb = (count: number, one: string, many: string): string => (count === 1 ? one : many)

/** The ways to put the accepted changes somewhere. */
export type LandingWay = 'branch' | 'checkout' | 'patch'

/** What the button says: exactly what happens when it is pressed. */
export function actionWords(way: LandingWay, preview: LandingPreview | null, branch: string): string {
  const files = countOf(preview?.files.length ?? 0, 'file')
  switch (way) {
    case 'branch':
      if (preview === null) return `Commit to ${branch}`
      if (!preview.branchExists) return `Create ${branch} with ${files}`
      return preview.newCommits > 0 ? `Merge ${files} into ${branch}` : `Commit ${files} to ${branch}`
    case 'checkout':
      return `Put ${files} into the checkout, uncommitted`
    case 'patch':
      return `Save ${files} as a patch`
  }
}

/** Why it can't be done now; null when it can. */
export function landingObstacle(
  way: LandingWay,
  preview: LandingPreview | null,
  branch: string,
  message: string,
  identity: { readonly name: string; readonly email: string },
): string | null {
  if (preview === null) return 'The preview is being made.'
  if (preview.accepted === 0) return 'Nothing is accepted yet.'
  if (way === 'checkout') return null
  if (message.trim() === '') return 'Write a message first.'
  if (preview.identity === null && (identity.name.trim() === '' || identity.email.trim() === ''))
    return 'Git does not know who you are here. Fill in your name and address.'
  if (way === 'patch') return null
  if (branch.trim() === '') return 'Name a branch first.'
  if (preview.conflicts.length > 0)
    return `${countOf(preview.conflicts.length, 'file')} ${verb(preview.conflicts.length, 'conflicts', 'conflict')} with ${branch}. Land on a new branch, or follow up.`
  if (preview.inTheWay.length > 0)
    return `${countOf(preview.inTheWay.length, 'file')} in the checkout would be overwritten. Commit or move them first.`
  return null
}

/** What happens besides the commit, in one sentence. */
export function landingConsequence(preview: LandingPreview): string {
  const parts: string[] = []
  const { newCommits } = preview
  if (!preview.branchExists) parts.push('The branch is made at the base of the session.')
  else if (newCommits > 0)
    parts.push(
      `${preview.branch} has ${countOf(newCommits, 'commit')} that the base has not; ${verb(newCommits, 'it is', 'they are')} kept.`,
    )
  // With conflicts nothing can land there, so there is nothing to say of files.
  if (preview.conflicts.length > 0) return parts.join(' ')
  parts.push(
    preview.checkout === null
      ? 'No checkout is touched.'
      : `The files in ${preview.checkout} are updated, as ${preview.branch} is checked out there.`,
  )
  if (preview.undecided > 0)
    parts.push(
      `${countOf(preview.undecided, 'undecided hunk')} ${verb(preview.undecided, 'stays', 'stay')} in the session.`,
    )
  return parts.join(' ')
}
