import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

const count = 16
const verdicts: readonly Verdict[] = ['accept', 'reject', 'defer']
type Lines = ReadonlyMap<number, string>

/** Lines that are there several times, and what is put in the place of some: none is moved, so that numbers stay. */
const textOf = (...changes: readonly Lines[]): string =>
  Array.from({ length: count }, (_, at) => {
    const changed = changes.find((one) => one.has(at))?.get(at)
    return `${changed ?? `line ${at % 8}`}\n`
  }).join('')

const changes = fc
  .uniqueArray(fc.tuple(fc.nat(count - 1), fc.constantFrom('own', 'others')), {
    minLength: 3,
    maxLength: 9,
    selector: ([at]) => at,
  })
  .map((all) => {
    const by = (who: string): Lines =>
      new Map(all.flatMap(([at, one]) => (one === who ? [[at, `by ${who}`]] : [])))
    return { own: by('own'), others: by('others') }
  })
  .filter(({ own }) => own.size > 0)

/**
 * The lines of the old base that git says the new one changed; null where it does not find each line again at its number,
 * as it may where lines are alike.
 */
function touchedBy(harness: ReviewHarness, from: string): ReadonlySet<number> | null {
  const diff = harness.repository.git('diff', '-U0', '--histogram', from, 'HEAD')
  const ranges = [...diff.matchAll(/^@@ -(\d+)(?:,(\d+))? \+\1(?:,(\d+))? @@/gm)]
  if (ranges.length !== diff.match(/^@@/gm)?.length) return null
  if (ranges.some(([, , old, now]) => old !== now)) return null
  return new Set(
    ranges.flatMap(([, start, lines]) =>
      Array.from({ length: Number(lines ?? 1) }, (_, at) => Number(start) + at),
    ),
  )
}

/** What a hunk replaces, line by line. */
const span = ({ oldStart, oldLines, newStart, newLines }: DecidedHunk): string | null =>
  oldStart === newStart && oldLines === newLines ? `${oldStart},${oldLines}` : null

test('when base and revision go on in one step, what is still the same is as it was decided, beside others’ changes, too', async () => {
  let beside = 0
  await fc.assert(
    fc.asyncProperty(changes, fc.nat(2), async ({ own, others }, first) => {
      const harness = await ReviewHarness.make({ 'a.txt': textOf() })
      try {
        await harness.revise({ 'a.txt': textOf(own) })
        const before = await harness.hunks()
        const given = (at: number): Verdict => verdicts[(first + at) % 3] ?? 'accept'
        for (const [at, hunk] of before.entries()) await harness.decide([hunk], given(at))
        const base = harness.base
        harness.repository.commit('others', { 'a.txt': textOf(others) })
        harness.base = harness.repository.tree()
        const touched = touchedBy(harness, base)
        if (touched === null) return
        // As where an agent merges what others did: its next revision comes with the new base.
        await harness.revise({ 'a.txt': textOf(own, others) })

        const now = new Map((await harness.hunks()).map((hunk) => [span(hunk), hunk]))
        for (const [at, hunk] of before.entries()) {
          const same = span(hunk) === null ? undefined : now.get(span(hunk))
          const lines = Array.from({ length: hunk.oldLines }, (_, line) => hunk.oldStart + line)
          if (same === undefined || lines.some((line) => touched.has(line))) continue
          const stands = { decision: same.decision, cameBack: same.cameBack }
          expect(stands, `hunk ${span(hunk)}`).toEqual({ decision: given(at), cameBack: false })
          if (touched.has(hunk.oldStart - 1) || touched.has(hunk.oldStart + hunk.oldLines)) beside += 1
        }
      } finally {
        harness.dispose()
      }
    }),
    { numRuns: process.env['WINNOW_TEST_LONG'] === '1' ? 200 : 20 },
  )
  expect(beside).toBeGreaterThan(0)
}, 600_000)
