import { describe, expect, it } from 'vitest'
import { bestRank, rank } from './rank.ts'

describe('rank', () => {
  it('takes words by their beginnings, in any order', () => {
    expect(rank('Land what is accepted', 'land')).toBeGreaterThan(rank('Undo the last landing', 'land'))
    expect(rank('Undo the last landing', 'land undo')).toBeGreaterThan(0.5)
    expect(rank('Undo the last decision', 'land')).toBe(0)
    expect(rank('Switch between light and dark', 'land')).toBe(0)
  })

  it('takes initials and parts of words, for less', () => {
    const initials = rank('Accept the hunk and go on', 'ath')
    expect(initials).toBeGreaterThan(0)
    expect(rank('Accept the hunk and go on', 'unk')).toBeGreaterThan(initials)
    expect(rank('src/net/retry.ts', 'retry')).toBeGreaterThan(rank('src/net/noretry.ts', 'retry'))
  })

  it('fits everything to nothing typed', () => {
    expect(rank('anything', '  ')).toBe(1)
    expect(bestRank(['Title', 'Decide'], 'decide')).toBeCloseTo(0.6, 1)
  })
})
