import type { FileText } from '#shared/domain/changeset/file-text.ts'

/** Most lines of a hunk of which each is chosen by itself. */
export const mostChosen = 400

/** A changed line of a hunk. */
export interface ChoiceLine {
  readonly side: 'old' | 'new'
  readonly text: string
}

/** What of a hunk is taken: all lines but those, by their index, that are left as they were. */
export type LeftLines = ReadonlySet<number>

interface Place {
  readonly old: readonly string[]
  readonly fresh: readonly string[]
  readonly start: number
}

/**
 * The lines of a hunk: as many removed as added ones each before the one in its place, else the removed before the added.
 * Null where its text is not shown, or is no text of lines.
 */
export function choiceLines(text: FileText, hunk: string): readonly ChoiceLine[] | null {
  const place = placeOf(text, hunk)
  return place === null ? null : linesAt(place)
}

/**
 * The new side of the file with the hunk as it was chosen: a removed line that is left stays, an added one that is left is
 * not there. What is there stands in the order of the list.
 */
export function chosenText(text: FileText, hunk: string, left: LeftLines): string | null {
  const place = placeOf(text, hunk)
  if (place === null || text.after === null) return null
  const kept = linesAt(place).flatMap(({ side, text: line }, index) =>
    (side === 'new') !== left.has(index) ? [line] : [],
  )
  const after = text.after.text.split('\n')
  return after.toSpliced(place.start, place.fresh.length, ...kept).join('\n')
}

function placeOf(text: FileText, hunk: string): Place | null {
  const found = text.lines.find((one) => one.hunk === hunk && !one.edit)
  if (found === undefined || text.after === null || text.after.omitted !== null) return null
  const { oldStart, oldLines, newStart, newLines } = found
  const before = (text.before?.text ?? '').split('\n')
  const after = text.after.text.split('\n')
  const start = newLines === 0 ? newStart : newStart - 1
  return {
    old: oldLines === 0 ? [] : before.slice(oldStart - 1, oldStart - 1 + oldLines),
    fresh: after.slice(start, start + newLines),
    start,
  }
}

function linesAt({ old, fresh }: Place): readonly ChoiceLine[] {
  const removed = old.map((text): ChoiceLine => ({ side: 'old', text }))
  const added = fresh.map((text): ChoiceLine => ({ side: 'new', text }))
  if (old.length !== fresh.length) return [...removed, ...added]
  return removed.flatMap((line, index) => [line, ...added.slice(index, index + 1)])
}
