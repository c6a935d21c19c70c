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
  return (range) => {
    const from = firstLine(range.oldStart, range.oldLines)
    const to = from + range.oldLines
    let shift = 0
    for (const change of sorted) {
      const empty = from === to
      if (empty && change.from === change.to && change.from === from) return null
      if (change.to <= from) shift += change.delta
      else if (change.from >= to) break
      else return null
    }
    return { oldStart: rangeStart(from + shift, range.oldLines), oldLines: range.oldLines }
  }
}
