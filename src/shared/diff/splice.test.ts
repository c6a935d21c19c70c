import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddPair, oddText, referenceHunks } from '#test/support/texts.ts'
import { concatBytes, equalBytes, sliceLines, toLines } from './lines.ts'
import { replaceRanges, splice } from './splice.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const subsets = fc.infiniteStream(fc.boolean())

describe('lines', () => {
  it('cuts at 0x0A only', () => {
    const lines = toLines(bytes('a\r\nb\rc\n\nd'))
    expect(lines.count).toBe(4)
    expect([0, 1, 2, 3].map((line) => Buffer.from(sliceLines(lines, line, line + 1)).toString())).toEqual([
      'a\r\n',
      'b\rc\n',
      '\n',
      'd',
    ])
    expect(toLines(bytes('')).count).toBe(0)
    expect(toLines(bytes('\n')).count).toBe(1)
  })

  it('lines together are the bytes', () => {
    fc.assert(
      fc.property(oddText(), (text) => {
        const lines = toLines(text)
        const parts = Array.from({ length: lines.count }, (_, line) => sliceLines(lines, line, line + 1))
        expect(equalBytes(concatBytes(parts), text)).toBe(true)
        expect(parts.every((part) => part.length > 0)).toBe(true)
      }),
    )
  })
})

describe('splice', () => {
  it('gives the revision with every hunk, the base with none', () => {
    fc.assert(
      fc.property(oddPair(), fc.boolean(), ({ base, revision }, late) => {
        const hunks = referenceHunks(base, revision, late)
        expect(equalBytes(splice(base, revision, hunks), revision)).toBe(true)
        expect(equalBytes(splice(base, revision, []), base)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('never changes a line outside the accepted hunks, whatever the order', () => {
    fc.assert(
      fc.property(oddPair(), subsets, ({ base, revision }, stream) => {
        const hunks = referenceHunks(base, revision)
        const accepted = hunks.filter(() => stream.next().value)
        const result = splice(base, revision, accepted)
        expect(equalBytes(result, splice(base, revision, [...accepted].reverse()))).toBe(true)
        // Independently: build it line by line from the coordinates.
        const oldLines = toLines(base)
        const newLines = toLines(revision)
        const parts: Uint8Array[] = []
        for (let line = 0; line <= oldLines.count; line += 1) {
          for (const hunk of accepted) {
            const first = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1
            if (first !== line) continue
            for (let index = 0; index < hunk.newLines; index += 1) {
              parts.push(sliceLines(newLines, hunk.newStart - 1 + index, hunk.newStart + index))
            }
          }
          const covered = accepted.some(
            (hunk) =>
              hunk.oldLines > 0 && line >= hunk.oldStart - 1 && line < hunk.oldStart - 1 + hunk.oldLines,
          )
          if (line < oldLines.count && !covered) parts.push(sliceLines(oldLines, line, line + 1))
        }
        expect(equalBytes(result, concatBytes(parts))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses what cannot be right', () => {
    const base = toLines(bytes('a\nb\nc\n'))
    const at = (oldStart: number, oldLines: number, text: string) => ({
      oldStart,
      oldLines,
      bytes: bytes(text),
    })
    expect(() => replaceRanges(base, [at(1, 2, ''), at(2, 1, '')])).toThrow(/overlap/)
    expect(() => replaceRanges(base, [at(4, 1, '')])).toThrow(/not within/)
    expect(() => replaceRanges(base, [at(1, 1, 'no line break')])).toThrow(/line break/)
    expect(Buffer.from(replaceRanges(base, [at(2, 0, 'x\n'), at(3, 1, 'y')])).toString()).toBe('a\nb\nx\ny')
  })
})
