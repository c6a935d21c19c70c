import { pathForDisplay, wordsForDisplay } from '../../base/path-text.ts'
import { countOf } from '../../base/quantity-text.ts'
import type { Verdict } from '../review/decided.ts'
import type { NameLink, NamePlace, NameUse } from './names.ts'

/** What is known of a hunk: its verdict, null while there is none, or that the person wrote other lines in its place. */
export type HunkStanding = Verdict | 'edited' | null

/** Names that a verdict leaves without a definition. */
export interface UndefinedNames {
  readonly verdict: 'accept' | 'reject'
  /** The verdict was given. */
  readonly isGiven: boolean
  readonly names: readonly string[]
  /** Where they are used, in order of paths and lines; each line once. */
  readonly uses: readonly NameUse[]
}

/**
 * Which names a hunk leaves undefined, by its verdict or by the one that takes its definitions away; null where none. What
 * defines a name counts as there until it is decided to be gone, what uses it only as long as it is not decided against: an
 * undecided hunk elsewhere can't make this true that is not true yet. `together` are the hunks that have one verdict with it.
 */
export function undefinedBy(
  links: readonly NameLink[],
  hunk: string,
  standingOf: (hunk: string) => HunkStanding,
  together: ReadonlySet<string> = new Set([hunk]),
): UndefinedNames | null {
  const now = standingOf(hunk)
  if (now === 'edited') return null
  const verdicts = now === null || now === 'defer' ? (['accept', 'reject'] as const) : [now]
  for (const verdict of verdicts) {
    const side = verdict === 'accept' ? 'removed' : 'added'
    const then = (place: NamePlace): HunkStanding =>
      place.hunk === null ? null : together.has(place.hunk) ? verdict : standingOf(place.hunk)
    const found = links.flatMap(({ name, definitions, uses }) => {
      if (!definitions.some((one) => together.has(one.hunk) && one.side === side)) return []
      if (definitions.some((one) => mayDefine(one, then(one)))) return []
      const standing = uses.filter((one) => isUsed(one, then(one)))
      return standing.length === 0 ? [] : [{ name, uses: standing }]
    })
    if (found.length === 0) continue
    const uses = new Map(found.flatMap((one) => one.uses).map((use) => [`${use.path}\n${use.line}`, use]))
    return {
      verdict,
      isGiven: now === verdict,
      names: [...new Set(found.map(({ name }) => name))],
      uses: [...uses.values()].sort((one, other) => inOrder(one, other)),
    }
  }
  return null
}

/** "Rejecting this leaves `x` undefined: by name used in src/a.ts:12 and 2 more lines." */
export function undefinedSentence({ verdict, isGiven, names, uses }: UndefinedNames): string {
  const [first = ''] = names
  const [use] = uses
  const others = names.length - 1
  const named = `\`${wordsForDisplay(first)}\`${others === 0 ? '' : ` and ${countOf(others, 'more name')}`}`
  const place = use === undefined ? '' : `${pathForDisplay(use.path)}:${use.line}`
  const more = uses.length < 2 ? '' : ` and ${countOf(uses.length - 1, 'more line')}`
  const said = isGiven
    ? `${named} ${others === 0 ? 'is' : 'are'} left undefined`
    : `${verdict === 'accept' ? 'Accepting' : 'Rejecting'} this leaves ${named} undefined`
  return `${said}: by name used in ${place}${more}.`
}

function mayDefine({ side }: NamePlace, standing: HunkStanding): boolean {
  if (side === 'kept' || standing === 'edited') return true
  return side === 'added' ? standing !== 'reject' : standing !== 'accept'
}

function isUsed({ side }: NamePlace, standing: HunkStanding): boolean {
  if (side === 'kept') return true
  if (standing === 'edited') return false
  return side === 'added' ? standing !== 'reject' : standing === 'reject'
}

function inOrder(one: NameUse, other: NameUse): number {
  if (one.path === other.path) return one.line - other.line
  return one.path < other.path ? -1 : 1
}
