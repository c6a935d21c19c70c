import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { branchName } from './branch-name.ts'

describe('the name of a new branch', () => {
  it('is made of the title, and is free', () => {
    expect(branchName('Low water: "0 ft 12 in"', [])).toBe('winnow/low-water-0-ft-12-in')
    expect(branchName('Fix', ['winnow/fix', 'winnow/fix-2/deep'])).toBe('winnow/fix-3')
    expect(branchName('…', [])).toBe('winnow/changes')
  })
  it('is one that git takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        expect(branchName(title, [])).toMatch(/^winnow\/[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u)
      }),
    )
  })
})
