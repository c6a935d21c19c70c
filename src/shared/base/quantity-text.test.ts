import { describe, expect, it } from 'vitest'
import { ageText, countOf, durationText, numberText, sizeText } from './quantity-text.ts'

describe('quantities as a person reads them', () => {
  it('have their units', () => {
    expect(ageText(0, 59_000)).toBe('now')
    expect(ageText(0, 3 * 3_600_000)).toBe('3h')
    expect(ageText(0, 20 * 86_400_000)).toBe('2w')
    expect(durationText(340)).toBe('340 ms')
    expect(durationText(190_000)).toBe('3 min 10 s')
    expect(sizeText(999)).toBe('999 B')
    expect(sizeText(1_400)).toBe('1.4 kB')
    expect(sizeText(999_999)).toBe('1.0 MB')
  })

  it('are counted with the right form of the word', () => {
    expect(numberText(12_345)).toBe('12,345')
    expect([0, 1, 1000].map((count) => countOf(count, 'hunk'))).toEqual(['0 hunks', '1 hunk', '1,000 hunks'])
    expect(countOf(2, 'entry', 'entries')).toBe('2 entries')
  })
})
