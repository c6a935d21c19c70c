import { numberText } from '#shared/base/quantity-text.ts'
import { mayHoldUnseen, shownCode } from '#shared/base/unseen.ts'
import { changedSpans, commonLength, type Span } from './changed-spans.ts'
import type { LineChange } from './line-change.ts'
import { longLine, piecesOf, type Piece } from './line-pieces.ts'

/** Words of ours in the text of a side, in place of what stands in the file there. */
export interface Mark {
  readonly kind: 'cut' | 'changedCut' | 'unseen' | 'end'
  /** 1-based. */
  readonly line: number
  /** 1-based; the end is not part of it. */
  readonly startColumn: number
  readonly endColumn: number
  /** What stands in the file. */
  readonly source: string
}

/** A text as it is read: every character of it can be seen, or words of ours stand for it. Lines stay the same lines. */
export interface ReadingSide {
  readonly text: string
  readonly marks: readonly Mark[]
}

/** How the lines of a side end. */
export interface LineEnds {
  /** Each with CR LF, of which the CR is not in the text. */
  readonly crlf: boolean
  readonly endsWithNewline: boolean
}

export interface ReadableText {
  readonly before: string | null
  readonly after: string | null
  readonly lines: readonly LineChange[]
  /** Absent: not known, so nothing is said of them. */
  readonly ends?: { readonly before: LineEnds | null; readonly after: LineEnds | null } | undefined
}

/** Both sides of a file as they are read. */
export interface ReadingPair {
  readonly before: ReadingSide | null
  readonly after: ReadingSide | null
  /** Whether anything was left out. */
  readonly isCut: boolean
}

/** What is written where a line ends otherwise than the other side's. */
const carriageReturn = '\u240d'
const noNewline = '\u27e8no newline at the end\u27e9'

/** The words that stand for a piece of a line that is left out. */
function cutWords(line: string, piece: Piece): string {
  const text = line.slice(piece.from, piece.to)
  const count = numberText(text.length)
  const what = /^ +$/.test(text)
    ? 'spaces'
    : /^\t+$/.test(text)
      ? 'tabs'
      : piece.blank
        ? 'blank characters'
        : piece.changed
          ? 'changed characters'
          : 'characters'
  return `\u22ef${count} ${what}\u22ef`
}

/** The changed runs of the changed lines: of a long line what differs from its other version, else all of it. */
function changedRuns(text: ReadableText, before: readonly string[], after: readonly string[]): ChangedRuns {
  const old = new Map<number, readonly Span[]>()
  const now = new Map<number, readonly Span[]>()
  const fill = (
    runs: Map<number, readonly Span[]>,
    lines: readonly string[],
    start: number,
    count: number,
  ): void => {
    for (let line = start; line < start + count; line += 1)
      runs.set(line, [{ from: 0, to: lines[line - 1]?.length ?? 0 }])
  }
  for (const { oldStart, oldLines, newStart, newLines } of text.lines) {
    fill(old, before, oldStart, oldLines)
    fill(now, after, newStart, newLines)
    const long = (lines: readonly string[], start: number, count: number): number[] =>
      Array.from({ length: count }, (_, index) => start + index).filter(
        (line) => (lines[line - 1]?.length ?? 0) > longLine,
      )
    const left = long(before, oldStart, oldLines).slice(0, mostVersions)
    for (const line of long(after, newStart, newLines).slice(0, mostVersions)) {
      const mine = after[line - 1] ?? ''
      const likeness = left.map((other) => commonLength(before[other - 1] ?? '', mine))
      const [version] = left.splice(likeness.indexOf(Math.max(...likeness)), 1)
      if (version === undefined) break
      const spans = changedSpans(before[version - 1] ?? '', mine)
      old.set(
        version,
        spans.map((span) => span.old),
      )
      now.set(
        line,
        spans.map((span) => span.new),
      )
    }
  }
  return { old, new: now }
}

/** Long lines of one change that are held against each other. */
const mostVersions = 40

/** The changed runs of each changed line, by its 1-based number. */
interface ChangedRuns {
  readonly old: ReadonlyMap<number, readonly Span[]>
  readonly new: ReadonlyMap<number, readonly Span[]>
}

/** What differs in how lines end, for one side: the picture of a CR at each, and words for a missing line feed. */
interface EndWords {
  readonly crlf: boolean
  readonly noNewline: boolean
}

function readSide(
  lines: readonly string[],
  changed: ChangedRuns['old'],
  ends: EndWords,
  whole: boolean,
): ReadingSide {
  const shown: string[] = []
  const marks: Mark[] = []
  for (const [index, line] of lines.entries()) {
    const number = index + 1
    const last = number === lines.length
    let text = ''
    const mark = (kind: Mark['kind'], words: string, source: string): void => {
      marks.push({
        kind,
        line: number,
        startColumn: text.length + 1,
        endColumn: text.length + 1 + words.length,
        source,
      })
      text += words
    }
    if (line.length < 60 && !mayHoldUnseen(line)) text = line
    else
      for (const piece of piecesOf(line, changed.get(number) ?? [], whole)) {
        const source = line.slice(piece.from, piece.to)
        if (piece.kind === 'text') text += source
        else if (piece.kind === 'unseen') mark('unseen', shownCode(source), source)
        else mark(piece.changed && !piece.blank ? 'changedCut' : 'cut', cutWords(line, piece), source)
      }
    if (ends.crlf && !last) mark('end', carriageReturn, '')
    if (ends.noNewline && last && line !== '') mark('end', noNewline, '')
    shown.push(text)
  }
  return { text: shown.join('\n'), marks }
}

function holdsLongLine(text: string): boolean {
  let from = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
    if (at - from > 60) {
      const blank = text.slice(from, at)
      if (blank.length > longLine || /\s{60}/.test(blank)) return true
    }
    from = at + 1
  }
  return text.length - from > longLine || /\s{60}/.test(text.slice(from))
}

/**
 * Both sides of a file as they are read: characters that can't be seen are named, long lines are cut around what changed
 * in them, and where the ends of lines differ between the sides, they are shown. Every character of the file is in the
 * text or stands behind a mark; with `whole` none is left out.
 */
export function readingPair(document: ReadableText, whole: boolean): ReadingPair {
  const { before, after, ends } = document
  const old = ends?.before ?? null
  const now = ends?.after ?? null
  const differ = old !== null && now !== null
  const crlf = differ && old.crlf !== now.crlf
  const newline = (side: LineEnds | null, other: LineEnds | null): boolean =>
    side !== null &&
    !side.endsWithNewline &&
    (other === null || other.endsWithNewline || changesLastLine(document))
  const oldEnds = { crlf: crlf && old.crlf, noNewline: newline(old, now) }
  const newEnds = { crlf: crlf && now.crlf, noNewline: newline(now, old) }
  const isPlain = [before, after].every(
    (text) => text === null || (!mayHoldUnseen(text) && !holdsLongLine(text)),
  )
  if (isPlain && !Object.values({ ...oldEnds }).some(Boolean) && !Object.values(newEnds).some(Boolean))
    return {
      before: before === null ? null : { text: before, marks: [] },
      after: after === null ? null : { text: after, marks: [] },
      isCut: false,
    }
  const oldText = before?.split('\n') ?? []
  const newText = after?.split('\n') ?? []
  const changed = changedRuns(document, oldText, newText)
  const pair = {
    before: before === null ? null : readSide(oldText, changed.old, oldEnds, whole),
    after: after === null ? null : readSide(newText, changed.new, newEnds, whole),
  }
  const isCut = [pair.before, pair.after].some((side) =>
    side?.marks.some((mark) => mark.kind === 'cut' || mark.kind === 'changedCut'),
  )
  return { ...pair, isCut }
}

/** Whether a change reaches the last line of either side. */
function changesLastLine({ before, after, lines }: ReadableText): boolean {
  const last = lines.at(-1)
  if (last === undefined) return false
  const count = (text: string | null): number => (text === null ? 0 : text.split('\n').length)
  return (
    (last.newLines > 0 && last.newStart + last.newLines - 1 >= count(after)) ||
    (last.oldLines > 0 && last.oldStart + last.oldLines - 1 >= count(before))
  )
}

/** The text of the file that a side as it is read stands for. */
export function sourceOf(side: ReadingSide): string {
  const lines = side.text.split('\n')
  for (const mark of side.marks.toReversed()) {
    const line = lines[mark.line - 1] ?? ''
    lines[mark.line - 1] = line.slice(0, mark.startColumn - 1) + mark.source + line.slice(mark.endColumn - 1)
  }
  return lines.join('\n')
}
