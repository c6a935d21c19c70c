import type { Failure } from '#shared/base/failure.ts'
import { describeGitFailure, type GitFailure } from '#main/git/run.ts'

export type SnapshotFailureKind =
  | 'worktreeMissing'
  | 'worktreeReplaced'
  | 'filterFailed'
  | 'stopped'
  | 'gitFailed'
export type SnapshotFailure = Failure<SnapshotFailureKind>

/** Why no snapshot was taken, for the person. */
export function snapshotFailure(failure: GitFailure): SnapshotFailure {
  const untouched = 'Nothing in the worktree was changed, and earlier revisions are kept.'
  if (failure.kind === 'aborted')
    return { kind: 'stopped', message: `The snapshot was stopped. ${untouched} Take it again when you like.` }
  if (/clean filter|external filter/.test(failure.stderr))
    return {
      kind: 'filterFailed',
      message: `No snapshot was taken, because a filter of your git configuration failed. ${untouched} Check that the filter's program (such as git-lfs) is installed, then take it again.`,
      stderr: failure.stderr,
    }
  return {
    kind: 'gitFailed',
    message: `No snapshot was taken: ${describeGitFailure(failure)}. ${untouched} Check the disk and the repository, then take it again.`,
    stderr: failure.stderr,
  }
}

/** In the place of the worktree there is what `by` says: a link, say, that leads to a folder which is not the session's. */
export function replacedWorktree(worktree: string, by: string): SnapshotFailure {
  return {
    kind: 'worktreeReplaced',
    message: `No snapshot was taken, because in the place of the worktree ${worktree} there is ${by}. Nothing of what is there was read or changed, and earlier revisions are kept. Put the worktree's own folder back, then take it again.`,
    paths: [worktree],
  }
}
