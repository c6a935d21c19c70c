import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildAcceptedTree } from '#main/changesets/accepted-tree.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { unwrap } from '#shared/base/result.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import { changeKinds, kindsOfChange, type ChangeKind } from '#test/support/change-kinds.ts'
import {
  addTried,
  decided,
  describeTried,
  nothingTried,
  tryDecisionSets,
  type Bench,
} from '#test/support/decision-sets.ts'
import { Dice } from '#test/support/dice.ts'
import { randomTree, reviseTree, writeTree } from '#test/support/random-trees.ts'
import { seed } from '#test/support/seed.ts'
import { specimenTrees } from '#test/support/specimens.ts'
import { TestTrees } from '#test/support/tree-builder.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
/** Decision sets of each pair of trees, and how many pairs. */
const each = long ? 250 : 125
const pairs = long ? 400 : 8
/** Pairs of trees in one repository: it grows with each. */
const inOne = 20

let trees: TestTrees
let bench: Bench
const begin = async (): Promise<void> => {
  trees = new TestTrees()
  bench = { repository: trees.repository, objects: await trees.objects() }
}
beforeAll(begin)
afterAll(() => trees.remove())

describe(`the laws of the accepted tree (WINNOW_TEST_SEED=${seed})`, () => {
  it(
    `hold for ${pairs * each} decision sets over every kind of change, against git apply and by tree id`,
    async () => {
      const startedAt = performance.now()
      const met = new Map<ChangeKind, number>()
      let tried = nothingTried
      for (let pair = 0; pair < pairs; pair += 1) {
        if (pair > 0 && pair % inOne === 0) {
          trees.remove()
          await begin()
        }
        const dice = new Dice(seed + pair * 7919)
        const random = randomTree(dice, 12)
        const sides = specimenTrees(dice, random, reviseTree(dice, random), pair)
        const ids = [writeTree(bench.repository, sides[0]), writeTree(bench.repository, sides[1])] as const
        const { changes, ...one } = await tryDecisionSets(bench, ...ids, dice, each)
        tried = addTried(tried, one)
        for (const kind of kindsOfChange(bench.repository, ids, sides, changes))
          met.set(kind, (met.get(kind) ?? 0) + 1)
      }
      if (long) {
        const counts = changeKinds.map((kind) => `${kind} ${met.get(kind) ?? 0}`).join(', ')
        process.stdout.write(`${describeTried(tried, startedAt)}\nPairs of trees with: ${counts}\n`)
      }
      expect(tried.sets).toBeGreaterThanOrEqual(1000)
      expect(changeKinds.filter((kind) => !met.has(kind))).toEqual([])
    },
    long ? 3_600_000 : 120_000,
  )

  it('hold for what is said to land: it is what lies between the two trees', async () => {
    const dice = new Dice(seed + 1)
    const { repository, objects } = bench
    const touched = (all: readonly Pick<FileDiff, 'path' | 'oldPath'>[]): ReadonlySet<string> =>
      new Set(all.flatMap((file) => [file.path, file.oldPath ?? file.path]))
    for (let round = 0; round < 4; round += 1) {
      const random = randomTree(dice, 12)
      const sides = specimenTrees(dice, random, reviseTree(dice, random), round)
      const [base, revision] = [writeTree(repository, sides[0]), writeTree(repository, sides[1])]
      const { files } = unwrap(await computeChangeset(objects, base, revision))
      const some = decided(files, () => dice.pick(['accept', 'accept', 'reject', 'defer', null]))
      const result = unwrap(await buildAcceptedTree(objects, base, revision, some))
      const between = unwrap(await computeChangeset(objects, base, result.tree))
      expect(touched(result.files)).toEqual(touched(between.files))
    }
  })
})
