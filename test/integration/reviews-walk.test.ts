import { describe, expect, it } from 'vitest'
import { Dice } from '#test/support/dice.ts'
import { textOf } from '#test/support/random-texts.ts'
import { put, randomTree, reviseTree, writeTree } from '#test/support/random-trees.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'
import { ReviewWalk, type WalkCount } from '#test/support/review-walk.ts'
import { seed } from '#test/support/seed.ts'
import { specimenTrees } from '#test/support/specimens.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
const walks = long ? 100 : 2
const steps = 200

describe(`a review at random, over trees (WINNOW_TEST_SEED=${seed})`, () => {
  it(
    `returns to the same trees over ${walks} times ${steps} verdicts, undos, redos, own edits, revisions and restarts`,
    async () => {
      const startedAt = performance.now()
      const counts = new Map<WalkCount, number>()
      for (let index = 0; index < walks; index += 1) {
        const dice = new Dice(seed + index * 7919)
        const random = randomTree(dice, 3)
        for (const name of ['again', 'again and again'])
          put(random, name, { kind: 'file', bytes: textOf(dice, 'repeated', 14), executable: false })
        const [base, revision] = specimenTrees(dice, random, reviseTree(dice, random), index, 18)
        const harness = await ReviewHarness.make({})
        try {
          harness.base = writeTree(harness.repository, base)
          const walk = new ReviewWalk(harness, dice, base, revision, long ? 1 : 8)
          await walk.begin()
          for (let step = 0; step < steps; step += 1) await walk.step()
          await walk.finish()
          for (const [what, count] of walk.counts) counts.set(what, (counts.get(what) ?? 0) + count)
        } finally {
          harness.dispose()
        }
      }
      if (long) {
        const all = [...counts].map(([what, count]) => `${what} ${count}`).join(', ')
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
        process.stdout.write(`${walks} walks of ${steps} steps: ${all}; ${seconds} s.\n`)
      }
      const expected: readonly WalkCount[] = ['decide', 'undo', 'redo', 'edit', 'revise', 'restart', 'oracle']
      expect(expected.filter((what) => !counts.has(what))).toEqual([])
      expect(counts.get('return')).toBeGreaterThan(10 * walks)
      expect(counts.get('edit lost')).toBeGreaterThan(walks)
    },
    long ? 3_600_000 : 120_000,
  )
})
