import { expect, test } from 'vitest'
import { gapsOf } from './gaps.ts'

const change = (oldStart: number, oldLines: number, newStart: number, newLines: number) => ({
  id: `${oldStart}`,
  oldStart,
  oldLines,
  newStart,
  newLines,
})

test('leaves three lines of context around a change', () => {
  expect(gapsOf([change(20, 1, 20, 2)], 40, 41)).toEqual([
    { id: 'gap-0', oldStart: 1, oldLines: 16, newStart: 1, newLines: 16, hidden: 16 },
    { id: 'gap-1', oldStart: 24, oldLines: 17, newStart: 25, newLines: 17, hidden: 17 },
  ])
})
test('hides the same number of lines on both sides of insertions and deletions', () => {
  const gaps = gapsOf([change(0, 0, 1, 3), change(30, 2, 32, 0)], 60, 61)
  for (const gap of gaps) expect(gap.oldLines).toBe(gap.newLines)
  expect(gaps).toHaveLength(2)
  expect(gaps[0]).toMatchObject({ oldStart: 4, newStart: 7 })
})
test('does not hide what is too short to be worth a row', () => {
  expect(gapsOf([change(5, 1, 5, 1), change(14, 1, 14, 1)], 16, 16)).toEqual([])
})
test('opens from both ends', () => {
  const opened = new Map([['gap-1', { top: 20, bottom: 5 }]])
  expect(gapsOf([change(1, 1, 1, 1), change(100, 1, 100, 1)], 100, 100, opened)).toEqual([
    { id: 'gap-1', oldStart: 25, oldLines: 67, newStart: 25, newLines: 67, hidden: 67 },
  ])
})
test('a file without changes hides nothing', () => {
  expect(gapsOf([], 100, 100)).toEqual([])
})
