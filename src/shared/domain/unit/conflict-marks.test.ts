import { expect, test } from 'vitest'
import { markedConflicts } from './conflict-marks.ts'
import { linesOf } from './unit-file.ts'

const found = (text: string) => markedConflicts(linesOf(text))

test('a conflict has both sides, and what they come from where that is marked', () => {
  const text = 'a\n<<<<<<< main\nb\nc\n||||||| before\nd\n=======\n>>>>>>> r2 of this session\ne\n'
  expect(found(text)).toEqual([
    {
      ...{ from: 1, to: 8 },
      first: { label: 'main', from: 2, to: 4 },
      before: { from: 5, to: 6 },
      second: { label: 'r2 of this session', from: 7, to: 7 },
    },
  ])
  expect(found('<<<<<<< x\r\nb\r\n=======\r\nc\r\n>>>>>>> y\r\n')).toMatchObject([
    { before: null, first: { label: 'x', from: 1, to: 2 }, second: { label: 'y', from: 3, to: 4 } },
  ])
})

test('what only looks like one mark is none', () => {
  const texts = [
    'Heading\n=======\n',
    '<<<<<<< a\nb\n=======\n',
    '=======\n>>>>>>> b\n',
    ' <<<<<<< a\n=======\n>>>>>>> b\n',
    '<<<<<<<< a\n=======\n>>>>>>> b\n',
    '<<<<<<< a\n>>>>>>> b\n',
  ]
  for (const text of texts) expect(found(text)).toEqual([])
  expect(found('<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n')).toMatchObject([{ from: 1, to: 4 }])
})
