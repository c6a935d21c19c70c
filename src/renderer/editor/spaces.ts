import type { Span } from './changed-spans.ts'
import { lineRangeOf, type LineChange } from './line-change.ts'

/** White space of a changed line that is drawn: which can otherwise not be told, or not be seen. */
export interface DrawnSpace extends Span {
  readonly kind: 'tab' | 'space'
  /** 1-based. */
  readonly line: number
}

/** Both sides' drawn white space. */
export interface DrawnSpaces {
  readonly old: readonly DrawnSpace[]
  readonly new: readonly DrawnSpace[]
}

/** In a change with more lines white space is not drawn: the marks would cost more than the lines. */
const mostLines = 2000

const indentOf = (line: string): string => /^[\t ]*/.exec(line)?.[0] ?? ''
const bare = (line: string): string => line.replaceAll(/[\t ]+/g, '')

/**
 * White space to draw in changed lines. Where tabs and spaces both indent a change or the lines right beside it, or its
 * two versions differ in nothing else, all of it is drawn; else tabs within a line and what ends one. `old` and `now`
 * give a line by its 1-based number, and an empty one beyond the ends.
 */
export function drawnSpaces(
  changes: readonly LineChange[],
  old: (line: number) => string,
  now: (line: number) => string,
): DrawnSpaces {
  const drawn: { readonly old: DrawnSpace[]; readonly new: DrawnSpace[] } = { old: [], new: [] }
  for (const change of changes) {
    if (change.oldLines + change.newLines > mostLines) continue
    const oldLines = linesOf(change.oldStart, change.oldLines, old)
    const newLines = linesOf(change.newStart, change.newLines, now)
    const beside = lineRangeOf(change.newStart, change.newLines)
    const all = tellsBySpace(
      oldLines.map(([, text]) => text),
      newLines.map(([, text]) => text),
      [now(beside.start - 1), now(beside.end)],
    )
    for (const [line, text] of oldLines) drawn.old.push(...spacesOf(line, text, all))
    for (const [line, text] of newLines) drawn.new.push(...spacesOf(line, text, all))
  }
  return drawn
}

function linesOf(
  start: number,
  count: number,
  textOf: (line: number) => string,
): readonly (readonly [line: number, text: string])[] {
  const range = lineRangeOf(start, count)
  return Array.from({ length: range.end - range.start }, (_, index) => [
    range.start + index,
    textOf(range.start + index),
  ])
}

/** Whether the two versions differ in their white space in a way that the letters do not show. */
function tellsBySpace(old: readonly string[], now: readonly string[], beside: readonly string[]): boolean {
  const indents = [...old, ...now, ...beside].map(indentOf)
  const tabs = indents.some((indent) => indent.includes('\t'))
  const spaces = indents.some((indent) => indent.includes(' '))
  if (tabs && spaces) return true
  if (old.length === 0 || now.length === 0) return false
  return bare(old.join('\n')) === bare(now.join('\n'))
}

function spacesOf(line: number, text: string, all: boolean): readonly DrawnSpace[] {
  const found: DrawnSpace[] = []
  const pattern = all ? /\t| +/g : /(?<=[^\t ].*)\t|[\t ]+$/g
  for (const match of text.matchAll(pattern)) {
    for (const part of match[0].matchAll(/\t| +/g)) {
      const from = match.index + part.index
      found.push({ kind: part[0] === '\t' ? 'tab' : 'space', line, from, to: from + part[0].length })
    }
  }
  return found
}
