import fc from 'fast-check'
import { concatBytes, equalBytes, rangeStart, sliceLines, toLines } from '#shared/diff/lines.ts'
import type { LineChange } from '#shared/diff/splice.ts'

/** Lines that are alike, so that diffs are ambiguous, with odd bytes: CR, BOM, Latin-1, NUL-free controls. */
const oddLine = fc.constantFrom(
  'a',
  'b',
  'c',
  '',
  '',
  '}',
  '  x',
  '\tx',
  'a\r',
  'b\r',
  '\r',
  '\r\rq',
  '\u00e9',
  '\ufeffa',
  'z\u0001',
)

/** Text bytes of up to `most` lines; the last may lack its line break; some lines are not UTF-8. */
export function oddText(most = 14): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.array(fc.tuple(oddLine, fc.boolean()), { maxLength: most }), fc.boolean())
    .map(([lines, ends]) =>
      concatBytes(
        lines.map(([text, latin], index) =>
          Buffer.from(index < lines.length - 1 || ends ? `${text}\n` : text, latin ? 'latin1' : 'utf8'),
        ),
      ),
    )
}

/** A base and a revision that was made from it by a few edits. */
export function oddPair(
  most = 14,
): fc.Arbitrary<{ readonly base: Uint8Array; readonly revision: Uint8Array }> {
  return fc.oneof(
    fc.record({ base: oddText(most), revision: oddText(most) }),
    oddText(most).chain((base) => revised(base).map((revision) => ({ base, revision }))),
  )
}

/** What a text may become by deletions, insertions and replacements of lines. */
export function revised(base: Uint8Array): fc.Arbitrary<Uint8Array> {
  const lines = toLines(base)
  const step = fc.record({
    at: fc.nat(Math.max(0, lines.count)),
    remove: fc.nat(3),
    insert: oddText(3),
  })
  return fc.array(step, { maxLength: 4 }).map((steps) => {
    let parts = Array.from({ length: lines.count }, (_, index) => sliceLines(lines, index, index + 1))
    for (const { at, remove, insert } of steps) {
      const added = toLines(insert)
      parts = [
        ...parts.slice(0, at),
        ...Array.from({ length: added.count }, (_, index) => sliceLines(added, index, index + 1)),
        ...parts.slice(at + remove),
      ]
    }
    return closed(parts)
  })
}

/** Joins lines, giving a line break to each but the last that lacks one. */
function closed(parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    parts.flatMap((part, index) =>
      index < parts.length - 1 && part[part.length - 1] !== 0x0a ? [part, Buffer.from('\n')] : [part],
    ),
  )
}

/**
 * A plain longest-common-subsequence diff, the reference for laws over text alone. `late` takes the other one of two
 * equally good alignments, the way two versions of a diff may differ.
 */
export function referenceHunks(base: Uint8Array, revision: Uint8Array, late = false): LineChange[] {
  const left = toLines(base)
  const right = toLines(revision)
  const same = (row: number, column: number): boolean =>
    equalBytes(sliceLines(left, row, row + 1), sliceLines(right, column, column + 1))
  const width = right.count + 1
  const length = new Uint32Array((left.count + 1) * width)
  const at = (row: number, column: number): number => length[row * width + column] ?? 0
  for (let row = left.count - 1; row >= 0; row -= 1) {
    for (let column = right.count - 1; column >= 0; column -= 1) {
      length[row * width + column] = same(row, column)
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  const hunks: LineChange[] = []
  let row = 0
  let column = 0
  let from: readonly [number, number] | null = null
  const close = (): void => {
    if (!from) return
    const oldLines = row - from[0]
    const newLines = column - from[1]
    hunks.push({
      oldStart: rangeStart(from[0], oldLines),
      oldLines,
      newStart: rangeStart(from[1], newLines),
      newLines,
    })
    from = null
  }
  while (row < left.count || column < right.count) {
    const best = at(row, column)
    const canMatch = row < left.count && column < right.count && same(row, column)
    const canSkipRight = column < right.count && at(row, column + 1) === best
    if (canMatch && !(late && canSkipRight)) {
      close()
      row += 1
      column += 1
      continue
    }
    from ??= [row, column]
    if (canSkipRight) column += 1
    else row += 1
  }
  close()
  return hunks
}
