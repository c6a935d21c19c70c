import { concatBytes, firstLine, lacksNewline, sliceLines, toLines, type Lines } from './lines.ts'

/** A range of one text and the range of another that takes its place, in git's -U0 coordinates. */
export interface LineChange {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

/** Bytes that take the place of a range of the base. */
export interface Replacement {
  readonly oldStart: number
  readonly oldLines: number
  readonly bytes: Uint8Array
}

/** Orders ranges of the base as they stand in the text; an insertion comes before a range that starts where it is. */
export function compareRanges(
  left: { readonly oldStart: number; readonly oldLines: number },
  right: { readonly oldStart: number; readonly oldLines: number },
): number {
  const from = firstLine(left.oldStart, left.oldLines) - firstLine(right.oldStart, right.oldLines)
  return from === 0 ? left.oldLines - right.oldLines : from
}

/** What a change puts in place of its range. */
export function replacementOf(revision: Lines, change: LineChange): Replacement {
  const from = firstLine(change.newStart, change.newLines)
  return {
    oldStart: change.oldStart,
    oldLines: change.oldLines,
    bytes: sliceLines(revision, from, from + change.newLines),
  }
}

/**
 * Replaces ranges of the base, exactly where they say: no searching, no context. Overlapping ranges, ranges outside
 * the base, and bytes that would run into a following line are bugs of the caller and throw.
 */
export function replaceRanges(base: Lines, replacements: readonly Replacement[]): Uint8Array {
  const parts: Uint8Array[] = []
  let next = 0
  let open = false
  const push = (part: Uint8Array): void => {
    if (part.length === 0) return
    if (open) throw new Error('text would follow a line that has no line break')
    parts.push(part)
    open = lacksNewline(part)
  }
  for (const replacement of [...replacements].sort(compareRanges)) {
    const from = firstLine(replacement.oldStart, replacement.oldLines)
    if (from < next) throw new Error(`ranges overlap at line ${from + 1}`)
    push(sliceLines(base, next, from))
    push(replacement.bytes)
    next = from + replacement.oldLines
  }
  push(sliceLines(base, next, base.count))
  return concatBytes(parts)
}

/**
 * The base with these hunks of the revision in it, and nothing else: walks the base's lines and takes each hunk's
 * lines from the revision by its new coordinates. With all hunks of a diff it gives the revision, with none the base.
 */
export function splice(base: Uint8Array, revision: Uint8Array, hunks: readonly LineChange[]): Uint8Array {
  if (hunks.length === 0) return base
  const revisionLines = toLines(revision)
  return replaceRanges(
    toLines(base),
    hunks.map((hunk) => replacementOf(revisionLines, hunk)),
  )
}
