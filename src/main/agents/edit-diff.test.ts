import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDiff } from './edit-diff.ts'

test('one hunk from the first line that differs to the last', () => {
  expect(
    editDiff('a.txt', '1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\n4\nfive\n6\n7\n8\n9\n').split('\n'),
  ).toEqual([
    '--- a/a.txt',
    '+++ b/a.txt',
    '@@ -2,7 +2,7 @@',
    ' 2',
    ' 3',
    ' 4',
    '-5',
    '+five',
    ' 6',
    ' 7',
    ' 8',
  ])
  expect(editDiff('new', null, 'one\n').split('\n')).toEqual([
    '--- /dev/null',
    '+++ b/new',
    '@@ -0,0 +1,1 @@',
    '+one',
  ])
})

test('law: what is taken away and what is kept is the old part, what is added and kept the new one', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })
    .map((lines) => lines.map((one) => `${one}\n`).join(''))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const [, , head = '', ...lines] = editDiff('x', before, after).split('\n')
      const [, from, count, to, size] = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(head) ?? []
      const side = (sign: string): string[] =>
        lines.filter((line) => line.startsWith(' ') || line.startsWith(sign)).map((line) => line.slice(1))
      const old = before.split('\n').slice(0, -1)
      const now = after.split('\n').slice(0, -1)
      const first = Math.max(Number(from), Number(to), 1) - 1
      expect(side('-')).toEqual(old.slice(first, first + Number(count)))
      expect(side('+')).toEqual(now.slice(first, first + Number(size)))
      // Outside of the hunk both are the same.
      expect(old.slice(0, first)).toEqual(now.slice(0, first))
      expect(old.slice(first + Number(count))).toEqual(now.slice(first + Number(size)))
    }),
  )
})
