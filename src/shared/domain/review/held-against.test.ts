import { expect, test } from 'vitest'
import { toLines } from '../../diff/lines.ts'
import { heldPlace, heldText, type NamedChange, type NamedText } from './held-against.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (made: Uint8Array): string => new TextDecoder().decode(made)
const change = (id: string, of: readonly [number, number, number, number]): NamedChange => {
  const [oldStart, oldLines, newStart, newLines] = of
  return { id, oldStart, oldLines, newStart, newLines }
}
const text = (of: string, ...changes: readonly NamedChange[]): NamedText => {
  return { lines: toLines(bytes(of)), changes }
}
const base = toLines(bytes('a\nb\nc\nd\ne\n'))
const between = (...of: readonly (readonly [number, number, number, number])[]): readonly NamedChange[] =>
  of.map((one) => change('', one))

test('what was decided takes its place on the old side, and all that follows stands below it', () => {
  const then = text('a\nB\nand B\nc\nd\ne\n', change('then', [2, 1, 2, 2]))
  const now = text('a\nB\nmore B\nc\nd\nE\n', change('now', [2, 1, 2, 2]), change('other', [5, 1, 6, 1]))
  const held = heldPlace(now, {
    hunk: 'now',
    reconsidered: new Set(['now', 'part']),
    decided: new Set(['then', 'beside']),
    former: then,
    between: between([3, 1, 3, 1], [6, 1, 6, 1]),
  })
  expect(held).toMatchObject({ runs: [{ oldStart: 2, oldLines: 1, newStart: 3, newLines: 1 }] })
  const made = heldText(base, now, held ? [held] : [])
  expect(textOf(made.bytes)).toBe('a\nB\nand B\nc\nd\ne\n')
  expect(made.lines).toEqual([
    {
      hunk: 'now',
      oldStart: 3,
      oldLines: 1,
      newStart: 3,
      newLines: 1,
    },
    { hunk: 'other', oldStart: 6, oldLines: 1, newStart: 6, newLines: 1 },
  ])
})

test('what was gone from the base and came back in part is held against nothing of the base', () => {
  const then = text('a\ne\n', change('then', [2, 3, 1, 0]))
  const now = text('a\nX\ne\n', change('now', [2, 3, 2, 1]))
  const held = heldPlace(now, {
    hunk: 'now',
    reconsidered: new Set(['now', 'part']),
    decided: new Set(['then', 'beside']),
    former: then,
    between: between([1, 0, 2, 1]),
  })
  expect(held).toMatchObject({ count: 0, runs: [{ oldStart: 0, oldLines: 0, newStart: 2, newLines: 1 }] })
  const made = heldText(base, now, held ? [held] : [])
  expect(textOf(made.bytes)).toBe('a\ne\n')
  expect(made.lines).toEqual([
    {
      hunk: 'now',
      oldStart: 1,
      oldLines: 0,
      newStart: 2,
      newLines: 1,
    },
  ])
})

test('one that was cut in two is held against by both, each for its part', () => {
  const then = text('a\nB\nC\nD\ne\n', change('then', [2, 3, 2, 3]))
  const now = text('a\nBB\nc\nDD\ne\n', change('now', [2, 1, 2, 1]), change('part', [4, 1, 4, 1]))
  const place = {
    hunk: 'now',
    reconsidered: new Set(['now', 'part']),
    decided: new Set(['then']),
    former: then,
  }
  // Git's difference is one, over the line between both, which is of neither.
  expect(heldPlace(now, { ...place, between: between([2, 3, 2, 3]) })).toBe(null)
  const from = toLines(bytes('a\nb\nC\nd\ne\n'))
  const other = text('a\nBB\nC\nDD\ne\n', change('now', [2, 1, 2, 1]), change('part', [4, 1, 4, 1]))
  const held = heldPlace(other, { ...place, between: between([2, 1, 2, 1], [4, 1, 4, 1]) })
  const made = heldText(from, other, held ? [held] : [])
  expect(textOf(made.bytes)).toBe('a\nB\nC\nD\ne\n')
  expect(made.lines).toEqual([
    { hunk: 'now', oldStart: 2, oldLines: 1, newStart: 2, newLines: 1 },
    { hunk: 'part', oldStart: 4, oldLines: 1, newStart: 4, newLines: 1 },
  ])
  // Of a part that is as it was decided there is nothing to show.
  expect(heldPlace(other, { ...place, between: between([2, 1, 2, 1]) })).toBe(null)
})

test('two that were decided alike and are one now are held against both', () => {
  const then = text('a\nB\nc\nD\ne\n', change('then', [2, 1, 2, 1]), change('beside', [4, 1, 4, 1]))
  const now = text('a\nB\nC\nD\ne\n', change('now', [2, 3, 2, 3]))
  const held = heldPlace(now, {
    hunk: 'now',
    reconsidered: new Set(['now', 'part']),
    decided: new Set(['then', 'beside']),
    former: then,
    between: between([3, 1, 3, 1]),
  })
  const made = heldText(base, now, held ? [held] : [])
  expect(textOf(made.bytes)).toBe('a\nB\nc\nD\ne\n')
  expect(made.lines).toEqual([
    {
      hunk: 'now',
      oldStart: 3,
      oldLines: 1,
      newStart: 3,
      newLines: 1,
    },
  ])
})

test.each([
  [
    'another change was there, too',
    text('a\nB\nc\nD\ne\n', change('then', [2, 1, 2, 1]), change('undecided', [4, 1, 4, 1])),
    text('a\nB\nC\nD\ne\n', change('now', [2, 3, 2, 3])),
    between([3, 1, 3, 1]),
  ],
  [
    'there are more of them now',
    text('a\nB\nC\nD\ne\n', change('then', [2, 3, 2, 3])),
    text('a\nB\nc\nD\ne\n', change('now', [2, 1, 2, 1]), change('second', [4, 1, 4, 1])),
    between([3, 1, 3, 1]),
  ],
  [
    'a difference goes over its edge',
    text('a\nB\nc\nd\ne\n', change('then', [2, 1, 2, 1])),
    text('a\nX\nc\nd\ne\n', change('now', [2, 1, 2, 1])),
    between([2, 2, 2, 2]),
  ],
  [
    'the differences do not give what is there now',
    text('a\nB\nand B\nc\nd\ne\n', change('then', [2, 1, 2, 2])),
    text('a\nX\nmore B\nc\nd\ne\n', change('now', [2, 1, 2, 2])),
    between([3, 1, 3, 1]),
  ],
  [
    'there is no difference',
    text('a\nB\nc\nd\ne\n', change('then', [2, 1, 2, 1])),
    text('a\nB\nc\nd\ne\n', change('now', [2, 1, 2, 1])),
    between(),
  ],
])('nothing is held against what was decided where %s', (_, then, now, differing) => {
  expect(
    heldPlace(now, {
      hunk: 'now',
      reconsidered: new Set(['now', 'part']),
      decided: new Set(['then', 'beside']),
      former: then,
      between: differing,
    }),
  ).toBe(null)
})
