import type { DecidedHunk } from '#shared/domain/review/decided.ts'
import { concatBytes, firstLine, sliceLines, toLines, type Lines } from '#shared/diff/lines.ts'

/** A revision of a text, and its text hunks against the base. */
export interface CutText {
  readonly text: Uint8Array
  readonly hunks: readonly DecidedHunk[]
}

/** Hunks of two revisions that do the same to the base. */
export interface Stretch {
  readonly were: readonly DecidedHunk[]
  readonly now: readonly DecidedHunk[]
}

/** What became of the hunks of a stretch: how many there were, and how many there are. */
export type Recut = 'slid' | 'split' | 'merged' | 'cut anew'

/** How the hunks of a stretch were cut in another way; null where all are as they were. */
export function recutOf({ were, now }: Stretch): Recut | null {
  const known = new Set(were.map(({ id }) => id))
  if (now.every(({ id }) => known.has(id))) return null
  if (were.length === 1) return now.length === 1 ? 'slid' : 'split'
  return now.length === 1 ? 'merged' : 'cut anew'
}

/**
 * The stretches that are the same in both revisions, from the first line on: hunks that touch belong together, and their
 * neighbours are added until the base becomes the same text by both.
 */
export function sameStretches(base: Uint8Array, were: CutText, now: CutText): readonly Stretch[] {
  const lines = toLines(base)
  const [old, fresh] = [toLines(were.text), toLines(now.text)]
  const groups = touching(were.hunks, now.hunks)
  const found: Stretch[] = []
  for (let first = 0; first < groups.length; first += 1) {
    const stretch = { were: [] as DecidedHunk[], now: [] as DecidedHunk[] }
    for (let last = first; last < Math.min(groups.length, first + 12); last += 1) {
      stretch.were.push(...(groups[last]?.were ?? []))
      stretch.now.push(...(groups[last]?.now ?? []))
      if (stretch.were.length === 0 || stretch.now.length === 0) continue
      if (!doTheSame(lines, old, fresh, stretch)) continue
      found.push(stretch)
      first = last
      break
    }
  }
  return found
}

/** Whether some neighbouring hunks of `were` do what `hunk` does, alone or with neighbours in `now`. */
export function doesWhatSomeDid(base: Uint8Array, were: CutText, now: CutText, hunk: DecidedHunk): boolean {
  const lines = toLines(base)
  const [old, fresh] = [toLines(were.text), toLines(now.text)]
  const texts = new Set(runs(were.hunks).map((run) => made(lines, old, run)))
  return runs(now.hunks).some((run) => run.includes(hunk) && texts.has(made(lines, fresh, run)))
}

/** All runs of neighbours. */
const runs = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.flatMap((_, from) => all.slice(from).map((__, length) => all.slice(from, from + length + 1)))

const fromOf = (hunk: DecidedHunk): number => firstLine(hunk.oldStart, hunk.oldLines)
const toOf = (hunk: DecidedHunk): number => fromOf(hunk) + hunk.oldLines

/** Groups hunks that share a line or an edge in the base. */
function touching(were: readonly DecidedHunk[], now: readonly DecidedHunk[]): readonly Stretch[] {
  const groups: { were: DecidedHunk[]; now: DecidedHunk[]; to: number }[] = []
  const all = [
    ...were.map((hunk) => ({ hunk, side: 'were' as const })),
    ...now.map((hunk) => ({ hunk, side: 'now' as const })),
  ]
  all.sort((left, right) => fromOf(left.hunk) - fromOf(right.hunk) || toOf(left.hunk) - toOf(right.hunk))
  for (const { hunk, side } of all) {
    let group = groups.at(-1)
    if (!group || fromOf(hunk) > group.to) {
      group = { were: [], now: [], to: -1 }
      groups.push(group)
    }
    group[side].push(hunk)
    group.to = Math.max(group.to, toOf(hunk))
  }
  return groups
}

const ids = (hunks: readonly DecidedHunk[]): string => hunks.map(({ id }) => id).join()

/** Whether they make the same text of the base. */
function doTheSame(base: Lines, old: Lines, fresh: Lines, { were, now }: Stretch): boolean {
  if (ids(were) === ids(now)) return true
  const window = [
    Math.min(...[...were, ...now].map(fromOf)),
    Math.max(...[...were, ...now].map(toOf)),
  ] as const
  return made(base, old, were, ...window) === made(base, fresh, now, ...window)
}

/** What some of a revision's hunks make of lines of the base, as Latin-1; all of the base when no lines are named. */
function made(
  base: Lines,
  revision: Lines,
  hunks: readonly DecidedHunk[],
  from = 0,
  to = base.count,
): string {
  const parts: Uint8Array[] = []
  let next = from
  for (const hunk of hunks) {
    const start = firstLine(hunk.newStart, hunk.newLines)
    parts.push(sliceLines(base, next, fromOf(hunk)), sliceLines(revision, start, start + hunk.newLines))
    next = toOf(hunk)
  }
  return Buffer.from(concatBytes([...parts, sliceLines(base, next, to)])).toString('latin1')
}
