import type { Result } from '#shared/base/result.ts'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'

const verb = (count: number, one: string, many: string): string => (count === 1 ? one : many)

/** The ways to put the accepted changes somewhere. */
export type LandingWay = 'branch' | 'checkout' | 'patch'

/** What the button says: exactly what happens when it is pressed. Without a preview of this very choice, no number. */
export function actionWords(way: LandingWay, preview: LandingPreview | null, branch: string): string {
  const count = preview?.files.length ?? 0
  const left = preview?.left ?? 0
  const files = left > 0 ? `${numberText(count)} of ${countOf(count + left, 'file')}` : countOf(count, 'file')
  switch (way) {
    case 'branch':
      if (preview === null) return branch === '' ? 'Commit' : `Commit to ${branch}`
      if (!preview.branchExists) return `Create ${branch} with ${files}`
      return preview.newCommits > 0 ? `Merge ${files} into ${branch}` : `Commit ${files} to ${branch}`
    case 'checkout':
      return `Put ${preview === null ? 'the files' : files} into the checkout, uncommitted`
    case 'patch':
      return preview === null ? 'Save a patch' : `Save ${files} as a patch`
  }
}

/** What a person chose and wrote. */
export interface LandingWish {
  readonly way: LandingWay
  readonly preview: LandingPreview
  /** What it lands on, in words: a branch's name. */
  readonly target: string
  readonly message: string
  readonly identity: Identity
  readonly author: Identity | null
}

const lacks = ({ name, email }: Identity): boolean => name.trim() === '' || email.trim() === ''

/** Why it can't be done now; null when it can. */
export function landingObstacle(wish: LandingWish): string | null {
  const { way, preview, target, message, identity, author } = wish
  if (preview.accepted === 0) return 'Nothing is accepted yet.'
  if (way !== 'checkout') {
    if (message.trim() === '') return 'Write a message first.'
    if (preview.identity === null && lacks(identity))
      return 'Git does not know who you are here. Fill in your name and address.'
    if (author !== null && lacks(author)) return 'Fill in the author’s name and address.'
  }
  if (way === 'patch') return null
  if (target.trim() === '') return 'Name a branch first.'
  const { conflicts, inTheWay, files } = preview
  if (conflicts.length > 0)
    return `${countOf(conflicts.length, 'file')} ${verb(conflicts.length, 'conflicts', 'conflict')} with ${target}. Land the rest, or on a new branch.`
  if (inTheWay.length > 0)
    return `${countOf(inTheWay.length, 'file')} in the checkout would be overwritten. Commit or move ${inTheWay.length === 1 ? 'it' : 'them'} first, or land the rest.`
  if (files.length === 0 && (preview.branchExists || way === 'checkout'))
    return preview.left > 0
      ? 'No file is left to land.'
      : `${way === 'checkout' ? 'The checkout' : target} has all of it already.`
  return null
}

/** Whether what would land now is another thing than what the person saw when they said yes, or goes to another place. */
export function isOtherLanding(shown: LandingPreview, now: LandingPreview): boolean {
  return shown.trees.accepted !== now.trees.accepted || shown.branch !== now.branch
}

/** Why nothing landed then. */
export const changedMeanwhile: Result<never, LandingFailure> = {
  ok: false,
  error: {
    kind: 'acceptedChanged',
    message:
      'What would land was changed since you looked at it. Nothing was changed. Look at it, then confirm again.',
  },
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
