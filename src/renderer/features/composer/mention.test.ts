import { describe, expect, it } from 'vitest'
import { completeMention, mentionAt } from './mention.ts'

describe('mentions', () => {
  it('starts at an @ that begins a word', () => {
    expect(mentionAt('fix @src/re', 11)).toEqual({ start: 4, end: 11, query: 'src/re' })
    expect(mentionAt('@', 1)).toEqual({ start: 0, end: 1, query: '' })
    expect(mentionAt('mail me@example', 15)).toBeNull()
    expect(mentionAt('fix @src now', 12)).toBeNull()
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
