import { pathForDisplay } from '../../base/path-text.ts'
import { countOf } from '../../base/quantity-text.ts'

/** What a worktree has that its session's newest revision has not, as it was when that was looked at last. */
export interface WorktreeChange {
  /** The tree that a snapshot would have: another one is another change. */
  readonly tree: string
  /** How many files differ. */
  readonly files: number
  /** The first of them, at most `mostNamedFiles`. */
  readonly paths: readonly string[]
}

/** How many files of a change are kept by name. */
export const mostNamedFiles = 10

const shown = 3

/** What changed after a revision was taken, in one sentence: "The worktree has changed since r2: a.ts and 2 more files". */
export function worktreeChangeText({ files, paths }: WorktreeChange, revision: number): string {
  const named = paths.slice(0, shown).map(pathForDisplay)
  const more = files - named.length
  const list =
    more > 0
      ? `${named.join(', ')} and ${countOf(more, 'more file', 'more files')}`
      : named.length > 1
        ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`
        : (named[0] ?? 'a file')
  return `The worktree has changed since r${revision}: ${list}.`
}
