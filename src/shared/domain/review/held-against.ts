import { equalBytes, rangeStart, sliceLines, toLines, type Lines } from '../../diff/lines.ts'
import { replaceRanges, replacementOf, type LineChange } from '../../diff/splice.ts'
import { meets, rangeOfStretch, stretchOf, wholeStretch, type Stretch } from './compare-place.ts'

/** A change of a text with a name of its own. */
export interface NamedChange extends LineChange {
  readonly id: string
}

/** A text over the same base, whose changes are named. */
export interface NamedText {
  readonly lines: Lines
  readonly changes: readonly NamedChange[]
}

/** A hunk as it is now, and those that were decided at its place, in the text of that time. */
export interface DecidedPlace {
  readonly hunk: string
  /** The hunks of the text of now that are others than were decided, this one among them. */
  readonly reconsidered: ReadonlySet<string>
  /** The hunks of that text that were decided, all alike. */
  readonly decided: ReadonlySet<string>
  /** The text in which they were decided. */
  readonly former: NamedText
  /** What differs from that text to the one of now. */
  readonly between: readonly LineChange[]
}

/** What takes the place of a stretch of the base on the old side: what was decided there, and how it differs from now. */
export interface HeldPlace extends Pick<HeldRuns, 'stretch' | 'runs'> {
  readonly bytes: Uint8Array
  readonly count: number
}

/** A difference, and the hunk of the text of now that it is of. */
export interface HunkRun extends LineChange {
  readonly hunk: string
}

/** Where a hunk's place lies in the base, in the text in which it was decided and in the text of now, and what differs. */
interface HeldRuns {
  readonly stretch: Stretch
  readonly old: Stretch
  readonly fresh: Stretch
  /** In order, of each hunk there one or more; the old side is from the first of the lines on that were decided. */
  readonly runs: readonly HunkRun[]
}

/**
 * What differs at a hunk's place from what was decided there, by the places of changes alone; null wherever that is not
 * certain. It is where over the least stretch of the base that no change of either text goes over the edge of one text has
 * only what was decided, the other only what is to be decided again, and each difference is within one of these.
 */
export function heldRuns(
  now: Pick<NamedText, 'changes'>,
  {
    hunk,
    reconsidered,
    decided,
    former,
    between,
  }: Omit<DecidedPlace, 'former'> & { readonly former: Pick<NamedText, 'changes'> },
): HeldRuns | null {
  const own = now.changes.find(({ id }) => id === hunk)
  if (own === undefined) return null
  const stretch = wholeStretch(stretchOf(own), [former, now])
  const then = changesIn(former, stretch)
  const there = changesIn(now, stretch)
  if (then.length === 0 || !then.every(({ id }) => decided.has(id))) return null
  if (!there.every(({ id }) => reconsidered.has(id))) return null
  const old = rangeOfStretch(stretch, former)
  const fresh = rangeOfStretch(stretch, now)
  const runs: HunkRun[] = []
  for (const change of between) {
    const from = stretchOf(change)
    const to = newStretchOf(change)
    if (isWithin(from, old) && isWithin(to, fresh)) {
      const of = there.length === 1 ? own : there.find((one) => isWithin(to, newStretchOf(one)))
      if (of === undefined) return null
      const { oldLines, newStart, newLines } = change
      const oldStart = rangeStart(from.from - old.from, oldLines)
      runs.push({ hunk: of.id, oldStart, oldLines, newStart, newLines })
    } else if (overlaps(from, old) || overlaps(to, fresh)) return null
  }
  const differing = new Set(runs.map((run) => run.hunk))
  return there.every(({ id }) => differing.has(id)) ? { stretch, old, fresh, runs } : null
}

/**
 * What was decided at a hunk's place, so that only what differs from it has to be read: as `heldRuns`, and null too unless
 * the differences give the one text of the other byte for byte.
 */
export function heldPlace(now: NamedText, place: DecidedPlace): HeldPlace | null {
  const held = heldRuns(now, place)
  if (held === null) return null
  const { stretch, old, fresh, runs } = held
  const bytes = sliceLines(place.former.lines, old.from, old.to)
  const replaced = runs.map((run) => replacementOf(now.lines, run))
  const wanted = sliceLines(now.lines, fresh.from, fresh.to)
  if (!equalBytes(replaceRanges(toLines(bytes), replaced), wanted)) return null
  return { stretch, bytes, count: old.to - old.from, runs }
}

/** The old side with what was decided in its places, and all changes from there to the text of now. */
export interface HeldText {
  readonly bytes: Uint8Array
  /** In order; a place that is held against what was decided has as many as it has differences. */
  readonly lines: readonly HunkRun[]
}

/** Puts what was decided in its places. The places are of `now`, each of other hunks. */
export function heldText(base: Lines, now: NamedText, places: readonly HeldPlace[]): HeldText {
  const placeOf = new Map(places.flatMap((place) => place.runs.map(({ hunk }) => [hunk, place] as const)))
  const lines: HunkRun[] = []
  const begun = new Set<HeldPlace>()
  let shift = 0
  for (const { id, oldStart, oldLines, newStart, newLines } of now.changes) {
    const place = placeOf.get(id)
    if (place === undefined) {
      lines.push({ hunk: id, oldStart: oldStart + shift, oldLines, newStart, newLines })
      continue
    }
    if (begun.has(place)) continue
    begun.add(place)
    const first = place.stretch.from + shift
    for (const run of place.runs) lines.push({ ...run, oldStart: run.oldStart + first })
    shift += place.count - (place.stretch.to - place.stretch.from)
  }
  const replaced = places.map(({ stretch: { from, to }, bytes }) => {
    return { oldStart: rangeStart(from, to - from), oldLines: to - from, bytes }
  })
  return { bytes: replaceRanges(base, replaced), lines }
}

/** The changes of a text in a stretch of the base. */
function changesIn({ changes }: Pick<NamedText, 'changes'>, stretch: Stretch): readonly NamedChange[] {
  return changes.filter((change) => meets(stretch, stretchOf(change)))
}

/** The lines that a change puts, 0-based. */
function newStretchOf({ newStart, newLines }: LineChange): Stretch {
  return stretchOf({ oldStart: newStart, oldLines: newLines })
}

function isWithin(one: Stretch, other: Stretch): boolean {
  return one.from >= other.from && one.to <= other.to
}

function overlaps(one: Stretch, other: Stretch): boolean {
  return one.from < other.to && other.from < one.to
}
