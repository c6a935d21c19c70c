import type { Span } from './changed-spans.ts'
import { isUnseen, mayHoldUnseen } from '#shared/base/unseen.ts'

/**
 * A part of a line as it is shown: as it is, as the names of characters that can't be seen, or left out for now with
 * words on how much and of what.
 */
export interface Piece extends Span {
  readonly kind: 'text' | 'unseen' | 'cut'
  /** Of a cut: whether any of it is changed, and whether all of it is blank. */
  readonly changed: boolean
  readonly blank: boolean
}

/** Characters of a line from which on it is cut around what changed in it. */
export const longLine = 1000
/** What stays around a change: little before it, so that it is in the first row of a wrapped line. */
const contextBefore = 24
const contextAfter = 80
/** What is shown of a long line that did not change. */
const unchangedHead = 240
/** A changed run that is longer is shown at both its ends. */
const longChange = 1600
const changeEnd = 600
/** Changed places of one line that are shown; of more, these many at the start and the last one. */
const mostPlaces = 40
/** Runs of blanks within a line, and at its start, that are worth leaving out: what stands behind them is lost. */
const blankRun = 60
const blankIndent = 200

/** Of one and the same character, so that words can say what is left out. */
const blankRuns = new RegExp(
  String.raw`([\s\u2800\u3164\u200b-\u200f\u2060-\u206f\ufeff\u00ad])\1{${blankRun - 1},}`,
  'gu',
)

/**
 * Parts of a line to show, in order and without gaps. `changed` are its changed runs, in order; an empty run stands for
 * a place where only the other side has something. `whole` leaves nothing out.
 */
export function piecesOf(line: string, changed: readonly Span[], whole: boolean): readonly Piece[] {
  const kept = whole ? [{ from: 0, to: line.length }] : withoutBlanks(line, keptOf(line, changed))
  const pieces: Piece[] = []
  const isChanged = (from: number, to: number): boolean =>
    changed.some((span) => span.from < to && from < span.to)
  const cut = (from: number, to: number): void => {
    if (from < to)
      pieces.push({
        kind: 'cut',
        from,
        to,
        changed: isChanged(from, to),
        blank: isBlank(line.slice(from, to)),
      })
  }
  let at = 0
  for (const { from, to } of kept) {
    cut(at, from)
    pushShown(pieces, line, from, to)
    at = to
  }
  cut(at, line.length)
  return pieces
}

function isBlank(text: string): boolean {
  return (
    text.length >= blankRun &&
    text === text.charAt(0).repeat(text.length) &&
    /[\s\p{Cf}\u2800\u3164]/u.test(text)
  )
}

/** A place that does not part the two halves of one character. */
function boundary(line: string, at: number): number {
  const unit = line.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff && at > 0 ? at - 1 : at
}

/** The runs of a line that are shown for what they are around. */
function keptOf(line: string, changed: readonly Span[]): readonly Span[] {
  if (line.length <= longLine) return [{ from: 0, to: line.length }]
  if (changed.length === 0) return [{ from: 0, to: boundary(line, unchangedHead) }]
  const shown =
    changed.length <= mostPlaces ? changed : [...changed.slice(0, mostPlaces - 1), ...changed.slice(-1)]
  const kept: { from: number; to: number }[] = []
  const keep = (from: number, to: number): void => {
    const start = boundary(line, Math.max(0, from))
    const end = boundary(line, Math.min(line.length, to))
    const last = kept.at(-1)
    if (last !== undefined && start <= last.to + contextBefore) last.to = Math.max(last.to, end)
    else kept.push({ from: start, to: end })
  }
  for (const { from, to } of shown) {
    if (to - from <= longChange) keep(from - contextBefore, to + contextAfter)
    else {
      keep(from - contextBefore, from + changeEnd)
      keep(to - changeEnd, to + contextAfter)
    }
  }
  return kept
}

/** Leaves runs of very many blanks out of what is kept: what stands behind them would be out of sight. */
function withoutBlanks(line: string, kept: readonly Span[]): readonly Span[] {
  const less: Span[] = []
  for (const { from, to } of kept) {
    let at = from
    for (const match of line.slice(from, to).matchAll(blankRuns)) {
      const start = from + match.index
      if (start === 0 && match[0].length < blankIndent) continue
      if (start > at) less.push({ from: at, to: start })
      at = start + match[0].length
    }
    if (at < to) less.push({ from: at, to })
  }
  return less
}

function pushShown(pieces: Piece[], line: string, from: number, to: number): void {
  const push = (kind: 'text' | 'unseen', start: number, end: number): void => {
    if (start < end) pieces.push({ kind, from: start, to: end, changed: false, blank: false })
  }
  const text = line.slice(from, to)
  if (!mayHoldUnseen(text)) return push('text', from, to)
  let at = from
  let here = from
  const chars = [...text]
  for (const [index, char] of chars.entries()) {
    if (isUnseen(char, chars[index - 1] ?? '', chars[index + 1] ?? '')) {
      push('text', at, here)
      push('unseen', here, here + char.length)
      at = here + char.length
    }
    here += char.length
  }
  push('text', at, to)
}
