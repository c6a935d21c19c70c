import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Changeset, DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import { takenOf } from '#test/support/decision-sets.ts'
import { Dice } from '#test/support/dice.ts'
import { applyPatch, readPatch, takenPatch } from '#test/support/patch-oracle.ts'
import { writeTree, type Tree } from '#test/support/random-trees.ts'
import { recutText, type RecutText } from '#test/support/recut-texts.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'
import { doesWhatSomeDid, recutOf, sameStretches, type Recut } from '#test/support/same-stretches.ts'
import { seed } from '#test/support/seed.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
/** Texts of one review, and how many of them git has to cut in another way over the whole run. */
const inOne = 150
const least = long ? 10_000 : 200

/** Texts with a stretch that was cut in another way, those stretches by how, and how many of them have a verdict. */
type Counts = Record<Recut | 'texts' | 'kept', number>

const treeOf = (texts: readonly RecutText[], side: keyof RecutText): Tree =>
  new Map(texts.map((text, index) => [`t${index}`, { kind: 'file', bytes: text[side], executable: false }]))

const hunksOf = ({ files }: Changeset, name: string): readonly DecidedHunk[] =>
  files.find((file) => file.path === name)?.hunks ?? []

const verdictsOf = ({ files }: Changeset): unknown =>
  files.map(({ path: name, hunks }) => [name, hunks.map(({ id, decision }) => [id, decision])])

/** Some texts with one verdict for all of their hunks, others with a mixture; some hunks undecided. */
async function decideSome(harness: ReviewHarness, dice: Dice): Promise<void> {
  const verdicts: readonly (Verdict | null)[] = ['accept', 'accept', 'reject', 'defer', null]
  const chosen = new Map<Verdict, DecidedHunk[]>()
  for (const { hunks } of (await harness.changeset()).files) {
    const whole = dice.chance(50) ? dice.pick(verdicts) : undefined
    for (const hunk of hunks) {
      const verdict = whole === undefined ? dice.pick(verdicts) : whole
      if (verdict) chosen.set(verdict, [...(chosen.get(verdict) ?? []), hunk])
    }
  }
  for (const [verdict, hunks] of chosen) await harness.decide(hunks, verdict)
}

/** The verdict of what some hunks do together: what they agree on; put off, where nothing of it is accepted. */
function togetherOf(hunks: readonly DecidedHunk[]): Verdict | null {
  const [verdict = null, ...others] = new Set(hunks.map(({ decision }) => decision))
  if (others.length === 0) return verdict
  return hunks.every(({ decision }) => decision === 'reject' || decision === 'defer') ? 'defer' : null
}

function checkText(
  text: RecutText,
  before: readonly DecidedHunk[],
  now: readonly DecidedHunk[],
  met: Counts,
): void {
  const were = { text: text.first, hunks: before }
  const is = { text: text.second, hunks: now }
  const known = new Map(before.map((hunk) => [hunk.id, hunk.decision]))
  const explained = new Set<DecidedHunk>()
  const stretches = sameStretches(text.base, were, is)
  for (const stretch of stretches) {
    const verdict = togetherOf(stretch.were)
    const how = recutOf(stretch)
    if (how) met[how] += 1
    if (how && verdict !== null) met.kept += 1
    for (const hunk of stretch.now) {
      if (known.has(hunk.id) || verdict === null) continue
      assert.equal(hunk.decision, verdict, `${how}: what does the same keeps its verdict`)
      explained.add(hunk)
    }
  }
  if (stretches.some((stretch) => recutOf(stretch))) met.texts += 1
  for (const hunk of now) {
    if (known.has(hunk.id)) assert.equal(hunk.decision, known.get(hunk.id), 'the same hunk keeps its verdict')
    else if (hunk.decision !== null && !explained.has(hunk)) {
      // Cut so that the stretch above has more in it than it needs.
      const allowed = hunk.decision === 'defer' ? ['defer', 'reject'] : [hunk.decision]
      const alike = before.filter(({ decision }) => decision !== null && allowed.includes(decision))
      assert.ok(
        doesWhatSomeDid(text.base, { ...were, hunks: alike }, is, hunk),
        `${hunk.decision}: a verdict that nobody gave`,
      )
    }
  }
}

/** The tree that git makes of what is accepted. */
function oracle({ repository }: ReviewHarness, { base, revision, files }: Changeset): string {
  const patch = readPatch(repository, base, revision)
  assert.deepEqual(
    patch.map((file) => file.path),
    files.map((file) => file.path),
  )
  const parts = patch.map((file, index) => {
    const decided = files[index]
    return decided ? takenPatch(file, takenOf(file, decided), '') : ''
  })
  return applyPatch(repository, base, parts.join(''), path.join(repository.path, '.git', 'oracle-index'))
}

async function tryTexts(dice: Dice, met: Counts): Promise<void> {
  const texts = Array.from({ length: inOne }, () => recutText(dice))
  const harness = await ReviewHarness.make({})
  try {
    harness.base = writeTree(harness.repository, treeOf(texts, 'base'))
    const [first, second] = (['first', 'second'] as const).map((side) =>
      writeTree(harness.repository, treeOf(texts, side)),
    )
    await harness.take(first ?? '')
    await decideSome(harness, dice)
    const before = await harness.changeset()
    await harness.take(second ?? '')
    const now = await harness.changeset()
    for (const [index, text] of texts.entries())
      checkText(text, hunksOf(before, `t${index}`), hunksOf(now, `t${index}`), met)
    assert.equal(await harness.acceptedTree(), oracle(harness, now), 'git apply makes another tree')
    await harness.take(first ?? '')
    assert.deepEqual(verdictsOf(await harness.changeset()), verdictsOf(before), 'the way back')
  } finally {
    harness.dispose()
  }
}

describe(`hunks that git cuts differently in the next revision (WINNOW_TEST_SEED=${seed})`, () => {
  it(
    `keep their verdicts, and no other has one, over at least ${least} texts`,
    async () => {
      const startedAt = performance.now()
      const met = { texts: 0, kept: 0, slid: 0, split: 0, merged: 0, 'cut anew': 0 }
      const metOf = (...all: readonly (keyof Counts)[]): number =>
        all.reduce((sum, what) => sum + met[what], 0)
      // Hunks that split or merge are rare: a bound, and no matter of luck.
      const most = (long ? 10 : 20) * Math.ceil(least / inOne)
      for (let round = 0; round < most; round += 1) {
        if (met.texts >= least && met.slid > 0 && met['cut anew'] > 0 && metOf('split', 'merged') > 0) break
        await tryTexts(new Dice(seed + round * 7919), met)
      }
      if (long) {
        const all = Object.entries(met).map(([what, count]) => `${what} ${count}`)
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
        process.stdout.write(`Cut differently: ${all.join(', ')}; ${seconds} s.\n`)
      }
      expect(met.texts).toBeGreaterThanOrEqual(least)
      expect(Math.min(met.slid, met['cut anew'], metOf('split', 'merged'))).toBeGreaterThan(0)
      expect(met.kept).toBeGreaterThan(least / 4)
    },
    long ? 3_600_000 : 120_000,
  )
})
