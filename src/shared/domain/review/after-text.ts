import type { Hunk } from '../changeset/file-diff.ts'
import type { OwnEdit } from './decided.ts'
import { fromBase64 } from '../../diff/base64.ts'
import { firstLine, lacksNewline, rangeStart, sliceLines, type Lines } from '../../diff/lines.ts'
import { compareRanges, replaceRanges, replacementOf, type LineChange } from '../../diff/splice.ts'

/** A line change between the base and the after side; `id` is a hunk's or an own edit's. */
export interface AfterChange extends LineChange {
  readonly id: string
  readonly edit: boolean
}

export interface AfterText {
  readonly bytes: Uint8Array
  /** In the order of the text; they do not overlap. */
  readonly changes: readonly AfterChange[]
}

/** How a hunk lies to an own edit's range of the base. `across`: neither outside nor wholly within. */
export type Position = 'before' | 'inside' | 'after' | 'across'

/** Whether an own edit takes in what is inserted at the very start or end of its range, which is else outside of it. */
export interface EditEdges {
  readonly start: boolean
  readonly end: boolean
}

/** An own edit with what the range alone does not say. */
export interface RangedEdit extends OwnEdit {
  readonly edges: EditEdges
}

/** An own edit's range and bytes, decoded. `from` and `to` are 0-based lines of the base. */
export interface EditRange {
  readonly from: number
  readonly to: number
  readonly edges: EditEdges
  readonly bytes: Uint8Array
}

export function rangeOf(edit: RangedEdit): EditRange {
  const from = firstLine(edit.oldStart, edit.oldLines)
  return { from, to: from + edit.oldLines, edges: edit.edges, bytes: fromBase64(edit.bytes) }
}

/** Where a text hunk lies. At the place of an edit that inserts, an insertion is inside. */
export function positionOf(edit: EditRange, hunk: LineChange, revision: Lines): Position {
  const from = firstLine(hunk.oldStart, hunk.oldLines)
  const to = from + hunk.oldLines
  if (edit.from === edit.to) {
    if (from === to && from === edit.from) return 'inside'
    if (to <= edit.from) return lacksNewline(replacementOf(revision, hunk).bytes) ? 'across' : 'before'
    return from >= edit.from ? 'after' : 'across'
  }
  if (from === to && from === edit.from && edit.edges.start) return 'inside'
  if (from === to && from === edit.to && edit.edges.end) return 'inside'
  if (to <= edit.from) return 'before'
  if (from >= edit.to) return 'after'
  return from >= edit.from && to <= edit.to ? 'inside' : 'across'
}

/** An own edit against the hunks of a revision: whether it holds there, and which hunks lie in its range. */
export interface FittedEdit {
  readonly edit: RangedEdit
  readonly holds: boolean
  readonly touches: readonly string[]
}

/** It holds where the revision has, for its range of the base, the very bytes that it replaces. */
export function fitEdit(edit: RangedEdit, hunks: readonly Hunk[], revision: Lines): FittedEdit {
  const range = rangeOf(edit)
  const text = hunks.filter((hunk) => hunk.kind === 'text')
  const positions = text.map((hunk) => positionOf(range, hunk, revision))
  const touched = text.filter((_, index) => positions[index] === 'inside' || positions[index] === 'across')
  const touches = touched.map((hunk) => hunk.id)
  if (positions.includes('across')) return { edit, holds: false, touches }
  return { edit, holds: equalsText(revisionBytes(range, text, revision), edit.replaced), touches }
}

/**
 * Whether two own edits of one file cannot both take effect: they share lines or hunks, both take in what is inserted at
 * one place, or one ends in the middle of a line that the other one would go on.
 */
export function areExclusive(one: FittedEdit, other: FittedEdit): boolean {
  const [left, right] = [rangeOf(one.edit), rangeOf(other.edit)]
  if (one.touches.some((hunk) => other.touches.includes(hunk))) return true
  if (left.from < right.to && right.from < left.to) return true
  return meetAtEdge(left, right) || meetAtEdge(right, left)
}

/** Of an edit that lies before another one, or at the same place. */
function meetAtEdge(left: EditRange, right: EditRange): boolean {
  if (left.to > right.from) return false
  if (lacksNewline(left.bytes) && right.bytes.length > 0) return true
  const takes = (range: EditRange, side: keyof EditEdges): boolean =>
    range.from === range.to || range.edges[side]
  return left.to === right.from && takes(left, 'end') && takes(right, 'start')
}

function equalsText(bytes: Uint8Array | null, base64: string): boolean {
  if (!bytes) return false
  const expected = fromBase64(base64)
  return expected.length === bytes.length && expected.every((byte, index) => byte === bytes[index])
}

/** The revision's bytes for a range of the base that no hunk lies across; null if the range is outside the text. */
export function revisionBytes(
  range: EditRange,
  hunks: readonly LineChange[],
  revision: Lines,
): Uint8Array | null {
  let before = 0
  let inside = 0
  for (const hunk of hunks) {
    const position = positionOf(range, hunk, revision)
    if (position === 'before') before += hunk.newLines - hunk.oldLines
    if (position === 'inside') inside += hunk.newLines - hunk.oldLines
  }
  const from = range.from + before
  const to = range.to + before + inside
  return to <= revision.count && from <= to ? sliceLines(revision, from, to) : null
}

/**
 * The after side as it is shown: the revision with the own edits that hold, whatever was decided. `hunks` are the text
 * hunks that lie under no edit.
 */
export function composeAfter(
  base: Lines,
  revision: Lines,
  hunks: readonly Hunk[],
  edits: readonly OwnEdit[],
): AfterText {
  const parts = [
    ...hunks.map((hunk) => ({
      id: hunk.id,
      edit: false,
      ...replacementOf(revision, hunk),
      lines: hunk.newLines,
    })),
    ...edits.map(({ id, oldStart, oldLines, bytes }) => {
      const own = fromBase64(bytes)
      return { id, edit: true, oldStart, oldLines, bytes: own, lines: countLines(own) }
    }),
  ].sort(compareRanges)
  let delta = 0
  const changes = parts.map(({ id, edit, oldStart, oldLines, lines }): AfterChange => {
    const first = firstLine(oldStart, oldLines) + delta
    delta += lines - oldLines
    return { id, edit, oldStart, oldLines, newStart: rangeStart(first, lines), newLines: lines }
  })
  return { bytes: replaceRanges(base, parts), changes }
}

function countLines(bytes: Uint8Array): number {
  let count = lacksNewline(bytes) ? 1 : 0
  for (const byte of bytes) if (byte === 0x0a) count += 1
  return count
}
