import { describe, expect, it } from 'vitest'
import { completeMention, insertPrompt, mentionAt } from './mention.ts'

describe('mentions', () => {
  it('starts at an @ that begins a word', () => {
    expect(mentionAt('fix @src/re', 11)).toEqual({ kind: 'file', start: 4, end: 11, query: 'src/re' })
    expect(mentionAt('@', 1)).toEqual({ kind: 'file', start: 0, end: 1, query: '' })
    expect(mentionAt('mail me@example', 15)).toBeNull()
    expect(mentionAt('fix @src now', 12)).toBeNull()
  })

  it('takes a slash for a saved prompt only at the start of a line', () => {
    expect(mentionAt('/re', 3)).toEqual({ kind: 'prompt', start: 0, end: 3, query: 're' })
    expect(mentionAt('one\n\n/', 6)).toEqual({ kind: 'prompt', start: 5, end: 6, query: '' })
    expect(mentionAt('see /etc', 8)).toBeNull()
    expect(mentionAt('/etc/hosts', 10)).toBeNull()
  })

  it('puts a prompt in the place of its name', () => {
    const mention = mentionAt('one\n\n/re', 8)
    if (mention === null) throw new Error('a mention was expected')
    expect(insertPrompt('one\n\n/re\n\ntwo', mention, 'Review it.')).toEqual({
      text: 'one\n\nReview it.\n\ntwo',
      cursor: 15,
    })
  })

  it('completes to the path and leaves the rest', () => {
    const mention = mentionAt('fix @re now', 7)
    if (mention === null) throw new Error('a mention was expected')
    expect(completeMention('fix @re now', mention, 'src/retry.ts')).toEqual({
      text: 'fix @src/retry.ts now',
      cursor: 18,
    })
    expect(completeMention('fix @re', { ...mention, end: 7 }, 'a b.ts')).toEqual({
      text: 'fix @"a b.ts" ',
      cursor: 14,
    })
  })
})
