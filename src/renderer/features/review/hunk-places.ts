import type { DiffDocument } from '#renderer/editor/index.ts'
import type { HunkState } from './verdict-pill.tsx'

/** A change with where it stands in the file, from 0, its first line, to 1. */
export interface PlacedChange {
  readonly id: string
  readonly at: number
  readonly state: HunkState
  /** The hunk to go to for it; null of an own edit that covers none. */
  readonly hunk: string | null
}

/** A mark of a map: the changes that have one place on it, since it has no room for each. */
export interface MapMark {
  /** Pixels from the upper end of the map. */
  readonly top: number
  readonly changes: readonly PlacedChange[]
  /** What the mark shows: that something is undecided, wherever anything is. */
  readonly state: HunkState
}

/** Height of a mark, in pixels. */
export const markHeight = 10

/**
 * Where the changes stand on a map of so many pixels, from top to bottom. Marks do not lie over each other; each change is
 * in exactly one.
 */
export function marksOf(changes: readonly PlacedChange[], height: number): readonly MapMark[] {
  const room = Math.max(0, height - markHeight)
  const marks: { top: number; changes: PlacedChange[] }[] = []
  for (const change of changes.toSorted((one, other) => one.at - other.at)) {
    const top = Math.round(change.at * room)
    const last = marks.at(-1)
    if (last !== undefined && top < last.top + markHeight) last.changes.push(change)
    else marks.push({ top, changes: [change] })
  }
  return marks.map(({ top, changes: own }) => ({
    top,
    changes: own,
    state: own.find(({ state }) => state === 'undecided')?.state ?? own[0]?.state ?? 'undecided',
  }))
}

/** The hunk to which a mark leads: the first that is undecided, else the first there is; null without any. */
export function hunkOfMark({ changes }: MapMark): string | null {
  const reachable = changes.filter(({ hunk }) => hunk !== null)
  return (reachable.find(({ state }) => state === 'undecided') ?? reachable[0])?.hunk ?? null
}

/** How far down in the file each change of a document begins, from 0 to 1, by its id. */
export function sharesOf({ before, after, lines }: DiffDocument): ReadonlyMap<string, number> {
  const text = after ?? before ?? ''
  let breaks = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks += 1
  return new Map(
    lines.map(({ id, oldStart, newStart }) => {
      const first = after === null ? oldStart : newStart
      return [id, Math.min(1, Math.max(0, first - 1) / Math.max(1, breaks))]
    }),
  )
}
