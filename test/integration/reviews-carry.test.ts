import { chmodSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { HunkKind } from '#shared/domain/changeset/file-diff.ts'
import type { Verdict } from '#shared/domain/review/decided.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { hunkIdAt } from '#main/changesets/hunk-id.ts'
import { hasLines, readLines } from '#main/reviews/review-texts.ts'
import { unwrap } from '#shared/base/result.ts'
import { Dice } from '#test/support/dice.ts'
import { randomTree, reviseTree, writeTree } from '#test/support/random-trees.ts'
import { specimenTrees } from '#test/support/specimens.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

let harness: ReviewHarness
afterEach(() => harness.dispose())

const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`)
const text = (changed: Readonly<Record<number, string>> = {}): string =>
  lines.map((line, index) => `${changed[index + 1] ?? line}\n`).join('')
const decisions = async (): Promise<readonly (Verdict | null)[]> =>
  (await harness.hunks()).map(({ decision }) => decision)
const decide = async (...verdicts: readonly Verdict[]): Promise<void> => {
  const hunks = await harness.hunks()
  expect(hunks.length).toBe(verdicts.length)
  for (const [index, hunk] of hunks.entries()) await harness.decide([hunk], verdicts[index] ?? null)
}

describe('a landing and its undo keep the decisions', () => {
  it('of the units of a file whose rename landed', async () => {
    const picture = Buffer.from(`\0${'long enough to be known again\n'.repeat(20)}`)
    harness = await ReviewHarness.make({ 'old.png': picture, 'old.sh': text() })
    const before = harness.base
    await harness.revise(
      {
        'old.png': null,
        'new.png': Buffer.concat([picture, Buffer.from('x')]),
        'old.sh': null,
        'new.sh': text(),
      },
      () => {
        for (const name of ['new.png', 'new.sh']) chmodSync(path.join(harness.repository.path, name), 0o755)
      },
    )
    expect((await harness.hunks()).map(({ kind }) => kind)).toEqual([
      'rename',
      'mode',
      'binary',
      'rename',
      'mode',
    ])
    await decide('accept', 'reject', 'defer', 'accept', 'defer')
    await harness.land()
    expect(await decisions()).toEqual(['reject', 'defer', 'defer'])
    await harness.decide((await harness.hunks()).slice(0, 1), 'accept')
    await harness.undoLanding(before)
    expect(await decisions()).toEqual(['accept', 'accept', 'defer', 'accept', 'defer'])
    harness.restart()
    unwrap(await harness.reviews.undo('s1'))
    expect(await decisions()).toEqual(['accept', 'reject', 'defer', 'accept', 'defer'])
  })

  it('of hunks that the newest revision does not have, where the landing did not touch them', async () => {
    harness = await ReviewHarness.make({ a: text() })
    const before = harness.base
    await harness.revise({ a: text({ 10: 'ten', 20: 'twenty' }) })
    await decide('reject', 'defer')
    await harness.revise({ a: text({ 3: 'three\nand more', 20: 'other' }) })
    await decide('accept', 'accept')
    await harness.land()
    expect(await decisions()).toEqual([])
    harness.restart()
    await harness.revise({ a: text({ 3: 'three\nand more', 10: 'ten', 20: 'twenty' }) })
    expect((await harness.hunks()).map(({ decision, cameBack }) => [decision, cameBack])).toEqual([
      ['reject', true],
      [null, false],
    ])
    await harness.undoLanding(before)
    expect(await decisions()).toEqual(['accept', 'reject', 'defer'])
  })

  it('of hunks at another path, when they come back after their rename landed', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: text({ 10: 'ten' }) })
    await decide('reject')
    await harness.revise({ a: null, b: text() })
    await decide('accept')
    await harness.land()
    await harness.revise({ b: text({ 10: 'ten' }) })
    expect(await decisions()).toEqual(['reject'])
  })

  it('of what revisions that came between do in another cut', async () => {
    harness = await ReviewHarness.make({ a: 'x\nb\nb\ny\nmiddle\nz\n' })
    const before = harness.base
    await harness.revise({ a: 'x\nb\nb\nb\ny\nmiddle\nZ\n' })
    await decide('accept', 'reject')
    await harness.land()
    await harness.revise({ a: 'x\nb\nb\nb\nY\nmiddle\nZ\n' })
    expect(await decisions()).toEqual([null, 'reject'])
    await harness.undoLanding(before)
    expect((await decisions()).at(-1)).toBe('reject')
    expect((await harness.changeset()).undo).toBe('reject 1 hunk in a')
  })

  it('unless it lands what takes the last landing back: that is no undo', async () => {
    harness = await ReviewHarness.make({ a: text() })
    const before = harness.base
    await harness.revise({ a: text({ 10: 'ten' }) })
    await decide('accept')
    await harness.land()
    await harness.revise({ a: text() })
    await decide('accept')
    await harness.land()
    expect(harness.base).toBe(before)
    await harness.revise({ a: text({ 10: 'ten' }) })
    expect(await decisions()).toEqual([null])
  })
})

describe('a rename that git stops and starts to see', () => {
  const few = Object.fromEntries(lines.slice(2).map((_, index) => [index + 3, `new ${index}`]))

  it('keeps the decisions of what comes back the same, and carries none to other content', async () => {
    harness = await ReviewHarness.make({ a: text() })
    await harness.revise({ a: null, b: text({ 10: 'ten', 20: 'twenty' }) })
    await decide('reject', 'accept', 'reject')
    await harness.revise({ b: text({ ...few, 10: 'ten' }) })
    expect((await harness.changeset()).files.map(({ change }) => change)).toEqual(['deleted', 'added'])
    expect(await decisions()).toEqual([null, null])
    await decide('accept', 'reject')
    await harness.revise({ b: text({ 10: 'ten', 20: 'other' }) })
    expect(await decisions()).toEqual(['reject', 'accept', null])
    await harness.revise({ b: text({ ...few, 10: 'ten' }) })
    expect(await decisions()).toEqual(['accept', 'reject'])
  })

  it('because a part of it landed is still decided', async () => {
    const third = (from: number): string => lines.slice(from, from + 10).join('\n') + '\n'
    harness = await ReviewHarness.make({ a: third(0) + third(10) + third(20) })
    const before = harness.base
    await harness.revise({ a: null, b: third(20) + third(10) + third(0) })
    const hunks = await harness.hunks()
    expect(hunks.map(({ kind }) => kind)).toEqual(['rename', 'text', 'text'])
    await harness.decide(hunks, 'reject')
    await harness.decide(
      hunks.filter(({ oldLines }) => oldLines > 0),
      'accept',
    )
    await harness.land()
    expect((await harness.changeset()).files.map(({ change }) => change)).toEqual(['deleted', 'added'])
    expect(await decisions()).toEqual(['reject', 'reject'])
    await harness.undoLanding(before)
    expect(await decisions()).toEqual(hunks.map(({ oldLines }) => (oldLines === 0 ? 'reject' : 'accept')))
  })
})

const every: HunkKind[] = [
  'text',
  'add',
  'delete',
  'rename',
  'mode',
  'type',
  'symlink',
  'binary',
  'submodule',
]

describe('the id of a hunk at a place', () => {
  it('is its own at its own place, and the one that git gives it at another', async () => {
    const dice = new Dice(7)
    const random = randomTree(dice, 30)
    const [base, revision] = specimenTrees(dice, random, reviseTree(dice, random), 0)
    harness = await ReviewHarness.make({})
    const { repository, objects } = harness
    const trees = [writeTree(repository, base), writeTree(repository, revision)] as const
    const below = (tree: typeof base) => new Map([...tree].map(([name, node]) => [`below/${name}`, node]))
    const { files } = unwrap(await computeChangeset(objects, ...trees))
    const moved = unwrap(
      await computeChangeset(
        objects,
        writeTree(repository, below(base)),
        writeTree(repository, below(revision)),
      ),
    )
    const kinds = new Set<string>()
    for (const [index, file] of files.entries()) {
      const read = hasLines(file) ? unwrap(await readLines(objects, file)) : null
      const other = moved.files[index]
      for (const [at, hunk] of file.hunks.entries()) {
        kinds.add(hunk.kind)
        const place = { path: file.oldPath ?? file.path, oldStart: hunk.oldStart, oldLines: hunk.oldLines }
        expect(hunkIdAt(file, hunk, place, read)).toBe(hunk.id)
        // A rename's new path is another content.
        if (hunk.kind === 'rename') continue
        const elsewhere = { ...place, path: `below/${place.path}` }
        expect(hunkIdAt(file, hunk, elsewhere, read)).toBe(other?.hunks[at]?.id)
      }
    }
    expect([...kinds]).toEqual(expect.arrayContaining(every))
  })
})
