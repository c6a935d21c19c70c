import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addTried,
  describeTried,
  nothingTried,
  tryDecisionSets,
  type Bench,
  type Tried,
} from '#test/support/decision-sets.ts'
import { Dice } from '#test/support/dice.ts'
import { countFiles, historyTrees, packageTrees, type TreePair } from '#test/support/real-changesets.ts'
import { seed } from '#test/support/seed.ts'
import { TestTrees } from '#test/support/tree-builder.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
const rounds = long ? 40 : 1
const patience = long ? 3_600_000 : 120_000

let trees: TestTrees
beforeEach(() => {
  trees = new TestTrees()
})
afterEach(() => trees.remove())

/** As many sets at once as make a tree of a few thousand files at most. */
async function tryPair(bench: Bench, pair: TreePair, dice: Dice): Promise<Tried> {
  const fitting = Math.floor((long ? 4000 : 1500) / countFiles(bench.repository, pair.base))
  const sets = Math.max(4, Math.min(long ? 60 : 20, fitting))
  let tried = nothingTried
  for (let round = 0; round < rounds; round += 1) {
    const { changes, ...one } = await tryDecisionSets(bench, pair.base, pair.revision, dice, sets)
    assert.ok(changes.length > 0, `nothing changed from ${pair.name}`)
    tried = addTried(tried, round === 0 ? one : { ...one, pairs: 0, files: 0, hunks: 0 })
  }
  return tried
}

async function tryAll(pairs: readonly TreePair[], dice: Dice): Promise<Tried> {
  const startedAt = performance.now()
  const bench = { repository: trees.repository, objects: await trees.objects() }
  let tried = nothingTried
  for (const pair of pairs) tried = addTried(tried, await tryPair(bench, pair, dice))
  if (long) process.stdout.write(`${describeTried(tried, startedAt)}\n`)
  return tried
}

describe(`the laws of the accepted tree, over real changesets (WINNOW_TEST_SEED=${seed})`, () => {
  it(
    'hold from one release to another of six packages',
    async () => {
      const pairs = packageTrees(trees.repository)
      const tried = await tryAll(pairs, new Dice(seed))
      expect(tried.pairs).toBe(6)
      expect(tried.hunks).toBeGreaterThan(1000)
    },
    patience,
  )

  it(
    "hold over this project's own history",
    async ({ skip }) => {
      const pairs = historyTrees(trees.repository, long ? 60 : 4)
      if (typeof pairs === 'string') return skip(pairs)
      const tried = await tryAll(pairs, new Dice(seed + 1))
      expect(tried.pairs).toBe(pairs.length)
    },
    patience,
  )
})
