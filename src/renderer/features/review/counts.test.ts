import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countFiles } from '#shared/domain/review/project.ts'
import type { Verdict } from '#shared/domain/review/decided.ts'
import { undecidedWords } from '#shared/domain/session/words.ts'
import { changesetOf } from '#test/support/sample-changeset.ts'
import { countsOf, fileCountsOf, allDecided, landingWords, tallyWords } from './counts.ts'
import { ReviewModel, type Tally } from './review-model.ts'
import { progressWord } from './words.ts'

const verdicts: readonly (Verdict | null)[] = ['accept', 'reject', 'defer', null]
const ids = ['a.ts:0', 'a.ts:1', 'c.ts:0', 'c.ts:1', 'c.ts:2']
const step = fc.record({
  hunk: fc.constantFrom(...ids),
  verdict: fc.constantFrom(...verdicts),
  how: fc.constantFrom('told', 'foreseen', 'foreseen and told' as const),
})

/** The counts as the queue, the command line and the sheet of a landing have them: from the workbench. */
function countsElsewhere(told: ReadonlyMap<string, Verdict | null>): Tally & { readonly files: number } {
  const { files } = changesetOf({ 'a.ts': 2, 'b.ts': 0, 'c.ts': 3 })
  return countFiles(
    files.map((file) => ({
      ...file,
      hunks: file.hunks.map((hunk) => ({ ...hunk, decision: told.get(hunk.id) ?? null })),
    })),
  )
}

const fields = ['hunks', 'undecided', 'accepted', 'rejected', 'deferred'] as const
const plain = (tally: Tally): Tally =>
  Object.fromEntries(fields.map((field) => [field, tally[field]])) as unknown as Tally
const sum = (tallies: readonly Tally[]): Tally =>
  Object.fromEntries(
    fields.map((field) => [field, tallies.reduce((total, tally) => total + tally[field], 0)]),
  ) as unknown as Tally

test('every place counts the same, whatever was decided, is on its way, or is not acknowledged', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.boolean(), (steps, waiting) => {
      const model = new ReviewModel(changesetOf({ 'a.ts': 2, 'b.ts': 0, 'c.ts': 3 }))
      const told = new Map<string, Verdict | null>()
      for (const [at, { hunk, verdict, how }] of steps.entries()) {
        if (how !== 'told') model.foresee(String(at), [{ hunk, verdict }])
        if (how === 'foreseen') continue
        model.decided([{ hunk, verdict }])
        told.set(hunk, verdict)
        if (how === 'foreseen and told') model.settle(String(at))
      }
      const counts = countsOf(model, { waiting })
      expect(sum(model.files.map((_, file) => fileCountsOf(model, file, { waiting })))).toEqual(plain(counts))
      const shown = ids.map((id) => model.verdictOf(id))
      const asShown = shown.filter((verdict) => verdict === null).length
      expect(waiting || counts.undecided === asShown).toBe(true)
      const isAllTold = steps.every(({ how }) => how !== 'foreseen')
      expect(plain(counts)).toEqual(waiting || isAllTold ? plain(countsElsewhere(told)) : plain(model.total))
    }),
  )
})

test('the words for one and the same counts agree', () => {
  const table: readonly [counts: Tally, header: string, file: string, lands: string][] = [
    [
      { hunks: 3, undecided: 3, accepted: 0, rejected: 0, deferred: 0 },
      ...(['0/3 decided', '3 undecided', 'Nothing is accepted, so nothing would land.'] as const),
    ],
    [
      { hunks: 3, undecided: 1, accepted: 1, rejected: 1, deferred: 0 },
      ...(['2/3 decided', '1 undecided', 'L lands 1 accepted hunk.'] as const),
    ],
    [
      { hunks: 3, undecided: 0, accepted: 0, rejected: 3, deferred: 0 },
      ...(['3/3 decided', 'all rejected', 'Nothing is accepted, so nothing would land.'] as const),
    ],
    [
      { hunks: 3, undecided: 0, accepted: 0, rejected: 1, deferred: 2 },
      ...(['3/3 decided', 'all decided', 'Nothing is accepted, so nothing would land.'] as const),
    ],
    [
      { hunks: 3, undecided: 0, accepted: 3, rejected: 0, deferred: 0 },
      ...(['3/3 decided', 'all accepted', 'L lands all of them.'] as const),
    ],
    [
      { hunks: 1, undecided: 0, accepted: 1, rejected: 0, deferred: 0 },
      ...(['1/1 decided', 'all accepted', 'L lands it.'] as const),
    ],
  ]
  for (const [counts, header, file, lands] of table) {
    expect([progressWord(counts), tallyWords(counts), landingWords(counts, 'L')]).toEqual([
      header,
      file,
      lands,
    ])
    const queue = undecidedWords({ ...counts, files: 1, added: 0, deleted: 0 })
    expect(counts.undecided === 0 || queue.startsWith(String(counts.undecided))).toBe(true)
  }
})

test('that nothing is left to decide is said of one hunk as of one', () => {
  expect(allDecided(1)).toBe('The one hunk is decided')
  expect(allDecided(1200)).toBe('All 1,200 decided')
})
