import type { Hunk } from '../changeset/file-diff.ts'
import { toBase64 } from '../../diff/base64.ts'
import {
  concatBytes,
  equalBytes,
  firstLine,
  lacksNewline,
  rangeStart,
  sliceLines,
  toLines,
  type Lines,
} from '../../diff/lines.ts'
import {
  composeAfter,
  positionOf,
  revisionBytes,
  type AfterChange,
  type EditEdges,
  type EditRange,
  type RangedEdit,
} from './after-text.ts'

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
  readonly edits: readonly RangedEdit[]
  /** Hunks that lie under an own edit. */
  readonly covered: ReadonlySet<string>
}

export interface BaseEdit {
  readonly edit: Omit<RangedEdit, 'id' | 'basePath'>
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
  /** Of an own edit: what it takes in at its edges. */
  readonly edges: EditEdges | null
}

/** A range of the base with what it becomes, before its edges are known. */
type Bare = Omit<EditRange, 'edges'>

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
  const edges = new Map(text.edits.map((own) => [own.id, own.edges]))
  const spans = after.changes.map((change) => spanOf(change, edges.get(change.id) ?? null))
  let window = widen(spans, { from: edit.from, to: edit.to, first: 0, last: 0 }, () => false)
  for (;;) {
    const bytes = concatBytes([
      sliceLines(lines, window.from, Math.min(edit.from, window.to)),
      edit.bytes,
      sliceLines(lines, Math.max(edit.to, window.from), window.to),
    ])
    const range = { ...baseRange(spans, window), bytes }
    const next = settle(text, lines, spans, window, range)
    if (next === null) return finish(text, spans.slice(window.first, window.last), range)
    window = next
  }
}

/** The edit of these lines without those at its edges that it leaves as they are; null when it changes nothing. */
export function trimEdit(lines: Lines, edit: AfterEdit): AfterEdit | null {
  const own = toLines(edit.bytes)
  const same = (line: number, ownLine: number): boolean =>
    equalBytes(sliceLines(lines, line, line + 1), sliceLines(own, ownLine, ownLine + 1))
  let { from, to } = edit
  let first = 0
  let last = own.count
  while (from < to && first < last && same(from, first)) {
    from += 1
    first += 1
  }
  while (from < to && first < last && same(to - 1, last - 1)) {
    to -= 1
    last -= 1
  }
  return from === to && first === last ? null : { from, to, bytes: sliceLines(own, first, last) }
}

function spanOf(change: AfterChange, edges: EditEdges | null): Span {
  const baseFrom = firstLine(change.oldStart, change.oldLines)
  const from = firstLine(change.newStart, change.newLines)
  return { ...change, baseFrom, baseTo: baseFrom + change.oldLines, from, to: from + change.newLines, edges }
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
  range: Bare,
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

/** Whether an untouched change would not stay free: nothing tells it from the edit, or it would follow a cut line. */
function clashes(span: Span, index: number, range: Bare, window: Window, open: boolean): boolean {
  if (open && index >= window.last) return true
  if (range.from !== range.to) return false
  if (span.baseFrom === span.baseTo) return span.baseFrom === range.from
  return Boolean(
    (span.edges?.start && span.baseFrom === range.from) || (span.edges?.end && span.baseTo === range.from),
  )
}

function finish(text: EditableText, touched: readonly Span[], bare: Bare): BaseEdit {
  const takes = (line: number, side: keyof EditEdges): boolean =>
    touched.some((span) => {
      if (span.baseFrom === span.baseTo) return span.baseFrom === line
      const edge = side === 'start' ? span.baseFrom : span.baseTo
      return edge === line && span.edges?.[side] === true
    })
  const open = lacksNewline(bare.bytes)
  const edges = { start: takes(bare.from, 'start'), end: open || takes(bare.to, 'end') }
  const range: EditRange = { ...bare, edges }
  const replaced = revisionBytes(range, text.hunks, text.revision)
  if (!replaced) throw new Error('an own edit does not fit into its revision')
  const oldLines = range.to - range.from
  return {
    edit: {
      oldStart: rangeStart(range.from, oldLines),
      oldLines,
      edges,
      replaced: toBase64(replaced),
      bytes: toBase64(range.bytes),
    },
    covers: text.hunks
      .filter((hunk) => positionOf(range, hunk, text.revision) === 'inside')
      .map((hunk) => hunk.id),
    replaces: touched.filter((span) => span.edit).map((span) => span.id),
  }
}
