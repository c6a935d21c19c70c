import type { Mark, ReadingSide } from './reading-text.ts'

/** A stretch of lines, 1-based; the end column is not part of it. */
export interface Stretch {
  readonly startLineNumber: number
  readonly startColumn: number
  readonly endLineNumber: number
  readonly endColumn: number
}

/**
 * The text of the file that a stretch of a side as it is read stands for: words of ours in it, in part too, are what stands
 * in the file there, and nothing where that has no text of its own. `lineOf` gives a line as it is read.
 */
export function copiedText(
  lineOf: (line: number) => string,
  marks: readonly Mark[],
  { startLineNumber, startColumn, endLineNumber, endColumn }: Stretch,
): string {
  const byLine = new Map<number, Mark[]>()
  for (const mark of marks) {
    if (mark.line < startLineNumber || mark.line > endLineNumber) continue
    byLine.set(mark.line, [...(byLine.get(mark.line) ?? []), mark])
  }
  const lines: string[] = []
  for (let line = startLineNumber; line <= endLineNumber; line += 1) {
    const text = lineOf(line)
    const end = line === endLineNumber ? endColumn : text.length + 1
    let at = line === startLineNumber ? startColumn : 1
    let copied = ''
    for (const mark of byLine.get(line) ?? []) {
      if (mark.endColumn <= at || mark.startColumn >= end) continue
      copied += text.slice(at - 1, Math.max(at, mark.startColumn) - 1) + mark.source
      at = mark.endColumn
    }
    lines.push(copied + (at < end ? text.slice(at - 1, end - 1) : ''))
  }
  return lines.join('\n')
}

/** Whether words of ours stand in a stretch. */
export function hasMarks({ marks }: Pick<ReadingSide, 'marks'>, stretch: Stretch): boolean {
  return marks.some(({ line }) => line >= stretch.startLineNumber && line <= stretch.endLineNumber)
}
