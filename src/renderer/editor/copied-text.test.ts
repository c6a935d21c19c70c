import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copiedText } from './copied-text.ts'
import { readingPair } from './reading-text.ts'

const ends = { crlf: false, endsWithNewline: true }
const read = (text: string, crlf = false) => {
  const side = readingPair(
    {
      before: 'other\n',
      after: text,
      lines: [{ id: 'h', oldStart: 1, oldLines: 1, newStart: 1, newLines: text.split('\n').length }],
      ends: { before: ends, after: { crlf, endsWithNewline: text.endsWith('\n') } },
    },
    false,
  ).after
  if (side === null) throw new Error('no side')
  const lines = side.text.split('\n')
  return { ...side, lines, lineOf: (line: number) => lines[line - 1] ?? '' }
}

describe('what is copied of a side', () => {
  it('is the file’s text, whatever words stand for it', () => {
    const part = fc.oneof(
      fc.constantFrom('a', '\t', ' ', '\u200b', '\u202e', 'ö', '\ud83d\ude00', '\n', '\n\n'),
      fc.constantFrom(' '.repeat(90), 'x'.repeat(3000)),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.boolean(), (parts, crlf) => {
        const text = parts.join('')
        const { lines, lineOf, marks } = read(text, crlf)
        const all = { startLineNumber: 1, startColumn: 1, endLineNumber: lines.length, endColumn: Infinity }
        expect(copiedText(lineOf, marks, all)).toBe(text)
      }),
    )
  })

  it('takes words of ours as a whole, and has nothing for those that stand for no text', () => {
    const { lines, lineOf, marks } = read('a\u200bb\nend')
    expect(marks).toHaveLength(2)
    expect(lines[1]).toContain('no newline')
    const of = (startLineNumber: number, startColumn: number, endLineNumber: number, endColumn: number) =>
      copiedText(lineOf, marks, { startLineNumber, startColumn, endLineNumber, endColumn })
    expect(of(1, 1, 1, 2)).toBe('a')
    expect(of(1, 1, 1, 4)).toBe('a\u200b')
    expect(of(1, 4, 2, 3)).toBe('\u200bb\nen')
    expect(of(2, 2, 2, 12)).toBe('nd')
    expect(of(2, 6, 2, 12)).toBe('')
  })
})
