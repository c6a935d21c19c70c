import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareTexts, type ComparedLine } from './compared-rows.ts'

const word = fc.constantFrom('a', 'bb', 'if', ' ', '(', ')', 'x1', '\t')
const text = fc
  .array(fc.array(word, { maxLength: 5 }), { maxLength: 12 })
  .map((lines) => lines.map((words) => `${words.join('')}\n`).join(''))

const textOf = (lines: readonly (ComparedLine | null)[]): string =>
  lines.flatMap((line) => (line === null ? [] : [`${line.text}\n`])).join('')

test('both texts are there whole, and what stands beside each other unmarked is the same', () => {
  fc.assert(
    fc.property(text, text, (then, now) => {
      const rows = compareTexts(then, now)
      expect(textOf(rows.map((row) => row.old))).toBe(then)
      expect(textOf(rows.map((row) => row.new))).toBe(now)
      for (const row of rows) {
        const isPlain = row.old?.isChanged === false || row.new?.isChanged === false
        expect(!isPlain || row.old?.text === row.new?.text).toBe(true)
        for (const line of [row.old, row.new])
          for (const { from, to } of line?.words ?? []) {
            expect(from).toBeLessThan(to)
            expect(to).toBeLessThanOrEqual(line?.text.length ?? 0)
          }
      }
      expect(then !== now || rows.every((row) => row.old?.isChanged === false)).toBe(true)
    }),
  )
})

test('marks the words that differ, also where very much does', () => {
  const many = (name: string): string =>
    Array.from({ length: 2000 }, (_, at) => `const value${at} = ${name}(${at}, 1, 2, 3)\n`).join('')
  const rows = compareTexts(many('first'), many('second'))
  expect(rows).toHaveLength(2000)
  const [row] = rows
  const marked = (line: ComparedLine | null | undefined): readonly string[] =>
    (line?.words ?? []).map(({ from, to }) => (line?.text ?? '').slice(from, to))
  expect([marked(row?.old), marked(row?.new)]).toEqual([['first'], ['second']])
})
