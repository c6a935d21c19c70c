import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Verdict } from '#shared/domain/review/decided.ts'
import { changesetOf } from '#test/support/sample-changeset.ts'
import { noneFresh } from './fresh-hunks.ts'
import { nextUndecided, previousUndecided, stepFile, stepHunk } from './navigation.ts'
import { ReviewModel } from './review-model.ts'
import { neverSeen, oneFile, sinceLook, sinceRevision } from './scopes.ts'

const sizes = { 'a.ts': 3, 'b.ts': 0, 'c.ts': 4, 'd.ts': 2 }
const all = Object.entries(sizes).flatMap(([path, count]) =>
  Array.from({ length: count }, (_, index) => `${path}:${index}`),
)
const decide = (model: ReviewModel, ids: readonly string[], verdict: Verdict | null): void =>
  model.decided(ids.map((hunk) => ({ hunk, verdict })))

const anySome = fc.subarray(all)

test('what is new since the last look is what is undecided and was never seen', () => {
  fc.assert(
    fc.property(anySome, anySome, anySome, (seen, decided, fresh) => {
      const model = new ReviewModel(changesetOf(sizes))
      decide(model, decided, 'accept')
      const found = neverSeen(model, new Set(seen), new Set(fresh))
      expect([...found]).toEqual(
        all.filter((id) => (!seen.includes(id) || fresh.includes(id)) && !decided.includes(id)),
      )
    }),
  )
})

test('in a scope keys reach all of it that is undecided, and nothing else', () => {
  fc.assert(
    fc.property(anySome, anySome, (part, decided) => {
      const model = new ReviewModel(changesetOf(sizes))
      decide(model, decided, 'reject')
      model.showOnly(new Set(part))
      const left = all.flatMap((id, at) => (part.includes(id) && !decided.includes(id) ? [at] : []))
      expect(model.shownTotal).toMatchObject({ hunks: part.length, undecided: left.length })
      const files = model.files.map((_, file) => model.shownTallyOf(file))
      expect(files.reduce((sum, { undecided }) => sum + undecided, 0)).toBe(left.length)
      const walk = (step: (model: ReviewModel, at: number) => number | null, from: number): number[] => {
        const met: number[] = []
        for (let at = step(model, from); at !== null && !met.includes(at); at = step(model, at)) met.push(at)
        return met
      }
      expect(walk(nextUndecided, -1)).toEqual(left)
      expect(walk(previousUndecided, all.length)).toEqual(left.toReversed())
      const shown = all.flatMap((id, at) => (part.includes(id) ? [at] : []))
      expect(walk((one, at) => stepHunk(one, at, 1), -1)).toEqual(shown)
      const landings = walk((one, at) => stepFile(one, at < 0 ? -1 : (one.hunks[at]?.file ?? 0), 1), -1)
      expect(landings.every((at) => model.isShown(at))).toBe(true)
      model.showOnly(null)
      expect(model.shownTotal).toEqual(model.total)
    }),
  )
})

test('since my last look keeps what is read and decided meanwhile, and gets what a newer revision adds', () => {
  fc.assert(
    fc.property(anySome, anySome, anySome, anySome, (seen, readMeanwhile, decided, takenBack) => {
      const before = new ReviewModel(changesetOf(sizes))
      decide(before, takenBack, 'reject')
      const scope = sinceLook(neverSeen(before, new Set(seen), noneFresh))
      const after = new ReviewModel(changesetOf({ ...sizes, 'a.ts': 5, 'e.ts': 1 }))
      decide(after, decided, 'accept')
      const next = scope.next(before, after, new Set([...seen, ...readMeanwhile, 'a.ts:3']))
      // What was carried to another id is marked already, and is no news.
      expect(next.hunks).toEqual(new Set([...scope.hunks, 'a.ts:4', 'e.ts:0']))
    }),
  )
})

test('since a revision is what that one did not have; one file stays that file', () => {
  const model = new ReviewModel(changesetOf(sizes))
  const since = sinceRevision(1, new Set(['a.ts:0', 'c.ts:1', 'd.ts:0', 'd.ts:1']), model)
  expect(since.words).toBe('Since r1')
  expect([...since.hunks]).toEqual(['a.ts:1', 'a.ts:2', 'c.ts:0', 'c.ts:2', 'c.ts:3'])
  const after = new ReviewModel(changesetOf({ 'a.ts': 1, 'c.ts': 5 }))
  expect([...since.next(model, after, new Set()).hunks]).toEqual(['c.ts:0', 'c.ts:2', 'c.ts:3', 'c.ts:4'])
  const file = oneFile('c.ts', model)
  expect(file.words).toBe('Only c.ts')
  expect([...file.next(model, after, new Set()).hunks]).toEqual(all.slice(3, 7).concat('c.ts:4'))
})
