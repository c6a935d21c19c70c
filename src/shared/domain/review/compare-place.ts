import { firstLine } from '../../diff/lines.ts'
import { sliceLines, type Lines } from '../../diff/lines.ts'
import type { LineChange } from '../../diff/splice.ts'

/** Lines of a base, 0-based, the end is not part of it. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** A text over a base: the changes that make it of the base. */
export interface TextOverBase {
  readonly lines: Lines
  readonly changes: readonly LineChange[]
}

/** What a change takes of the base. */
export function stretchOf({ oldStart, oldLines }: Pick<LineChange, 'oldStart' | 'oldLines'>): Stretch {
  const from = firstLine(oldStart, oldLines)
  return { from, to: from + oldLines }
}

/** Whether they have a line in common, or touch where one of both only inserts. */
export function meets(one: Stretch, other: Stretch): boolean {
  if (one.from < one.to && other.from < other.to) return one.from < other.to && other.from < one.to
  return one.from <= other.to && other.from <= one.to
}

/** The least stretch of the base around `stretch` that no change of these texts goes over the edge of. */
export function wholeStretch(stretch: Stretch, texts: readonly Pick<TextOverBase, 'changes'>[]): Stretch {
  let now = stretch
  for (;;) {
    const { from, to } = now
    const met = texts.flatMap(({ changes }) => changes.map(stretchOf).filter((one) => meets(now, one)))
    now = {
      from: Math.min(from, ...met.map((one) => one.from)),
      to: Math.max(to, ...met.map((one) => one.to)),
    }
    if (now.from === from && now.to === to) return now
  }
}

/** The lines of a text, 0-based, that stand for a stretch of the base that no change goes over the edge of. */
export function rangeOfStretch({ from, to }: Stretch, { changes }: Pick<TextOverBase, 'changes'>): Stretch {
  let before = 0
  let inside = 0
  for (const change of changes) {
    const delta = change.newLines - change.oldLines
    const place = stretchOf(change)
    if (meets({ from, to }, place)) inside += delta
    else if (place.to <= from) before += delta
  }
  return { from: from + before, to: to + before + inside }
}

/** What a text has for a stretch of the base that no change goes over the edge of. */
export function textOfStretch(stretch: Stretch, { lines, changes }: TextOverBase): Uint8Array {
  const { from, to } = rangeOfStretch(stretch, { changes })
  return sliceLines(lines, from, to)
}
