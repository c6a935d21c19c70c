import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { cleanMessage, coAuthor, draftMessage, withTrailer } from './commit-message.ts'

describe('draftMessage', () => {
  test('the title is the subject and the prompt the body', () => {
    expect(draftMessage({ title: 'Fix retry', prompt: 'Fix retry\nso that it waits' })).toBe(
      'Fix retry\n\nFix retry\nso that it waits\n',
    )
  })
  test('a prompt that says no more than the title adds nothing', () => {
    expect(draftMessage({ title: 'Fix retry', prompt: ' Fix retry \n' })).toBe('Fix retry\n')
  })
  test('a long title is cut at a word and kept whole in the body', () => {
    const title = 'word '.repeat(30).trim()
    const [subject, blank, ...body] = draftMessage({ title, prompt: '' }).split('\n')
    expect(subject).toMatch(/^word( word)*…$/)
    expect(Array.from(subject ?? '').length).toBeLessThanOrEqual(72)
    expect(blank).toBe('')
    expect(body[0]).toBe(title)
  })
  test('there is always a subject of at most 72 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, prompt) => {
        const subject = draftMessage({ title, prompt }).split('\n')[0] ?? ''
        expect(subject.trim()).not.toBe('')
        expect(Array.from(subject).length).toBeLessThanOrEqual(72)
      }),
    )
  })
})

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
