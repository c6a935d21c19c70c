import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import { err, type Err } from '#shared/base/result.ts'
import { describeGitFailure, type GitFailure } from '../git/run.ts'
import { StoreDamageError, StoreWriteError } from '../store/store.ts'

/** The failures that a changeset and a review have in common. */
export type LoadFailure = ChangesetFailure & {
  readonly kind: 'notFound' | 'noRevision' | 'tooLarge' | 'gitFailed' | 'storeFailed'
}

export function gitFailed(failure: GitFailure): Err<{
  readonly kind: 'gitFailed'
  readonly message: string
  readonly stderr: string
}> {
  return err({
    kind: 'gitFailed',
    message: `${capitalized(describeGitFailure(failure))}. No decision was changed. Try again; the log of git commands says more.`,
    stderr: failure.stderr,
  })
}

/** Why a changeset can't be had. */
export function loadFailed(failure: GitFailure): Err<LoadFailure> {
  if (failure.kind !== 'tooLarge') return gitFailed(failure)
  return err({
    kind: 'tooLarge',
    message: `This changeset is too large: ${failure.stderr}. No decision was changed. Review a smaller range, or have the change made in parts.`,
  })
}

export function noRevision(): Err<LoadFailure> {
  return err({
    kind: 'noRevision',
    message: 'This session has no revision yet. Nothing was changed. Wait until its turn ends.',
  })
}

/**
 * What the database refused, as the failure of this one review: damage of a session's row, or a full disk, is no reason to
 * end the work on the others. Whatever else was thrown is thrown again.
 */
export function storeFailed(error: unknown): Err<LoadFailure & { readonly kind: 'storeFailed' }> {
  if (error instanceof StoreDamageError || error instanceof StoreWriteError)
    return err({ kind: 'storeFailed', message: error.message })
  throw error
}

/** What was asked is written down and counts; only how the review stands with it could not be worked out. */
export function writtenButNotShown(failure: LoadFailure): Err<ReviewFailure> {
  return err({
    kind: 'gitFailed',
    message:
      'It was written down, but git failed when the review was worked out with it. Nothing is lost. Open the session again; the log of git commands says more.',
    ...(failure.stderr === undefined ? {} : { stderr: failure.stderr }),
  })
}

const gone: ReadonlySet<string> = new Set<LoadFailure['kind']>(['notFound', 'noRevision'])

export function asReviewFailure(failure: LoadFailure): Err<ReviewFailure> {
  if (failure.kind === 'storeFailed') return err({ ...failure, kind: failure.kind })
  return err({ ...failure, kind: gone.has(failure.kind) ? 'notFound' : 'gitFailed' })
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function noFile(message: string, paths: readonly string[] = []): Err<ChangesetFailure> {
  return err({
    kind: 'noFile',
    message: `${message} Nothing was changed. Look at the newest changeset.`,
    paths,
  })
}

export function unknownHunk(hunk: string): Err<ReviewFailure> {
  return err({
    kind: 'unknownHunk',
    message: `There is no hunk ${hunk} in the newest revision. No decision was changed. Look at the newest changeset and decide again.`,
    refs: [hunk],
  })
}
