import { expect, test } from 'vitest'
import { drawnRows, placeInRows } from './drawn-rows.ts'

const rowsOf = (lines: readonly string[], lengths: readonly number[]) =>
  drawnRows(lines, lengths, 4, (code) => code > 0x2000)

test('a line is drawn in one row, or in as many as show all of it', () => {
  const rows = rowsOf(['one', '', 'seven words'], [3, 0, 6, 5])
  expect(rows?.map((line) => line.map(({ index, from, to }) => [index, from, to]))).toEqual([
    [[0, 0, 3]],
    [[1, 0, 0]],
    [
      [2, 0, 6],
      [3, 6, 11],
    ],
  ])
})

test('a tab is drawn as spaces up to the next stop, in each row anew, and behind wide letters too', () => {
  expect(rowsOf(['a\tb'], [5])?.[0]?.[0]?.places).toEqual([0, 1, 4, 5])
  expect(rowsOf(['ab\tc'], [2, 5])?.[0]?.map(({ places }) => places)).toEqual([
    [0, 1, 2],
    [0, 4, 5],
  ])
  expect(rowsOf(['漢\t'], [3])?.[0]?.[0]?.places).toEqual([0, 1, 3])
})

test('rows of other lines are told', () => {
  expect(rowsOf(['one'], [])).toBeNull()
  expect(rowsOf(['one'], [4])).toBeNull()
  expect(rowsOf(['one'], [3, 1])).toBeNull()
  expect(rowsOf(['one'], [0, 3])).toBeNull()
  expect(rowsOf(['\t'], [2])).toBeNull()
})

test('a place in a row is one of its line, a tab and wrapped lines counted as what they are', () => {
  const rows = rowsOf(['one', 'a\tb', 'seven words'], [3, 5, 6, 5]) ?? []
  expect(placeInRows(rows, 0, 2)).toEqual({ line: 0, at: 2 })
  expect([1, 2, 3, 4, 5].map((drawn) => placeInRows(rows, 1, drawn)?.at)).toEqual([1, 1, 1, 2, 3])
  expect(placeInRows(rows, 3, 0)).toEqual({ line: 2, at: 6 })
  expect(placeInRows(rows, 3, 5)).toEqual({ line: 2, at: 11 })
  expect(placeInRows(rows, 4, 0)).toBeNull()
})
