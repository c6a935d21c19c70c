import { firstLine, rangeStart } from './lines.ts'
import { compareRanges } from './splice.ts'

/** A change of the base itself: a range of it, and how many lines are there now. */
export interface BaseChange {
  readonly oldStart: number
  readonly oldLines: number
  readonly newLines: number
}

export interface LineRange {
  readonly oldStart: number
  readonly oldLines: number
}

/**
 * Where ranges of the old base stand in the new one, in -U0 coordinates. A range that a change touches has no place:
 * null. An insertion at the edge of a range does not touch it; one at the very place of an empty range does.
 */
export function mapThrough(changes: readonly BaseChange[]): (range: LineRange) => LineRange | null {
  const sorted = [...changes].sort(compareRanges).map((change) => {
    const from = firstLine(change.oldStart, change.oldLines)
    return { from, to: from + change.oldLines, delta: change.newLines - change.oldLines }
  })
  let shift = 0
  /** How far what comes before each of them is moved; and, last, what comes after all. */
  const shifts = [0, ...sorted.map(({ delta }) => (shift += delta))]
  return (range) => {
    const from = firstLine(range.oldStart, range.oldLines)
    const to = from + range.oldLines
    // They do not overlap, so that their ends are in order too.
    let before = 0
    for (let after = sorted.length; before < after;) {
      const middle = (before + after) >> 1
      if ((sorted[middle]?.to ?? 0) <= from) before = middle + 1
      else after = middle
    }
    const last = sorted[before - 1]
    const next = sorted[before]
    if (from === to && last?.from === from) return null
    if (next && next.from < to) return null
    return { oldStart: rangeStart(from + (shifts[before] ?? 0), range.oldLines), oldLines: range.oldLines }
  }
}

/** The changes that lead back, in coordinates of what these make. */
export function invertChanges(changes: readonly BaseChange[]): readonly BaseChange[] {
  let shift = 0
  return [...changes].sort(compareRanges).map(({ oldStart, oldLines, newLines }) => {
    const from = firstLine(oldStart, oldLines) + shift
    shift += newLines - oldLines
    return { oldStart: rangeStart(from, newLines), oldLines: newLines, newLines: oldLines }
  })
}
