import { countOf } from '#shared/base/quantity-text.ts'
import { err, type Err } from '#shared/base/result.ts'
import {
  landingFailureKindSchema,
  type LandingFailure,
  type LandingFailureKind,
} from '#shared/contract/landing.ts'
import { describeGitFailure, type GitFailure } from '../git/run.ts'

/** A failure with its sentence. */
export function failure(
  kind: LandingFailureKind,
  message: string,
  more: Omit<LandingFailure, 'kind' | 'message'> = {},
): Err<LandingFailure> {
  return err({ kind, message, ...more })
}

/**
 * What git said, as a failure of the landing. A lock that another git holds is `busy`, so that the person knows to
 * try again; files that git itself would not overwrite are `inTheWay`. `untouched` says what state things are in.
 */
export function gitFailed(cause: GitFailure, untouched = 'Nothing was changed.'): Err<LandingFailure> {
  if (isLocked(cause))
    return failure(
      'busy',
      `Another git command is at work in this repository. ${untouched} Wait for it to end, then try again.`,
      { stderr: cause.stderr },
    )
  const blocked = [...cause.stderr.matchAll(/(?:Entry|working tree file) '(.+)' (?:not uptodate|would be)/g)]
  if (blocked.length > 0)
    return failure(
      'inTheWay',
      `git sees changes in ${countOf(blocked.length, 'file')} that the landing concerns. ${untouched} Commit or undo them, then try again.`,
      { paths: blocked.map((match) => match[1] ?? ''), stderr: cause.stderr },
    )
  return failure('gitFailed', `${describeGitFailure(cause)}. ${untouched}`, { stderr: cause.stderr })
}

/** Whether git failed because a lock file exists. */
export function isLocked(cause: GitFailure): boolean {
  return /\.lock': File exists|another git process/i.test(cause.stderr)
}

/** Whether git failed because an object is not there any more. */
export function isCollected({ kind, stderr = '' }: LandingFailure): boolean {
  return (
    kind === 'gitFailed' &&
    /(bad|nonexistent|invalid|missing|not a valid) (object|tree|blob)|unable to read/i.test(stderr)
  )
}

/** A failure of something the landing asked for, in the landing's own kinds. */
export function passedOn(cause: {
  readonly kind: string
  readonly message: string
  readonly paths?: readonly string[]
  readonly refs?: readonly string[]
  readonly stderr?: string
}): Err<LandingFailure> {
  const known = landingFailureKindSchema.safeParse(cause.kind)
  return err({ ...cause, kind: known.success ? known.data : 'gitFailed' })
}
