import { rangeStart } from './lines.ts'

/** Lines of a shown text, none of an empty one. */
export function linesOf(text: string | null): readonly string[] {
  return text === null || text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** The lines of two texts from the first one that differs to the last, in -U0 coordinates; null: there is no such text. */
export function spanOfChange(
  before: string | null,
  after: string | null,
): { oldStart: number; oldLines: number; newStart: number; newLines: number } {
  const [old, now] = [linesOf(before), linesOf(after)]
  const fewest = Math.min(old.length, now.length)
  let head = 0
  while (head < fewest && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < fewest - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  // What differs is not in the lines: an ending, a mark or the encoding.
  if (head + tail === old.length && head + tail === now.length) head = tail = 0
  const oldLines = old.length - head - tail
  const newLines = now.length - head - tail
  return {
    oldStart: rangeStart(head, oldLines),
    oldLines,
    newStart: rangeStart(head, newLines),
    newLines,
  }
}
