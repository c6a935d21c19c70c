import { countOf } from '../../base/quantity-text.ts'
import type { Conflict } from './conflict.ts'
import { pathForDisplay } from '../../base/path-text.ts'

/** A session that was brought up to date with its target, until a turn after that came to its end. */
export interface BroughtUpToDate {
  /** The short name of the branch, and the commit of it that the base is now. */
  readonly target: string
  readonly baseCommit: string
  readonly conflicts: readonly Conflict[]
}

/** What bringing up to date did, in figures. */
export interface UpToDateFigures {
  readonly target: string
  readonly baseCommit: string
  /** Commits that the target had since. */
  readonly commits: number
  /** The revision that came of it; null where the files stayed as they were. */
  readonly revision: number | null
  /** Hunks with a verdict before, and of these now. */
  readonly conflicts: readonly Conflict[]
  readonly decidedBefore: number
  readonly decided: number
}

/** What the timeline and the command line say of it. */
export function upToDateWords(figures: UpToDateFigures): string {
  const { target, baseCommit, commits, revision, conflicts, decidedBefore, decided } = figures
  const name = pathForDisplay(target)
  const came = `${countOf(commits, 'commit')} of ${name} ${commits === 1 ? 'is' : 'are'} in the worktree${revision === null ? '' : ` as r${revision}`}`
  const kept =
    decidedBefore === 0
      ? ''
      : decided === decidedBefore
        ? ` ${decided === 1 ? 'The verdict stands' : `All ${decided} verdicts stand`}.`
        : ` ${decided} of ${countOf(decidedBefore, 'verdict')} ${decided === 1 ? 'stands' : 'stand'}; what the merge changed, or took away, is asked again where it is still a change.`
  return `Brought up to date with ${name}: ${came}, and the changes are compared with ${baseCommit.slice(0, 12)} from now on, so that the commits of others are not to be decided.${kept}${conflictsText(conflicts)}`
}

/** Most files that a sentence names. */
const mostNamed = 5

function conflictsText(conflicts: readonly Conflict[]): string {
  if (conflicts.length === 0) return ''
  const paths = conflicts.map(({ path }) => pathForDisplay(path))
  const more = paths.length > mostNamed ? `, and ${paths.length - mostNamed} more` : ''
  return ` They conflict in ${countOf(paths.length, 'file')}, which is to be decided: ${paths.slice(0, mostNamed).join(', ')}${more}.`
}
