import { expect, test } from 'vitest'
import { parseFind } from '#shared/domain/review/find-query.ts'
import { askedBy } from './find-results.ts'

const asked = (query: string): readonly string[] =>
  Object.entries(askedBy(parseFind(query).filters)).flatMap(([name, is]) => (is === true ? [name] : []))

test('filters are asked again only when what they go by is other', () => {
  expect(asked('words')).toEqual([])
  expect(asked('path:src words')).toEqual([])
  expect(asked('is:undecided')).toEqual(['standing'])
  expect(asked('-is:seen')).toEqual(['seen'])
  expect(asked('is:unseen,rejected')).toEqual(['standing', 'seen'])
  expect(asked('is:new')).toEqual(['standing', 'fresh'])
  expect(asked('by:me')).toEqual(['standing'])
  expect(asked('kind:move path:src')).toEqual(['units'])
})
