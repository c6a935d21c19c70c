import { lstat, realpath } from 'node:fs/promises'
import path from 'node:path'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { indexRemedy, isIndexDamaged } from '../git/index-damage.ts'
import { readPlainFile } from '../git/plain-file.ts'
import { readGitFile } from '../git/gitfile.ts'
import { pathExists } from '../git/path-exists.ts'
import type { Git } from '../git/run.ts'
import { listWorktrees, type ListedWorktree } from '../git/worktree-list.ts'
import type { LandingSubject } from './dependencies.ts'
import { failure, gitFailed } from './failures.ts'

/** A folder where a branch is checked out. */
export interface Checkout {
  readonly folder: string
  readonly gitDir: string
  /** The branch has no commit yet. */
  readonly unborn: boolean
}

/**
 * The worktrees, main and linked, where `ref` is checked out. Fails when one of them is in the middle of a rebase of it,
 * since git would refuse to end that rebase after the branch moved, or when its folder can't be told.
 */
export async function findCheckouts(
  git: Git,
  subject: LandingSubject,
  ref: string,
  worktrees?: Awaited<ReturnType<typeof worktreesOf>>,
): Promise<Result<readonly Checkout[], LandingFailure>> {
  const listed = worktrees ?? (await worktreesOf(git, subject))
  if (!listed.ok) return listed
  const found: Checkout[] = []
  const branch = ref.slice('refs/heads/'.length)
  for (const each of listed.value) {
    if (each.bare || (each.branch !== null && each.branch !== ref)) continue
    const gitDir = await gitDirOf(each.path)
    if (gitDir === null) {
      // Its folder was removed: there are no files to protect. A folder that exists but is no checkout is another thing.
      if (each.branch === null || !(await pathExists(each.path))) continue
      return failure(
        'inTheWay',
        `${branch} is checked out by ${each.path}, but the folder of its files can't be told. Nothing was changed. Open that checkout itself, or land on another branch.`,
      )
    }
    if (each.branch === ref) {
      if (!(await belongsTo(gitDir, subject.commonDir)))
        return failure(
          'inTheWay',
          `${each.path} says that it is a checkout of another repository, although ${branch} is listed as checked out there. Nothing was changed. Run git worktree repair, or land on another branch.`,
        )
      found.push({ folder: each.path, gitDir, unborn: each.head === null })
    } else if ((await rebasedBranch(gitDir)) === ref) {
      return failure(
        'inTheWay',
        `${branch} is being rebased in ${each.path}. Nothing was changed. End the rebase with git rebase --continue or --abort, then land again.`,
      )
    }
  }
  return ok(found)
}

/** The checkout that was opened, whatever is checked out in it. */
export function openedCheckout(subject: LandingSubject): Checkout {
  return { folder: subject.repositoryPath, gitDir: subject.gitDir, unborn: false }
}

/** Why a checkout can't be updated now, whatever the files: it is in the middle of something, or locked. null if it can. */
export async function checkoutBlock(checkout: Checkout): Promise<LandingFailure | null> {
  const has = (name: string): Promise<boolean> => pathExists(path.join(checkout.gitDir, name))
  const activities: readonly (readonly [string, string, string])[] = [
    ['MERGE_HEAD', 'a merge', 'Commit it or run git merge --abort'],
    ['rebase-merge', 'a rebase', 'End it with git rebase --continue or --abort'],
    ['rebase-apply', 'a rebase', 'End it with git rebase --continue or --abort'],
    ['CHERRY_PICK_HEAD', 'a cherry-pick', 'End it with git cherry-pick --continue or --abort'],
    ['REVERT_HEAD', 'a revert', 'End it with git revert --continue or --abort'],
  ]
  for (const [file, name, remedy] of activities) {
    if (await has(file))
      return {
        kind: 'inTheWay',
        message: `${checkout.folder} is in the middle of ${name}. Nothing was changed. ${remedy}, then try again.`,
      }
  }
  if (await has('index.lock'))
    return {
      kind: 'busy',
      message: `Another git command is at work in ${checkout.folder}. Nothing was changed. Wait for it to end, then try again; if none is running, remove ${path.join(checkout.gitDir, 'index.lock')}.`,
    }
  if (await isIndexDamaged(checkout.gitDir))
    return {
      kind: 'inTheWay',
      message: `The index of ${checkout.folder}, in which git keeps what is staged there, is damaged. Nothing was changed. There, ${indexRemedy}. Then try again, or land on a branch that is not checked out.`,
    }
  return null
}

/** The branch that the opened checkout has checked out, as a full reference; null for a detached HEAD. */
export async function currentBranch(
  git: Git,
  folder: string,
): Promise<Result<string | null, LandingFailure>> {
  const head = await git.text({
    purpose: 'read HEAD',
    folder,
    args: ['symbolic-ref', '-q', 'HEAD'],
    accept: [0, 1],
  })
  if (!head.ok) return gitFailed(head.error)
  return ok(head.value === '' ? null : head.value)
}

/** All worktrees of a session's repository, the main one first. */
export async function worktreesOf(
  git: Git,
  subject: LandingSubject,
  listing = listWorktrees(git, subject.repositoryPath),
): Promise<Result<readonly ListedWorktree[], LandingFailure>> {
  const listed = await listing
  if (!listed.ok) return gitFailed(listed.error)
  const [main, ...linked] = listed.value
  // git names the main worktree after the git folder, which is wrong for submodules and separate git folders.
  return main && subject.gitDir === subject.commonDir
    ? ok([{ ...main, path: subject.repositoryPath }, ...linked])
    : listed
}

/** The git folder of a checkout, or null if there is none. Read from the file system: no process for each worktree. */
async function gitDirOf(folder: string): Promise<string | null> {
  const dotGit = path.join(folder, '.git')
  try {
    return (await lstat(dotGit)).isDirectory() ? dotGit : await readGitFile(dotGit)
  } catch {
    return null
  }
}

async function belongsTo(gitDir: string, commonDir: string): Promise<boolean> {
  try {
    const [own, common] = await Promise.all([realpath(gitDir), realpath(commonDir)])
    return own === common || path.dirname(own) === path.join(common, 'worktrees')
  } catch {
    return false
  }
}

/** The branch that a rebase going on in a worktree will move at its end. */
async function rebasedBranch(gitDir: string): Promise<string | null> {
  for (const folder of ['rebase-merge', 'rebase-apply']) {
    const name = await readPlainFile(path.join(gitDir, folder, 'head-name'), 8192)
    if (name !== null) return name.trim()
  }
  return null
}
