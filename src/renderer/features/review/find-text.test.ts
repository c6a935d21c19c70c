import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DiffDocument } from '#renderer/editor/index.ts'
import { patternOf, placesIn } from './find-text.ts'

const documentOf = (
  before: string | null,
  after: string | null,
  lines: DiffDocument['lines'],
): DiffDocument => ({
  key: 'k',
  path: 'a.txt',
  before,
  after,
  lines,
})
const find = (document: DiffDocument, query: string): readonly string[] => {
  const pattern = patternOf(query)
  return pattern === null
    ? []
    : placesIn(document, pattern, 1000).map(
        (one) => `${one.side} ${one.line}:${one.from}-${one.to} ${one.change ?? '-'}`,
      )
}

describe('what is found in a diff', () => {
  const change = { id: 'h', oldStart: 2, oldLines: 1, newStart: 2, newLines: 2 }
  const removal = { id: 'r', oldStart: 4, oldLines: 1, newStart: 4, newLines: 0 }
  const document = documentOf(
    'row one\nrow two\nrow three\nrow four\nend\n',
    'row one\nrow 2\nrow 2b\nrow three\nend\n',
    [change, removal],
  )

  it('stands in the order of reading, removed lines once and first', () => {
    expect(find(document, 'row')).toEqual([
      'new 1:1-4 -',
      'old 2:1-4 h',
      'new 2:1-4 h',
      'new 3:1-4 h',
      'new 4:1-4 -',
      'old 4:1-4 r',
    ])
    expect(find(document, 'three')).toEqual(['new 4:5-10 -'])
    expect(find(document, '')).toEqual([])
  })

  it('is in the one column of a file that is new or gone', () => {
    expect(find(documentOf(null, 'a\nrow\n', [{ ...change, id: 'n' }]), 'row')).toEqual(['new 2:1-4 n'])
    expect(find(documentOf('a\nrow\n', null, [{ ...change, id: 'd' }]), 'row')).toEqual(['new 2:1-4 d'])
  })

  it('has the case of the query only where that has capitals', () => {
    expect(find(document, 'ROW')).toEqual([])
    expect(find(documentOf('', 'Row\nrow\n', []), 'row')).toHaveLength(2)
    expect(find(documentOf('', 'Row\nrow\n', []), 'Row')).toHaveLength(1)
  })

  it('is the query as it stands, whatever signs it has', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => !/[\r\n]/.test(text)),
        (query) => {
          fc.pre(query.isWellFormed())
          const pattern = patternOf(query)
          expect(query.match(pattern ?? /$^/)).not.toBeNull()
          expect(placesIn(documentOf('', `\n${query}\n`, []), pattern ?? /$^/g, 10)[0]).toMatchObject({
            line: 2,
            from: 1,
          })
        },
      ),
    )
  })

  it('ends at its limit', () => {
    expect(placesIn(documentOf('', 'aaaa\n'.repeat(100), []), /a/g, 7)).toHaveLength(7)
  })
})
