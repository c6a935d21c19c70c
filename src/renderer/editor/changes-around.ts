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

/** Finds them among the changes of a file in their order; `spanOf` says where one is from the upper edge of the screen on. */
export function changesAround(
  lines: readonly LineChange[],
  room: number,
  spanOf: (change: LineChange) => { readonly top: number; readonly bottom: number },
): ChangesAround {
  let within: string | null = null
  let previous: string | null = null
  for (const [index, change] of lines.entries()) {
    const { top, bottom } = spanOf(change)
    if (top < 0 && bottom > room) within = change.id
    if (bottom <= room) previous = change.id
    if (top < 0) continue
    // Of those that begin on screen the last that also ends there.
    for (const later of lines.slice(index)) {
      if (spanOf(later).bottom > room) break
      previous = later.id
    }
    return { within, next: change.id, previous }
  }
  return { within, next: null, previous }
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
  spanOf: (change: LineChange) => { readonly top: number; readonly bottom: number },
): readonly ChangeInView[] {
  return changes.flatMap((change) => {
    const { top, bottom } = spanOf(change)
    return top <= room + 1 && bottom >= -1 ? [{ id: change.id, top, bottom }] : []
  })
}
