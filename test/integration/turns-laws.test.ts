import { describe, expect, it } from 'vitest'
import { Dice } from '#test/support/dice.ts'
import { seed } from '#test/support/seed.ts'
import { TurnsWalk } from '#test/support/turns-walk.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
const all = ['decide', 'edit', 'fork', 'land', 'restart', 'rollBack', 'turn', 'undoLanding', 'undoRollBack']

/** Walks from one seed; gives the kinds of steps that came about. */
async function walks(from: number, count: number, steps: number): Promise<ReadonlySet<string>> {
  const dice = new Dice(from)
  const seen = new Set<string>()
  for (let done = 0; done < count; done += 1) {
    const walk = new TurnsWalk(dice)
    try {
      await walk.begin()
      for (let step = 0; step < steps; step += 1) await walk.step()
      for (const one of walk.seen) seen.add(one)
    } finally {
      await walk.end()
    }
  }
  return seen
}

describe(`sessions at random, seed ${seed}`, () => {
  it(
    'keep their laws over turns, decisions, roll backs, forks, landings and restarts',
    async () => {
      const seen = await walks(seed, long ? 12 : 2, long ? 60 : 20)
      // Chance may leave a kind of step out of two short walks, hardly out of all.
      const missing = all.filter((kind) => !seen.has(kind))
      expect(missing.length > (long ? 0 : 4) ? missing : []).toEqual([])
    },
    long ? 2_400_000 : 300_000,
  )
})
