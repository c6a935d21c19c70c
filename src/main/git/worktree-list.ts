import { ok, type Result } from '#shared/base/result.ts'
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
  return listed.ok ? ok(parseWorktrees(listed.value.stdout.toString('utf8'))) : listed
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
