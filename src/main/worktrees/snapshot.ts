import { lstat, rm } from 'node:fs/promises'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '#main/git/objects.ts'
import { isFolder } from '#main/git/path-exists.ts'
import type { Git, GitFailure } from '#main/git/run.ts'
import { hasMoreFiles, mostFiles, unlessTooLarge } from '#main/git/tree-size.ts'
import { replacedWorktree, snapshotFailure, type SnapshotFailure } from './snapshot-failure.ts'
import type { Snapshot, SnapshotOptions } from './snapshot-options.ts'
import { headOf } from './snapshot-parent.ts'
import { SnapshotRun } from './snapshot-run.ts'
import { usableGitDir } from './stand-in-git-dir.ts'
import { WorktreeGit } from './worktree-git.ts'

/** The tree that a snapshot of a worktree would have now. Its objects are written; no commit is made and nothing kept. */
export function snapshotTree(
  git: Git,
  objects: Objects,
  options: Omit<SnapshotOptions, 'ref' | 'message' | 'known'>,
): Promise<Result<string, SnapshotFailure>> {
  return runSnapshot(git, objects, { ...options, ref: '', message: '' }, (run) => run.tree())
}

/**
 * Records all of a worktree's files as a commit under a hidden reference: tracked and untracked files, not ignored
 * ones, as `git add -A` would take them, but with repositories embedded in the worktree file by file. Works on a copy
 * of the worktree's index: its index, HEAD, branch and files are never touched.
 */
export function takeSnapshot(
  git: Git,
  objects: Objects,
  options: SnapshotOptions,
): Promise<Result<Snapshot, SnapshotFailure>> {
  return runSnapshot(git, objects, options, (run) => run.take())
}

async function runSnapshot<T>(
  git: Git,
  objects: Objects,
  options: SnapshotOptions,
  work: (run: SnapshotRun) => Promise<Result<T, GitFailure>>,
): Promise<Result<T, SnapshotFailure>> {
  if (!(await isFolder(options.worktree)))
    return err({
      kind: 'worktreeMissing',
      message: `The folder ${options.worktree} is not there any more, so no snapshot was taken. Earlier revisions are kept. Bring it back, or send a follow-up: that goes on in a new worktree, made of its newest revision.`,
      paths: [options.worktree],
    })
  if ((await lstat(options.worktree).catch(() => null))?.isSymbolicLink())
    return err(replacedWorktree(options.worktree, 'a symbolic link'))
  const index = objects.temporaryPath('index')
  const standIn = objects.temporaryPath('git')
  try {
    const usable = { ...options, gitDir: await usableGitDir(standIn, options) }
    const base = options.base ?? options.parent ?? null
    const looking = new WorktreeGit(git, { ...usable, index })
    const taken = await unlessTooLarge(
      {
        tooLarge: async () => {
          const head = base === null ? await headOf(looking, objects, usable.gitDir) : ok(base)
          const known = head.ok ? head.value : null
          return known !== null && hasMoreFiles((oid) => objects.read(oid), known, mostFiles)
        },
        sentence: `what it is compared with unfolds to more than ${mostFiles} files`,
        purpose: 'take a snapshot',
        patience: 1000,
        signal: options.signal,
      },
      (signal) => work(new SnapshotRun(git, objects, { ...usable, index, signal })),
    )
    return taken.ok ? taken : err(snapshotFailure(taken.error))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return err({
      kind: 'gitFailed',
      message: `No snapshot was taken, because the data folder can't be written (${error instanceof Error ? error.message : String(error)}). Nothing in the worktree was changed, and earlier revisions are kept. Free some space, then take it again.`,
    })
  } finally {
    await Promise.all(
      [index, `${index}.lock`, standIn].map((file) => rm(file, { recursive: true, force: true })),
    )
  }
}
