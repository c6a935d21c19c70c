import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Hunk, HunkKind } from '../changeset/file-diff.ts'
import { firstLine } from '../../diff/lines.ts'
import type { DecisionRecord } from './ledger-state.ts'
import { findSuperseded } from './superseded.ts'

const range = fc.record({
  kind: fc.constantFrom<HunkKind>('text', 'text', 'text', 'mode', 'rename'),
  oldStart: fc.integer({ min: 1, max: 20 }),
  oldLines: fc.integer({ min: 0, max: 4 }),
})

/** As it is said: every pair, one by one. */
function isAt(left: Pick<Hunk, 'kind' | 'oldStart' | 'oldLines'>, right: typeof left): boolean {
  if (left.kind !== 'text' || right.kind !== 'text') return left.kind === right.kind
  const lines = ({ oldStart, oldLines }: typeof left): readonly number[] => {
    const from = firstLine(oldStart, oldLines)
    return Array.from({ length: oldLines }, (_, index) => from + index)
  }
  const edges = (one: typeof left): readonly [number, number] => {
    const from = firstLine(one.oldStart, one.oldLines)
    return [from, from + one.oldLines]
  }
  if (left.oldLines > 0 && right.oldLines > 0) return lines(left).some((line) => lines(right).includes(line))
  const [[from, to], [start, end]] = [edges(left), edges(right)]
  return from <= end && start <= to
}

const author = { by: { kind: 'person' }, reason: null } as const

it('finds the newest decision that stood where a hunk is now', () => {
  let some = 0
  fc.assert(
    fc.property(
      fc.array(range, { maxLength: 12 }),
      fc.array(fc.tuple(range, fc.integer({ min: 1, max: 3 })), { maxLength: 12 }),
      (places, gone) => {
        const hunks = places.map((place, index) => ({ id: `h${index}`, newStart: 1, newLines: 0, ...place }))
        const absent = gone.map(([place, revision], index): DecisionRecord => {
          const at = { path: 'a', newStart: 1, newLines: 0, ...place }
          const hunk = `g${index}`
          return {
            verdict: 'reject',
            hunk,
            base: 'B',
            revision,
            place: at,
            entry: 1,
            absent: false,
            ...author,
          }
        })
        const found = findSuperseded(hunks, absent)
        for (const hunk of hunks) {
          const met = absent.filter(({ place }) => isAt(hunk, place))
          const newest = Math.max(...met.map(({ revision }) => revision))
          const expected = met.findLast(({ revision }) => revision === newest)
          expect(found.get(hunk.id)).toBe(expected)
          if (expected) some += 1
        }
      },
    ),
    { numRuns: 500 },
  )
  expect(some).toBeGreaterThan(300)
})
