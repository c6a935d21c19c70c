import { lstat, realpath } from 'node:fs/promises'
import path from 'node:path'
import { countOf } from '#shared/base/quantity-text.ts'
import type { Objects } from '#main/git/objects.ts'
import type { Git } from '#main/git/run.ts'
import type { LeftOut, WorktreeRun } from './changed-paths.ts'
import { registeredSubmodules } from './embedded.ts'
import { InnerRepository } from './inner-repository.ts'

/** Files of one submodule that are named; more of them are counted. */
const mostNamed = 50

/**
 * Work in the submodules that are checked out in a worktree, of which a snapshot holds a commit id and no more: what is
 * changed there, and commits that are neither on a remote nor in the repository's own copy of the submodule. All of it goes
 * with the worktree.
 */
export async function workInSubmodules(
  git: Git,
  run: WorktreeRun,
  options: { readonly worktree: string; readonly checkout: string | null },
): Promise<readonly LeftOut[]> {
  const left: LeftOut[] = []
  const { worktree, checkout } = options
  if (!(await isThere(path.join(worktree, '.gitmodules')))) return left
  for (const name of await registeredSubmodules(run, worktree)) {
    const folder = path.join(worktree, name)
    if (!(await liesWithin(worktree, folder))) continue
    const inner = await InnerRepository.at(git, folder)
    if (inner === null) continue
    const changed = await inner.changed()
    const reason = 'it is changed inside a submodule, of which a revision holds the commit only'
    for (const file of (changed ?? []).slice(0, mostNamed)) left.push({ path: `${name}/${file}`, reason })
    if (changed === null) left.push({ path: name, reason: 'what is changed in this submodule can’t be told' })
    else if (changed.length > mostNamed)
      left.push({
        path: name,
        reason: `${changed.length - mostNamed} more files are changed in this submodule`,
      })
    const copy = checkout === null ? null : await InnerRepository.at(git, path.join(checkout, name))
    const commits = await inner.ownCommits()
    const isOwnCopy = copy !== null && copy.commonDir === inner.commonDir
    const only = copy === null ? commits : await copy.lacking(commits)
    if (only.length > 0 && !isOwnCopy) left.push({ path: name, reason: onlyHere(only) })
  }
  return left
}

/** Which of the repositories that lie in a worktree are taken file by file, and what of them is not. */
export async function sortEmbedded(
  git: Git,
  objects: Objects,
  options: {
    readonly worktree: string
    readonly commonDir: string
    readonly folders: readonly string[]
  },
): Promise<{ readonly taken: readonly string[]; readonly leftOut: readonly LeftOut[] }> {
  const taken: string[] = []
  const leftOut: LeftOut[] = []
  const commonDir = await realpath(options.commonDir).catch(() => options.commonDir)
  for (const name of options.folders) {
    const folder = path.join(options.worktree, name)
    const inner = (await liesWithin(options.worktree, folder)) ? await InnerRepository.at(git, folder) : null
    if (inner?.commonDir === commonDir) {
      leftOut.push({ path: name, reason: 'it is another worktree of this repository' })
      continue
    }
    const head = (await inner?.head()) ?? null
    const known = head === null ? null : await objects.read(head)
    if (known?.ok && known.value?.type === 'commit') {
      leftOut.push({ path: name, reason: 'it is a clone of this repository' })
      continue
    }
    taken.push(name)
    const only = (await inner?.ownCommits()) ?? []
    if (only.length > 0) leftOut.push({ path: `${name}/.git`, reason: onlyHere(only) })
  }
  return { taken, leftOut }
}

function onlyHere(commits: readonly string[]): string {
  const which = countOf(commits.length, 'commit')
  return `${which} of it ${commits.length === 1 ? 'is' : 'are'} in this worktree only, the newest ${(commits[0] ?? '').slice(0, 12)}`
}

async function isThere(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => null)) !== null
}

/** Whether no link leads out of the worktree on the way. */
async function liesWithin(worktree: string, folder: string): Promise<boolean> {
  const [top, inner] = await Promise.all([
    realpath(worktree).catch(() => null),
    realpath(folder).catch(() => null),
  ])
  return (
    top !== null &&
    inner !== null &&
    inner === path.join(top, path.relative(worktree, folder)) &&
    inner !== top
  )
}
