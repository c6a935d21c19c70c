import { expect, test } from 'vitest'
import { splitRuns } from './static-runs.ts'

const colours = [
  { end: 5, className: 'mtk6' },
  { end: 12, className: 'mtk1' },
]

test('without anything over it a line is its runs of colour', () => {
  expect(splitRuns('const a = 12', colours, [])).toEqual([
    { text: 'const', className: 'mtk6' },
    { text: ' a = 12', className: 'mtk1' },
  ])
})

test('layers cut runs where they begin and end, and may overlap; no character is lost or doubled', () => {
  const runs = splitRuns('const a = 12', colours, [
    { from: 3, to: 7, className: 'word' },
    { from: 6, to: 20, className: 'mark' },
  ])
  expect(runs).toEqual([
    { text: 'con', className: 'mtk6' },
    { text: 'st', className: 'mtk6 word' },
    { text: ' ', className: 'mtk1 word' },
    { text: 'a', className: 'mtk1 word mark' },
    { text: ' = 12', className: 'mtk1 mark' },
  ])
  expect(runs.map(({ text }) => text).join('')).toBe('const a = 12')
})

test('a line that goes on behind its colours keeps the last of them', () => {
  expect(splitRuns('abcdef', [{ end: 3, className: 'a' }], [{ from: 4, to: 5, className: 'x' }])).toEqual([
    { text: 'abc', className: 'a' },
    { text: 'd', className: 'a' },
    { text: 'e', className: 'a x' },
    { text: 'f', className: 'a' },
  ])
})
