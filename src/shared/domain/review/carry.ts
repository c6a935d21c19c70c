import { assertNever } from '../../base/result.ts'
import type { FileDiff, Hunk } from '../changeset/file-diff.ts'
import { equalBytes, firstLine, sliceLines, toLines, type Lines } from '../../diff/lines.ts'
import { mapThrough, type BaseChange } from '../../diff/line-map.ts'
import { matchSameEffect, type IdentifiedReplacement } from '../../diff/same-effect.ts'
import { compareRanges, replacementOf } from '../../diff/splice.ts'
import { positionOf, revisionBytes, type EditEdges, type EditRange } from './after-text.ts'
import { fromBase64 } from '../../diff/base64.ts'
import type { OwnEdit } from './decided.ts'

/** What became of one file of the old base. */
export interface BaseFileMove {
  /** Where it is in the new base. */
  readonly path: string
  /** Changes of its lines, in -U0 coordinates of the old base; null where no line of it can be found again. */
  readonly changes: readonly BaseChange[] | null
}

export interface CarryPair {
  readonly from: readonly string[]
  readonly to: string
}

/**
 * Whole-file units that are the very same change of the same content. Of a file whose rename landed they stand at
 * another path.
 */
export function carryUnits(old: FileDiff, now: FileDiff): readonly CarryPair[] {
  return old.hunks.flatMap((hunk) => {
    const same = now.hunks.find((other) => hunk.kind !== 'text' && isSameUnit(old, hunk, now, other))
    return same ? [{ from: [hunk.id], to: same.id }] : []
  })
}

function isSameUnit(old: FileDiff, hunk: Hunk, now: FileDiff, other: Hunk): boolean {
  if (hunk.kind !== other.kind || (old.change === 'added') !== (now.change === 'added')) return false
  const modes = old.oldMode === now.oldMode && old.newMode === now.newMode
  const content = old.oldOid === now.oldOid && old.newOid === now.newOid
  switch (hunk.kind) {
    case 'rename':
      return old.path === now.path && old.oldPath === now.oldPath
    case 'mode':
      return modes
    case 'delete':
      return old.oldMode === now.oldMode && old.oldOid === now.oldOid
    case 'text':
      return false
    case 'binary':
    case 'submodule':
    case 'symlink':
      return content && (old.change !== 'added' || modes)
    case 'add':
    case 'type':
      return content && modes
    default:
      return assertNever(hunk.kind)
  }
}

/** The lines of one file: its base, its revision, and its hunks against that base. */
export interface CarrySide {
  readonly file: FileDiff
  readonly base: Lines
  readonly revision: Lines
}

/**
 * The text hunks against the new base that do exactly what hunks against the old one did: each old range is mapped
 * through the changes of the base, must hold the same bytes there, and is compared by what it makes of the new base.
 */
export function carryText(
  old: CarrySide,
  now: CarrySide,
  changes: readonly BaseChange[],
): readonly CarryPair[] {
  const sameKind = (old.file.change === 'added') === (now.file.change === 'added')
  if (!sameKind || (old.file.change === 'added' && old.file.newMode !== now.file.newMode)) return []
  const map = mapThrough(changes)
  const were: IdentifiedReplacement[] = []
  for (const hunk of old.file.hunks) {
    if (hunk.kind !== 'text') continue
    const mapped = map(hunk)
    if (!mapped || !sameLines(old.base, hunk, now.base, mapped.oldStart)) continue
    were.push({ id: hunk.id, ...mapped, bytes: replacementOf(old.revision, hunk).bytes })
  }
  const news = now.file.hunks
    .filter((hunk) => hunk.kind === 'text')
    .map((hunk) => ({ id: hunk.id, ...replacementOf(now.revision, hunk) }))
  return matchSameEffect(now.base, were, news).map((match) => ({ from: match.were, to: match.now }))
}

/**
 * The same without reading, for a file whose revision is the same: hunks that stand at the mapped range and take the
 * same lines of it are the same. Null where some hunk that no change touched is not found that way.
 */
export function carryAlike(
  old: FileDiff,
  now: FileDiff,
  changes: readonly BaseChange[],
): readonly CarryPair[] | null {
  if (old.newOid === null || old.newOid !== now.newOid || old.change === 'added' || now.change === 'added') {
    return null
  }
  const map = mapThrough(changes)
  const key = (range: { oldStart: number; oldLines: number }, hunk: Hunk): string =>
    [range.oldStart, range.oldLines, hunk.newStart, hunk.newLines].join()
  const news = new Map(now.hunks.filter(isText).map((hunk) => [key(hunk, hunk), hunk.id]))
  const pairs: CarryPair[] = []
  for (const hunk of old.hunks.filter(isText)) {
    const mapped = map(hunk)
    if (!mapped) continue
    const to = news.get(key(mapped, hunk))
    if (to === undefined) return null
    pairs.push({ from: [hunk.id], to })
  }
  return pairs
}

function isText(hunk: Hunk): boolean {
  return hunk.kind === 'text'
}

function sameLines(old: Lines, range: Hunk, now: Lines, start: number): boolean {
  const from = firstLine(range.oldStart, range.oldLines)
  const to = firstLine(start, range.oldLines)
  if (to < 0 || to + range.oldLines > now.count) return false
  return equalBytes(sliceLines(old, from, from + range.oldLines), sliceLines(now, to, to + range.oldLines))
}

/**
 * The hunks that would put back what the person replaced by an own edit that is now in the base: they lie within it and
 * make exactly the revision's bytes that it replaced.
 */
export function overriddenHunks(
  edits: readonly OwnEdit[],
  changes: readonly BaseChange[],
  now: CarrySide,
): readonly string[] {
  const text = now.file.hunks.filter((hunk) => hunk.kind === 'text')
  return edits.flatMap((edit) => {
    const replaced = fromBase64(edit.replaced)
    // At its edges the way back may be cut in another way than the way there.
    for (const edges of allEdges) {
      const range = { ...landedRange(edit, changes), edges }
      const positions = text.map((hunk) => positionOf(range, hunk, now.revision))
      if (positions.includes('across')) continue
      const bytes = revisionBytes(range, text, now.revision)
      if (!bytes || !equalBytes(bytes, replaced)) continue
      return text.filter((_, index) => positions[index] === 'inside').map((hunk) => hunk.id)
    }
    return []
  })
}

const allEdges: readonly EditEdges[] = [
  { start: false, end: false },
  { start: false, end: true },
  { start: true, end: false },
  { start: true, end: true },
]

/** Where an own edit that landed stands in the new base. */
function landedRange(edit: OwnEdit, changes: readonly BaseChange[]): Omit<EditRange, 'edges'> {
  const from = firstLine(edit.oldStart, edit.oldLines)
  const bytes = fromBase64(edit.bytes)
  const before = changes.filter((change) => compareRanges(change, edit) < 0)
  const shift = before.reduce((sum, change) => sum + change.newLines - change.oldLines, 0)
  return { from: from + shift, to: from + shift + toLines(bytes).count, bytes }
}
