import type { Span } from './blocks.ts'
import type { LineChange } from './line-change.ts'

/** Changes around what is on screen, by their ids. */
export interface ChangesAround {
  /** The one that fills the screen, beginning above it and ending below. */
  readonly within: string | null
  /** The first that begins on it or below. */
  readonly next: string | null
  /** The last that ends on it or above. */
  readonly previous: string | null
}

/** Where a change is from the upper edge of the screen on. To measure it costs, and a file may have thousands. */
type SpanOf = (change: LineChange) => Span

/** The index of the first change that begins at `top` or below: they stand in the order of the file, apart. */
function firstFrom(changes: readonly LineChange[], top: number, spanOf: SpanOf): number {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >> 1
    const change = changes[middle]
    if (change !== undefined && spanOf(change).top < top) low = middle + 1
    else high = middle
  }
  return low
}

/** Finds what is around the screen, which is `room` CSS pixels high, among the changes of a file in their order. */
export function changesAround(changes: readonly LineChange[], room: number, spanOf: SpanOf): ChangesAround {
  const first = firstFrom(changes, 0, spanOf)
  const above = changes[first - 1]
  const fills = above !== undefined && spanOf(above).bottom > room
  let previous = fills ? first - 2 : first - 1
  // Of those that begin on screen the last that also ends there.
  for (let at = first; previous === at - 1; at += 1) {
    const change = changes[at]
    if (change !== undefined && spanOf(change).bottom <= room) previous = at
  }
  return {
    within: fills ? above.id : null,
    next: changes[first]?.id ?? null,
    previous: changes[previous]?.id ?? null,
  }
}

/** The change that goes over the upper edge of the screen and further down than `least` CSS pixels below it. */
export function changeOverEdge(
  changes: readonly LineChange[],
  least: number,
  spanOf: SpanOf,
): LineChange | null {
  const above = changes[firstFrom(changes, 0, spanOf) - 1]
  return above !== undefined && spanOf(above).bottom > least ? above : null
}

/** A change of which something is on screen: where it stands in pixels from the upper edge of what shows it. */
export interface ChangeInView {
  readonly id: string
  readonly top: number
  readonly bottom: number
}

/** The changes that are on screen, in part or as a whole; give or take a pixel of rounding. */
export function changesInView(
  changes: readonly LineChange[],
  room: number,
  spanOf: SpanOf,
): readonly ChangeInView[] {
  const found: ChangeInView[] = []
  const isOver = (change: LineChange | undefined): boolean =>
    change !== undefined && spanOf(change).bottom >= -1
  let from = firstFrom(changes, -1, spanOf)
  // Where one ends above the screen, all before it do.
  while (isOver(changes[from - 1])) from -= 1
  for (const change of changes.slice(from)) {
    const { top, bottom } = spanOf(change)
    if (top > room + 1) break
    found.push({ id: change.id, top, bottom })
  }
  return found
}
