import type { Hunk, OwnEdit } from '../contract/changeset.ts'
import { toBase64 } from '../diff/base64.ts'
import {
  concatBytes,
  firstLine,
  lacksNewline,
  rangeStart,
  sliceLines,
  toLines,
  type Lines,
} from '../diff/lines.ts'
import { composeAfter, positionOf, revisionBytes, type AfterChange, type EditRange } from './after-text.ts'

/** An edit of the after side: its 0-based lines `from` up to `to` become `bytes`, which are whole lines. */
export interface AfterEdit {
  readonly from: number
  readonly to: number
  readonly bytes: Uint8Array
}

/** One text file as it is shown: `hunks` are all its text hunks, `edits` the own edits that hold. */
export interface EditableText {
  readonly base: Lines
  readonly revision: Lines
  readonly hunks: readonly Hunk[]
  readonly edits: readonly OwnEdit[]
  /** Hunks that lie under an own edit. */
  readonly covered: ReadonlySet<string>
}

export interface BaseEdit {
  readonly edit: Omit<OwnEdit, 'id' | 'basePath'>
  /** Ids of the hunks it covers. */
  readonly covers: readonly string[]
  /** Ids of the earlier edits that it takes in. */
  readonly replaces: readonly string[]
}

interface Span extends AfterChange {
  /** 0-based, end exclusive: in the base, and in the after side. */
  readonly baseFrom: number
  readonly baseTo: number
  readonly from: number
  readonly to: number
}

interface Window {
  readonly from: number
  readonly to: number
  /** Indexes of the first touched change and of the one after the last. */
  readonly first: number
  readonly last: number
}

/**
 * Turns an edit of the after side into one of the base, by widening it over the hunks and earlier edits that it
 * touches, so that every other hunk can still be decided by itself: whatever is taken of them, lines stay whole.
 */
export function toBaseEdit(text: EditableText, edit: AfterEdit): BaseEdit {
  const free = text.hunks.filter((hunk) => !text.covered.has(hunk.id))
  const after = composeAfter(text.base, text.revision, free, text.edits)
  const lines = toLines(after.bytes)
  const spans = after.changes.map(spanOf)
  let window = widen(spans, { from: edit.from, to: edit.to, first: 0, last: 0 }, () => false)
  for (;;) {
    const bytes = concatBytes([
      sliceLines(lines, window.from, Math.min(edit.from, window.to)),
      edit.bytes,
      sliceLines(lines, Math.max(edit.to, window.from), window.to),
    ])
    const range = { ...baseRange(spans, window), bytes }
    const next = settle(text, lines, spans, window, range)
    if (next === null) return finish(text, spans, window, range)
    window = next
  }
}

function spanOf(change: AfterChange): Span {
  const baseFrom = firstLine(change.oldStart, change.oldLines)
  const from = firstLine(change.newStart, change.newLines)
  return { ...change, baseFrom, baseTo: baseFrom + change.oldLines, from, to: from + change.newLines }
}

/** The window over every change that it touches, and over those for which `also` says so. */
function widen(spans: readonly Span[], window: Window, also: (span: Span, index: number) => boolean): Window {
  const touched = spans.flatMap((span, index) => {
    const within = index >= window.first && index < window.last
    return within || touches(span, window) || also(span, index) ? [index] : []
  })
  const first = touched[0]
  const last = touched.at(-1)
  if (first === undefined || last === undefined) {
    const before = spans.filter((span) => isBefore(span, window)).length
    return { ...window, first: before, last: before }
  }
  return {
    from: Math.min(window.from, spans[first]?.from ?? 0),
    to: Math.max(window.to, spans[last]?.to ?? 0),
    first,
    last: last + 1,
  }
}

/** Whether they have a line in common, or one lies strictly inside the other. */
function touches(span: Span, window: { readonly from: number; readonly to: number }): boolean {
  return span.from < window.to && window.from < span.to
}

/** Whether an untouched change comes before the window: a deletion at its start does, unless the window is empty. */
function isBefore(span: Span, window: { readonly from: number; readonly to: number }): boolean {
  if (span.from === span.to && span.to === window.from) return window.from < window.to
  return span.to <= window.from
}

function baseRange(spans: readonly Span[], window: Window): { from: number; to: number } {
  const shift = (until: number): number =>
    spans.slice(0, until).reduce((sum, span) => sum + span.newLines - span.oldLines, 0)
  return { from: window.from - shift(window.first), to: window.to - shift(window.last) }
}

/** A wider window where this one would not leave every other change free; null when it does. */
function settle(
  text: EditableText,
  lines: Lines,
  spans: readonly Span[],
  window: Window,
  range: EditRange,
): Window | null {
  const outside = (index: number): boolean => index < window.first || index >= window.last
  const open = lacksNewline(range.bytes)
  const clash = spans.some((span, index) => outside(index) && clashes(span, index, range, window, open))
  if (clash) {
    return widen(spans, window, (span, index) => outside(index) && clashes(span, index, range, window, open))
  }
  const unended =
    lacksNewline(text.base.bytes) || lacksNewline(text.revision.bytes) || lacksNewline(lines.bytes)
  if (range.from === range.to && range.from === text.base.count && unended && window.from > 0) {
    // Behind a last line that may lack its line break: the last line goes with it.
    return widen(spans, { ...window, from: window.from - 1 }, () => false)
  }
  return null
}

function clashes(span: Span, index: number, range: EditRange, window: Window, open: boolean): boolean {
  if (open && index >= window.last) return true
  const insertion = range.from === range.to
  return insertion && span.baseFrom === span.baseTo && span.baseFrom === range.from
}

function finish(text: EditableText, spans: readonly Span[], window: Window, range: EditRange): BaseEdit {
  const touched = spans.slice(window.first, window.last)
  const replaced = revisionBytes(range, text.hunks, text.revision)
  if (!replaced) throw new Error('an own edit does not fit into its revision')
  const oldLines = range.to - range.from
  return {
    edit: {
      oldStart: rangeStart(range.from, oldLines),
      oldLines,
      replaced: toBase64(replaced),
      bytes: toBase64(range.bytes),
    },
    covers: text.hunks
      .filter((hunk) => positionOf(range, hunk, text.revision) === 'inside')
      .map((hunk) => hunk.id),
    replaces: touched.filter((span) => span.edit).map((span) => span.id),
  }
}
