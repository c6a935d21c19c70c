import path from 'node:path'
import { ok, type Result } from '#shared/base/result.ts'
import { pathExists } from './path-exists.ts'
import type { Git, GitFailure } from './run.ts'

/** A worktree as git lists it. */
export interface ListedWorktree {
  readonly path: string
  /** null on a branch without a commit. */
  readonly head: string | null
  /** Full name of the branch checked out there, or null. */
  readonly branch: string | null
  readonly bare: boolean
  readonly locked: boolean
}

/** The worktrees of a repository, the main one first, also those whose folder is gone. */
export async function listWorktrees(
  git: Git,
  folder: string,
): Promise<Result<readonly ListedWorktree[], GitFailure>> {
  const listed = await git.run({
    purpose: 'list worktrees',
    folder,
    args: ['worktree', 'list', '--porcelain', '-z'],
  })
  if (!listed.ok) return listed
  const worktrees = parseWorktrees(listed.value.stdout.toString('utf8'))
  const [main, ...linked] = worktrees
  if (!main || main.bare) return ok(worktrees)
  const bare = await isBare(git, main.path)
  return bare.ok ? ok([{ ...main, bare: bare.value }, ...linked]) : bare
}

/**
 * Whether the repository whose main worktree git lists at `folder` has none. With `extensions.worktreeConfig`, as
 * `git sparse-checkout set` turns it on, that is in a file which git reads in the main worktree only, and so does not know
 * in a linked one.
 */
async function isBare(git: Git, folder: string): Promise<Result<boolean, GitFailure>> {
  for (const gitDir of [folder, path.join(folder, '.git')]) {
    if (!(await pathExists(path.join(gitDir, 'config.worktree')))) continue
    const bare = await git.text({
      purpose: 'ask whether a repository is bare',
      folder: gitDir,
      args: ['rev-parse', '--is-bare-repository'],
      env: { GIT_DIR: gitDir },
    })
    return bare.ok ? ok(bare.value === 'true') : bare
  }
  return ok(false)
}

/** Reads what `git worktree list --porcelain -z` prints: fields that end in NUL, an empty one after each worktree. */
export function parseWorktrees(text: string): ListedWorktree[] {
  return text
    .split('\0\0')
    .filter((record) => record !== '')
    .map((record) => {
      const fields = new Map(
        record.split('\0').map((field): [string, string] => {
          const end = field.indexOf(' ')
          return end < 0 ? [field, ''] : [field.slice(0, end), field.slice(end + 1)]
        }),
      )
      const head = fields.get('HEAD') ?? ''
      return {
        path: fields.get('worktree') ?? '',
        head: /^0*$/.test(head) ? null : head,
        branch: fields.get('branch') ?? null,
        bare: fields.has('bare'),
        locked: fields.has('locked'),
      }
    })
}
