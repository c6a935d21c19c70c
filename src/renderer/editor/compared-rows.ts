import type { Span } from './changed-spans.ts'
import { diffLines, diffWords, type TextSpan } from './word-diff.ts'

/** A line of one side, with the characters in it that the other side has not. */
export interface ComparedLine {
  readonly text: string
  readonly isChanged: boolean
  readonly words: readonly Span[]
}

/** The lines of both sides that stand beside each other; null where one side has none. */
export interface ComparedRow {
  readonly old: ComparedLine | null
  readonly new: ComparedLine | null
}

/** The lines of a text; what follows its last line break is one only if there is anything. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/**
 * Holds two texts against each other, whole: every line of both, those that are the same beside each other, and in those
 * that are not the words that differ.
 */
export function compareTexts(then: string, now: string): readonly ComparedRow[] {
  const [old, fresh] = [linesOf(then), linesOf(now)]
  const rows: ComparedRow[] = []
  const same = (text: string): ComparedLine => ({ text, isChanged: false, words: [] })
  let oldAt = 0
  let newAt = 0
  const sameUntil = (oldEnd: number): void => {
    for (; oldAt < oldEnd; oldAt += 1, newAt += 1)
      rows.push({ old: same(old[oldAt] ?? ''), new: same(fresh[newAt] ?? '') })
  }
  for (const run of diffLines(old, fresh) ?? [middleOf(old, fresh)]) {
    sameUntil(run.oldStart)
    rows.push(...changedRows(old.slice(run.oldStart, run.oldEnd), fresh.slice(run.newStart, run.newEnd)))
    oldAt = run.oldEnd
    newAt = run.newEnd
  }
  sameUntil(old.length)
  return rows
}

/** All between the lines that are the same at the start and at the end. */
function middleOf(
  old: readonly string[],
  now: readonly string[],
): {
  readonly oldStart: number
  readonly oldEnd: number
  readonly newStart: number
  readonly newEnd: number
} {
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1
  return { oldStart: head, oldEnd: old.length - tail, newStart: head, newEnd: now.length - tail }
}

function changedRows(old: readonly string[], now: readonly string[]): readonly ComparedRow[] {
  const words = diffWords(old, now)
  // Of very much at once the words are looked for line by line.
  const pairs = words ?? old.flatMap((line, at) => shifted(diffWords([line], now.slice(at, at + 1)), at))
  const line = (text: string | undefined, at: number, side: 'old' | 'new'): ComparedLine | null =>
    text === undefined
      ? null
      : {
          text,
          isChanged: true,
          words: wordsIn(
            text,
            at,
            pairs.map((one) => one[side]),
          ),
        }
  return Array.from({ length: Math.max(old.length, now.length) }, (_, at) => ({
    old: line(old[at], at, 'old'),
    new: line(now[at], at, 'new'),
  }))
}

type Words = NonNullable<ReturnType<typeof diffWords>>

function shifted(words: Words | null, by: number): Words {
  const shift = (span: TextSpan): TextSpan => ({
    ...span,
    startLine: span.startLine + by,
    endLine: span.endLine + by,
  })
  return (words ?? []).map((one) => ({ old: shift(one.old), new: shift(one.new) }))
}

/** The part of these spans that lies in one line. */
function wordsIn(text: string, line: number, spans: readonly TextSpan[]): readonly Span[] {
  return spans
    .filter(({ startLine, endLine }) => startLine <= line && line <= endLine)
    .map(({ startLine, startColumn, endLine, endColumn }) => ({
      from: startLine === line ? startColumn - 1 : 0,
      to: endLine === line ? endColumn - 1 : text.length,
    }))
    .filter(({ from, to }) => from < to)
}
