import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffWords, type TextSpan } from './word-diff.ts'

function cut(lines: readonly string[], span: TextSpan): string {
  if (span.startLine === span.endLine)
    return (lines[span.startLine] ?? '').slice(span.startColumn - 1, span.endColumn - 1)
  return [
    (lines[span.startLine] ?? '').slice(span.startColumn - 1),
    ...lines.slice(span.startLine + 1, span.endLine),
    (lines[span.endLine] ?? '').slice(0, span.endColumn - 1),
  ].join('\n')
}

test('marks the one word that changed', () => {
  const old = ['const timeout = 500', 'return retry(timeout)']
  const now = ['const timeout = 800', 'return retry(timeout)']
  const changes = diffWords(old, now)
  expect(changes?.map((change) => [cut(old, change.old), cut(now, change.new)])).toEqual([['500', '800']])
})

test('marks an inserted line as an insertion', () => {
  const changes = diffWords(['one()', 'three()'], ['one()', 'two()', 'three()'])
  expect(changes).toHaveLength(1)
  expect(changes?.[0]?.old.startColumn).toBe(changes?.[0]?.old.endColumn)
})

test('joins marks that only a sign parts', () => {
  const old = ['a.b']
  const now = ['c.d']
  expect(diffWords(old, now)?.map((change) => cut(now, change.new))).toEqual(['c.d'])
})

test('says nothing where little is left of the old text', () => {
  expect(diffWords(['alpha beta gamma delta'], ['something else entirely here now'])).toBeNull()
})

test('says nothing about huge hunks', () => {
  const many = Array.from({ length: 4000 }, (_, index) => `line ${index}`)
  expect(diffWords(many, many.toReversed())).toBeNull()
})

test('replacing the marked words of the old text gives the new text', () => {
  const line = fc.stringMatching(/^[a-c (.;]{0,12}$/)
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.array(line, { minLength: 1, maxLength: 5 }),
      (old, now) => {
        const changes = diffWords(old, now)
        if (changes === null) return
        const offset = (lines: readonly string[], row: number, column: number): number =>
          lines.slice(0, row).reduce((sum, text) => sum + text.length + 1, 0) + column - 1
        const oldText = old.join('\n')
        const nowText = now.join('\n')
        let built = ''
        let at = 0
        for (const change of changes) {
          built += oldText.slice(at, offset(old, change.old.startLine, change.old.startColumn))
          built += nowText.slice(
            offset(now, change.new.startLine, change.new.startColumn),
            offset(now, change.new.endLine, change.new.endColumn),
          )
          at = offset(old, change.old.endLine, change.old.endColumn)
        }
        built += oldText.slice(at)
        // Line ends at the end of a mark are not part of it, so compare without them.
        expect(built.replaceAll('\n', '')).toBe(nowText.replaceAll('\n', ''))
      },
    ),
  )
})
