import { pathForDisplay } from '#shared/base/path-text.ts'
import { conflictText, type Conflict } from '#shared/domain/session/conflict.ts'

/** What the next turn is told after the person brought its work up to date. */
export function upToDateText({
  target,
  baseCommit,
  conflicts,
}: {
  readonly target: string
  readonly baseCommit: string
  readonly conflicts: readonly Conflict[]
}): string {
  const name = pathForDisplay(target)
  const told = `Since your last turn the person merged what ${name} has (${baseCommit.slice(0, 12)}) into your work. Files in the worktree are others than you last saw, and HEAD moved; nothing of yours was lost. Read a file again before you change it.`
  if (conflicts.length === 0) return told
  const files = conflicts.map(
    (one) =>
      `- ${pathForDisplay(one.path)}: ${one.what === 'lines' ? 'both changed the same lines; marks stand in the text' : conflictText(one, name).replace(/\. Accept .*$/, '')}`,
  )
  return `${told} It conflicts with yours in these files; the person may resolve some of it in the review, and you resolve what you are asked for:\n${files.join('\n')}`
}
