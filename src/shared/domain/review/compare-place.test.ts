import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toLines } from '../../diff/lines.ts'
import { compareRanges, replaceRanges, replacementOf, type LineChange } from '../../diff/splice.ts'
import { meets, stretchOf, textOfStretch, wholeStretch, type TextOverBase } from './compare-place.ts'

const bytes = (lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))
const base = toLines(bytes(Array.from({ length: 12 }, (_, index) => `line ${index}`)))

/** Changes that do not touch, as git gives them: of each, the gap before it, what it takes and what it puts. */
const text = fc
  .array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { maxLength: 4 })
  .map((parts): TextOverBase => {
    const changes: LineChange[] = []
    const puts: { oldStart: number; oldLines: number; bytes: Uint8Array }[] = []
    let at = 0
    let delta = 0
    for (const [index, [gap, takes, news]] of parts.entries()) {
      at += gap + 1
      if (at + takes > base.count || takes + news === 0) break
      const oldStart = takes === 0 ? at : at + 1
      const first = at + delta
      changes.push({ oldStart, oldLines: takes, newStart: news === 0 ? first : first + 1, newLines: news })
      const lines = Array.from({ length: news }, (_, line) => `${index} put ${line}`)
      puts.push({ oldStart, oldLines: takes, bytes: bytes(lines) })
      delta += news - takes
      at += takes
    }
    return { lines: toLines(replaceRanges(base, puts)), changes }
  })

test('what two texts have at a place, with the base around it, is each of them whole', () => {
  fc.assert(
    fc.property(text, text, (then, now) => {
      for (const change of now.changes) {
        const stretch = wholeStretch(stretchOf(change), [then, now])
        expect(stretch.from).toBeLessThanOrEqual(stretchOf(change).from)
        // Put into the base with every other change, it makes the whole text.
        for (const one of [then, now]) {
          const others = one.changes.filter((other) => !meets(stretch, stretchOf(other)))
          const { from, to } = stretch
          const oldLines = to - from
          const here = {
            oldStart: oldLines === 0 ? from : from + 1,
            oldLines,
            bytes: textOfStretch(stretch, one),
          }
          const parts = [...others.map((other) => replacementOf(one.lines, other)), here]
          expect(replaceRanges(base, parts.toSorted(compareRanges))).toEqual(one.lines.bytes)
        }
      }
    }),
  )
})

test('a smaller change in the place of a larger one is held against all of that', () => {
  const then: TextOverBase = {
    lines: toLines(
      bytes(['line 0', 'A', 'B', 'C', ...Array.from({ length: 8 }, (_, at) => `line ${at + 4}`)]),
    ),
    changes: [{ oldStart: 2, oldLines: 3, newStart: 2, newLines: 3 }],
  }
  const now: TextOverBase = {
    lines: toLines(
      bytes(['line 0', 'line 1', 'b', ...Array.from({ length: 9 }, (_, at) => `line ${at + 3}`)]),
    ),
    changes: [{ oldStart: 3, oldLines: 1, newStart: 3, newLines: 1 }],
  }
  const stretch = wholeStretch({ from: 2, to: 3 }, [then, now])
  const read = (one: TextOverBase): string => new TextDecoder().decode(textOfStretch(stretch, one))
  expect([read(then), read(now)]).toEqual(['A\nB\nC\n', 'line 1\nb\nline 3\n'])
})
