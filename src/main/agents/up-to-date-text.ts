import { pathForDisplay } from '#shared/base/path-text.ts'

/** What the next turn is told after the person brought its work up to date. */
export function upToDateText({
  target,
  baseCommit,
}: {
  readonly target: string
  readonly baseCommit: string
}): string {
  const name = pathForDisplay(target)
  return `Since your last turn the person merged what ${name} has (${baseCommit.slice(0, 12)}) into your work. Files in the worktree are others than you last saw, and HEAD moved; nothing of yours was lost. Read a file again before you change it.`
}
