import { describe, expect, test } from 'vitest'
import { cleanMessage, coAuthor, withTrailer } from './commit-message.ts'

describe('withTrailer', () => {
  test('makes a paragraph of its own', () => {
    expect(withTrailer('Fix: it\n', 'Co-authored-by', 'A <a@b>')).toBe('Fix: it\n\nCo-authored-by: A <a@b>\n')
  })
  test('joins trailers that are there', () => {
    expect(withTrailer('Fix\n\nSigned-off-by: P <p@q>\n', 'Co-authored-by', 'A <a@b>')).toBe(
      'Fix\n\nSigned-off-by: P <p@q>\nCo-authored-by: A <a@b>\n',
    )
  })
  test('is not added twice', () => {
    const once = withTrailer('Fix', 'Co-authored-by', 'A <a@b>')
    expect(withTrailer(once, 'Co-authored-by', 'A <a@b>')).toBe(once)
  })
})

test('cleanMessage removes what a commit may not hold', () => {
  expect(cleanMessage('a\0b  \r\nc\n\n\n\nd\n\n')).toBe('ab\nc\n\nd\n')
  expect(cleanMessage(' \n\t\n')).toBe('')
})

test('coAuthor makes one safe line', () => {
  expect(coAuthor('Codex <x>\nevil')).toBe('Codex xevil <codex-xevil@agents.winnow.invalid>')
  expect(coAuthor('')).toBe('agent <agent@agents.winnow.invalid>')
})
