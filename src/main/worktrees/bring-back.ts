import { lstat, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import { pathsForDisplay, pathToText } from '#shared/base/path-text.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { Objects } from '#main/git/objects.ts'
import { zeroSeparated } from '#main/git/paths.ts'
import { describeGitFailure, type Git, type GitFailure } from '#main/git/run.ts'
import { isSound } from './git-dir.ts'
import { WorktreeGit } from './worktree-git.ts'

export interface BringBack {
  readonly worktree: string
  /** Null where the repository does not know the worktree any more. */
  readonly gitDir: string | null
  readonly commonDir: string
  /** The tree of the worktree's files as they are. */
  readonly from: string
  /** The tree of the files as they are to be. */
  readonly to: string
  /** The commit that HEAD is to be. */
  readonly head: string
  /** What it is for, as messages say it. Absent: a roll back. */
  readonly act?: BringBackAct
  readonly trustedFilters?: string | undefined
}

export interface BringBackAct {
  /** "rolled back", "roll back": what was not done, and what to do again. */
  readonly done: string
  readonly again: string
  /** Whose files belong there: "the checkpoint". */
  readonly whose: string
  /** The branch that HEAD is on goes on to the commit too, where that has its commits; else HEAD alone moves. */
  readonly movesBranch: boolean
}

const rollBack: BringBackAct = {
  done: 'rolled back',
  again: 'roll back',
  whose: 'the checkpoint',
  movesBranch: false,
}

type BringBackFailure = Failure<'inTheWay' | 'gitFailed' | 'worktreeFailed'> & {
  /** Whether files, the index or HEAD may have moved. */
  readonly hasMoved?: boolean
}

/**
 * What keeps a worktree's files from being brought to a tree: files that no snapshot holds, ignored ones mostly, where one of
 * the tree belongs. Null for nothing. Changes nothing.
 */
export async function bringBackObstacle(
  objects: Objects,
  { worktree, gitDir, commonDir, from, to, act = rollBack }: BringBack,
): Promise<BringBackFailure | null> {
  if (gitDir === null || !(await isSound(gitDir, commonDir)))
    return {
      kind: 'worktreeFailed',
      message: `Git does not know the worktree ${worktree} any more, so nothing was ${act.done}, and nothing was changed. Discard the session and restore it, then ${act.again}.`,
      paths: [worktree],
    }
  const added = await namesAdded(objects, from, to)
  if (!added.ok) return unread(added.error, act)
  const there: Buffer[] = []
  const folders: Buffer[] = []
  for (const name of added.value) {
    const found = await lstat(inWorktree(worktree, name)).catch(() => null)
    if (found?.isDirectory()) folders.push(name)
    else if (found) there.push(name)
  }
  if (folders.length > 0) {
    const held = await namesOf(objects, ['ls-tree', '-r', '--name-only', '-z', from])
    if (!held.ok) return unread(held.error, act)
    const known = new Set(held.value.map((name) => name.toString('latin1')))
    for (const folder of folders) there.push(...(await strangersIn(worktree, folder, known)))
  }
  if (there.length === 0) return null
  const paths = there.map(pathToText)
  return {
    kind: 'inTheWay',
    message: `Files of the worktree that no snapshot holds are where files of ${act.whose} belong: ${pathsForDisplay(paths)}. Nothing was ${act.done}, and nothing was changed. Move them away, then ${act.again}.`,
    paths,
  }
}

/**
 * Brings a worktree's files from one tree to another, and its HEAD and index to a commit, so that what differs from it is
 * uncommitted. Ignored files stay. A file that is not as `from` says refuses it before anything changes; cut off in the
 * middle, it is done again from a new `from`.
 */
export async function bringBack(
  git: Git,
  objects: Objects,
  options: BringBack & { readonly gitDir: string },
): Promise<Result<null, BringBackFailure>> {
  const { gitDir, from, to, head, act = rollBack } = options
  const index = objects.temporaryPath('index')
  const files = new WorktreeGit(git, { ...options, index })
  try {
    const configured = await files.refuseFilters(options.trustedFilters ?? '')
    if (!configured.ok) return err(failed(configured.error, act))
    const purpose = 'bring files back'
    const read = await files.run({ purpose, args: ['read-tree', from] })
    if (!read.ok) return err(failed(read.error, act))
    const refreshed = await files.run({
      purpose,
      args: ['update-index', '-q', '--refresh'],
      accept: [0, 1],
    })
    if (!refreshed.ok) return err(failed(refreshed.error, act))
    const brought = await files.run({ purpose, args: ['read-tree', '-m', '-u', from, to] })
    if (!brought.ok) {
      const failure = failed(brought.error, act)
      // Git looked that nothing was in the way before it wrote any: these are parts of its own, which may fill the disk.
      const hasMoved = failure.kind !== 'inTheWay'
      if (hasMoved) await removeAdded(objects, options)
      return err({ ...failure, hasMoved })
    }
    const moved = await headTo(git, files, options, head)
    return moved.ok ? moved : err({ ...moved.error, hasMoved: true })
  } finally {
    await Promise.all(
      [index, `${index}.lock`, nextIndex(gitDir), `${nextIndex(gitDir)}.lock`].map((file) =>
        rm(file, { force: true }),
      ),
    )
  }
}

/** Takes out of a worktree what one tree has there and the other has not: what was written before it failed. */
async function removeAdded(objects: Objects, { worktree, from, to }: BringBack): Promise<void> {
  const added = await namesAdded(objects, from, to)
  if (!added.ok) return
  for (const name of added.value) await rm(inWorktree(worktree, name), { force: true }).catch(() => undefined)
}

function namesAdded(
  objects: Objects,
  from: string,
  to: string,
): Promise<Result<readonly Buffer[], GitFailure>> {
  const which = ['-r', '--name-only', '--no-renames', '--diff-filter=A', '-z']
  return namesOf(objects, ['diff-tree', ...which, from, to])
}

/** Sets HEAD and the index of a worktree to a commit; its branches stay where they are. */
async function headTo(
  git: Git,
  files: WorktreeGit,
  options: BringBack & { readonly gitDir: string },
  head: string,
): Promise<Result<null, BringBackFailure>> {
  const { gitDir, act = rollBack } = options
  const purpose = 'set HEAD of a worktree'
  // Written beside the worktree's own and renamed over it: a kill leaves no lock that the agent's git would meet. Before HEAD
  // moves, so that a full disk leaves that where it is.
  const next = new WorktreeGit(git, { ...options, index: nextIndex(gitDir) })
  const configured = await next.refuseFilters(options.trustedFilters ?? '')
  if (!configured.ok) return err(failed(configured.error, act))
  const read = await next.run({ purpose, args: ['read-tree', head] })
  if (!read.ok) return err(failed(read.error, act))
  const refreshed = await next.run({ purpose, args: ['update-index', '-q', '--refresh'], accept: [0, 1] })
  if (!refreshed.ok) return err(failed(refreshed.error, act))
  const now = await files.text({
    purpose,
    args: ['rev-parse', '--verify', '--quiet', 'HEAD'],
    accept: [0, 1],
  })
  if (!now.ok) return err(failed(now.error, act))
  if (now.value !== head) {
    const follows = act.movesBranch && (await isAncestor(files, now.value, head))
    const args = follows
      ? ['update-ref', 'HEAD', head, now.value]
      : ['update-ref', '--no-deref', 'HEAD', head]
    const moved = await files.run({ purpose, args })
    if (!moved.ok) return err(failed(moved.error, act))
  }
  await rename(nextIndex(gitDir), path.join(gitDir, 'index'))
  return ok(null)
}

async function isAncestor(files: WorktreeGit, one: string, other: string): Promise<boolean> {
  if (one === '') return false
  const args = ['merge-base', '--is-ancestor', one, other]
  const asked = await files.run({ purpose: 'compare commits', args, accept: [0, 1] })
  return asked.ok && asked.value.exitCode === 0
}

function nextIndex(gitDir: string): string {
  return path.join(gitDir, 'index.winnow')
}

async function namesOf(
  objects: Objects,
  args: readonly string[],
): Promise<Result<readonly Buffer[], GitFailure>> {
  const listed = await objects.run({ purpose: 'compare a worktree with a checkpoint', args })
  return listed.ok ? ok(zeroSeparated(listed.value.stdout)) : listed
}

function inWorktree(worktree: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${worktree}/`), name])
}

/** Files of a folder that are not among `known`. */
async function strangersIn(
  worktree: string,
  folder: Buffer,
  known: ReadonlySet<string>,
): Promise<readonly Buffer[]> {
  const found: Buffer[] = []
  for (const entry of await readdir(inWorktree(worktree, folder), {
    withFileTypes: true,
    encoding: 'buffer',
  })) {
    const name = Buffer.concat([folder, Buffer.from('/'), entry.name])
    if (entry.isDirectory()) found.push(...(await strangersIn(worktree, name, known)))
    else if (!known.has(name.toString('latin1'))) found.push(name)
  }
  return found
}

function unread(failure: GitFailure, act: BringBackAct): BringBackFailure {
  return {
    kind: 'gitFailed',
    message: `What ${act.whose} has can't be read (${describeGitFailure(failure)}). Nothing was ${act.done}, and nothing was changed. Check the repository with git fsck, then ${act.again}.`,
    stderr: failure.stderr,
  }
}

/** The failure where somebody wrote to a worktree since what is there was kept. */
export function changedMeanwhile(act: BringBackAct = rollBack): BringBackFailure {
  return {
    kind: 'inTheWay',
    message: `Files of the worktree changed while they were being ${act.done}, so they were left as they are. What was there before is a checkpoint. End what still writes there, then ${act.again} again.`,
  }
}

function failed(failure: GitFailure, act: BringBackAct): BringBackFailure {
  const { stderr } = failure
  if (/not uptodate|would be overwritten|would lose/.test(stderr)) return { ...changedMeanwhile(act), stderr }
  return {
    kind: 'gitFailed',
    message: `The files could not be ${act.done}: ${describeGitFailure(failure)}. What was there before is a checkpoint. Check the disk and its free space, then ${act.again} again.`,
    stderr,
  }
}
