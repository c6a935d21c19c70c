import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddPair, oddText, referenceHunks } from '#test/support/texts.ts'
import { equalBytes, toLines, type Lines } from './lines.ts'
import { mapThrough } from './line-map.ts'
import { haveSameEffect, matchSameEffect, type IdentifiedReplacement } from './same-effect.ts'
import { replaceRanges, replacementOf } from './splice.ts'

const cut = (base: Lines, revision: Uint8Array, late: boolean, name: string): IdentifiedReplacement[] =>
  referenceHunks(base.bytes, revision, late).map((change, index) => ({
    id: `${name}${index}`,
    ...replacementOf(toLines(revision), change),
  }))

const text = (value: string): Uint8Array => Buffer.from(value)

describe('same effect', () => {
  it('matches only what makes the same text', () => {
    let matched = 0
    fc.assert(
      fc.property(oddPair(), oddText(), fc.boolean(), ({ base, revision }, other, same) => {
        const lines = toLines(base)
        const were = cut(lines, revision, false, 'w')
        const now = cut(lines, same ? revision : other, true, 'n')
        const matches = matchSameEffect(lines, were, now)
        for (const key of new Set(matches.map((match) => match.were.join()))) {
          matched += 1
          const ids = key.split(',')
          const olds = were.filter(({ id }) => ids.includes(id))
          // With those that are matched by themselves and lie between them.
          const within = matches.filter((match) => match.were.every((id) => ids.includes(id)))
          const news = within.map((match) => match.now)
          const left = replaceRanges(lines, olds)
          const right = replaceRanges(
            lines,
            now.filter(({ id }) => news.includes(id)),
          )
          expect(equalBytes(left, right)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
    expect(matched).toBeGreaterThan(300)
  })

  it('knows a hunk that slid along equal lines, one that was cut in two, and one that was not changed', () => {
    const base = toLines(text('a\nx\nx\nx\nb\nc\nd\n'))
    const slid = matchSameEffect(
      base,
      [{ id: 'w', oldStart: 1, oldLines: 0, bytes: text('x\n') }],
      [{ id: 'n', oldStart: 4, oldLines: 0, bytes: text('x\n') }],
    )
    expect(slid).toEqual([{ were: ['w'], now: 'n' }])
    const joined = [{ id: 'w', oldStart: 5, oldLines: 2, bytes: text('B\nC\n') }]
    const parted = [
      { id: 'n', oldStart: 5, oldLines: 1, bytes: text('B\n') },
      { id: 'm', oldStart: 6, oldLines: 1, bytes: text('C\n') },
    ]
    expect(matchSameEffect(base, joined, parted)).toEqual([
      { were: ['w'], now: 'n' },
      { were: ['w'], now: 'm' },
    ])
    expect(matchSameEffect(base, parted, joined)).toEqual([{ were: ['n', 'm'], now: 'w' }])
    expect(haveSameEffect(base, joined, [{ oldStart: 5, oldLines: 2, bytes: text('B\nc\n') }])).toBe(false)
  })

  it('does not match what slid past another change', () => {
    const base = toLines(text('x\nx\nx\n'))
    const were = [{ id: 'w', oldStart: 0, oldLines: 0, bytes: text('x\n') }]
    const now = [
      { id: 'other', oldStart: 2, oldLines: 1, bytes: text('y\n') },
      { id: 'n', oldStart: 3, oldLines: 0, bytes: text('x\n') },
    ]
    expect(matchSameEffect(base, were, now)).toEqual([])
  })
})

describe('mapping ranges of the base', () => {
  it('gives a range with the same lines, or none where a change touches it', () => {
    fc.assert(
      fc.property(oddPair(), fc.nat(14), fc.nat(4), ({ base, revision }, from, length) => {
        const changes = referenceHunks(base, revision)
        const old = toLines(base)
        const now = toLines(revision)
        const oldLines = Math.min(length, Math.max(0, old.count - from))
        const oldStart = oldLines === 0 ? Math.min(from, old.count) : from + 1
        const mapped = mapThrough(changes)({ oldStart, oldLines })
        expect(mapped !== null || changes.length > 0).toBe(true)
        if (!mapped) return
        for (let line = 0; line < mapped.oldLines; line += 1) {
          const before = old.bytes.subarray(
            old.offsets[oldStart - 1 + line] ?? 0,
            old.offsets[oldStart + line] ?? 0,
          )
          const after = now.bytes.subarray(
            now.offsets[mapped.oldStart - 1 + line] ?? 0,
            now.offsets[mapped.oldStart + line] ?? 0,
          )
          expect(equalBytes(before, after)).toBe(true)
        }
        expect(mapped.oldStart).toBeLessThanOrEqual(now.count)
      }),
      { numRuns: 500 },
    )
  })
})
