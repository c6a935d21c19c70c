import { lineRangeOf, type LineChange } from './line-change.ts'

/** Unchanged lines that stay visible around a change, and the fewest that are worth hiding. */
const context = 3
const fewest = 4

/** How many lines of a gap were opened at its top and its bottom. */
export interface Opening {
  readonly top: number
  readonly bottom: number
}

/** A run of unchanged lines far from any change. Its id names its place between the changes. */
export interface Gap extends LineChange {
  /** Lines that can be opened. */
  readonly hidden: number
}

/** Unchanged runs between the changes, less the context around them and what was opened. */
export function gapsOf(
  changes: readonly LineChange[],
  oldCount: number,
  newCount: number,
  opened: ReadonlyMap<string, Opening> = new Map(),
): readonly Gap[] {
  const gaps: Gap[] = []
  let oldAt = 1
  let newAt = 1
  const close = (oldEnd: number, newEnd: number, index: number): void => {
    const id = `gap-${index}`
    const opening = opened.get(id) ?? { top: 0, bottom: 0 }
    const head = (index === 0 ? 0 : context) + opening.top
    const tail = (index === changes.length ? 0 : context) + opening.bottom
    const hidden = Math.min(oldEnd - oldAt, newEnd - newAt) - head - tail
    if (hidden >= fewest)
      gaps.push({
        id,
        oldStart: oldAt + head,
        oldLines: hidden,
        newStart: newAt + head,
        newLines: hidden,
        hidden,
      })
  }
  for (const [index, change] of changes.entries()) {
    const old = lineRangeOf(change.oldStart, change.oldLines)
    const now = lineRangeOf(change.newStart, change.newLines)
    close(old.start, now.start, index)
    oldAt = old.end
    newAt = now.end
  }
  if (changes.length > 0) close(oldCount + 1, newCount + 1, changes.length)
  return gaps
}
