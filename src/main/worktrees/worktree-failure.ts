import type { Failure } from '#shared/base/failure.ts'
import { describeGitFailure, type GitFailure } from '#main/git/run.ts'

type WorktreeFailureKind =
  | 'exists'
  | 'mounted'
  | 'repositoryGone'
  | 'badCommit'
  | 'filterFailed'
  | 'stopped'
  | 'failed'
export type WorktreeFailure = Failure<WorktreeFailureKind>

/** What an error says, for a sentence. */
const text = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A worktree that could not be moved to the trash. */
export function cannotDiscard(worktree: string, error: unknown): WorktreeFailure {
  return {
    kind: 'failed',
    message: `The worktree ${worktree} could not be moved to the trash (${text(error)}). Nothing was changed. End programs that use it, check its permissions, and discard it again.`,
    paths: [worktree],
  }
}

/** Something is mounted in the worktree: whoever deletes that deletes what is behind it. */
export function mountedIn(worktree: string, mounts: readonly Buffer[]): WorktreeFailure {
  const paths = mounts.map((place) => place.toString('utf8'))
  return {
    kind: 'mounted',
    message: `The worktree ${worktree} was left as it is, because something is mounted in it, at ${paths.join(', ')}: with the worktree what is behind that would be deleted. Nothing was deleted. Unmount it (umount), then try again.`,
    paths,
  }
}

/** The folder of the repository is gone. */
export function noRepository(folder: string): WorktreeFailure {
  return {
    kind: 'repositoryGone',
    message: `The repository's folder ${folder} is not there any more, so no worktree was made. Bring it back, or open the repository where it is now.`,
    paths: [folder],
  }
}

/** Something is in the worktree's place. */
export function isThereAlready(target: string): WorktreeFailure {
  return {
    kind: 'exists',
    message: `The folder ${target} is there already, so no worktree was made and nothing in it was touched. Discard the session's worktree first, or move the folder away.`,
    paths: [target],
  }
}

/** The data folder can't be written. */
export function cannotWrite(folder: string, error: unknown): WorktreeFailure {
  return {
    kind: 'failed',
    message: `No worktree was made, because ${folder} cannot be written (${text(error)}). The repository was not touched. Check the disk and its permissions, then start the session again.`,
    paths: [folder],
  }
}

/** What git said when it was to make a worktree; what was made of it is removed again. */
export function addFailure(failure: GitFailure, repositoryPath: string): WorktreeFailure {
  const untouched =
    "What was made of it was removed again, and the repository's own checkout was not touched."
  const { stderr } = failure
  if (failure.kind === 'aborted')
    return {
      kind: 'stopped',
      message: `The worktree was not made because it was stopped. ${untouched} Start the session again when you like.`,
    }
  if (failure.kind === 'tooLarge')
    return {
      kind: 'failed',
      message: `No worktree was made, because ${stderr}. ${untouched} Start the task from another base.`,
    }
  if (/smudge filter|external filter/.test(stderr))
    return {
      kind: 'filterFailed',
      message: `No worktree was made, because a filter of your git configuration failed. ${untouched} Check that the filter's program (such as git-lfs) is installed and its files were fetched, then start the session again.`,
      stderr,
    }
  if (/invalid reference|not a valid object|bad object|Needed a single revision|not a commit/i.test(stderr))
    return {
      kind: 'badCommit',
      message: `No worktree was made, because its commit is not in ${repositoryPath} any more. ${untouched} Choose another base and start the task again.`,
      stderr,
    }
  return {
    kind: 'failed',
    message: `No worktree was made: ${describeGitFailure(failure)}. ${untouched} Check the disk and the repository, then start the session again.`,
    stderr,
  }
}
