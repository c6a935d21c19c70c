import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Verdict } from '#shared/domain/review/decided.ts'
import {
  entryOfFile,
  filesAhead,
  nextUndecided,
  previousUndecided,
  sameFocus,
  stepFile,
  stepHunk,
} from './navigation.ts'
import { ReviewModel } from './review-model.ts'
import { orderFiles } from '#shared/domain/order/order-files.ts'
import { fileOrders } from '#shared/domain/order/reading.ts'
import { changesetOf } from '#test/support/sample-changeset.ts'

const model = () => new ReviewModel(changesetOf({ 'a.ts': 2, 'b.ts': 0, 'c.ts': 3 }))
const decide = (one: ReviewModel, ids: readonly string[], verdict: Verdict | null): void =>
  one.decided(ids.map((hunk) => ({ hunk, verdict })))

test('counts per file and over all', () => {
  const one = model()
  decide(one, ['a.ts:0', 'c.ts:2'], 'accept')
  decide(one, ['c.ts:0'], 'reject')
  expect(one.tallyOf(0)).toEqual({ hunks: 2, undecided: 1, accepted: 1, rejected: 0, deferred: 0 })
  expect(one.total).toEqual({ hunks: 5, undecided: 2, accepted: 2, rejected: 1, deferred: 0 })
})

test('a foreseen decision shows at once and is gone when it was refused', () => {
  const one = model()
  one.foresee('1', [{ hunk: 'a.ts:0', verdict: 'accept' }])
  expect(one.verdictOf('a.ts:0')).toBe('accept')
  one.settle('1')
  expect(one.verdictOf('a.ts:0')).toBeNull()
  expect(one.total.undecided).toBe(5)
})

test('what a command line decided is counted as such until a window decides it, or it is undecided', () => {
  const one = model()
  const client = 'commandLine' as const
  const all = ['a.ts:0', 'c.ts:0', 'c.ts:1']
  one.decided(all.map((hunk) => ({ hunk, verdict: 'accept', client })))
  expect([one.fromCommandLine(), one.fromCommandLine(0), one.fromCommandLine(2)]).toEqual([3, 1, 2])
  one.foresee('1', [{ hunk: 'a.ts:0', verdict: 'accept' }])
  one.foresee('2', [{ hunk: 'c.ts:0', verdict: null }])
  expect([one.fromCommandLine(), one.effectOf('a.ts:0').client, one.effectOf('c.ts:1').client]).toEqual([
    ...[1, undefined, client],
  ])
  for (const act of ['1', '2']) one.settle(act)
  expect(one.fromCommandLine()).toBe(3)
})

test('a refusal uncovers the decision before it, not the ones after it', () => {
  const one = model()
  one.foresee('1', [{ hunk: 'a.ts:0', verdict: 'accept' }])
  one.foresee('2', [{ hunk: 'a.ts:0', verdict: 'reject' }])
  one.settle('1')
  expect(one.verdictOf('a.ts:0')).toBe('reject')
  decide(one, ['a.ts:0'], 'reject')
  one.settle('2')
  expect(one.verdictOf('a.ts:0')).toBe('reject')
})

test('what the workbench tells late does not flicker under a newer decision', () => {
  const one = model()
  one.foresee('1', [{ hunk: 'a.ts:0', verdict: 'accept' }])
  one.foresee('2', [{ hunk: 'a.ts:0', verdict: null }])
  decide(one, ['a.ts:0'], 'accept')
  expect(one.verdictOf('a.ts:0')).toBeNull()
})

test('hunks of a group are found from each of them', () => {
  const changeset = changesetOf({ 'a.ts': 1, 'a.ts/b': 1 }, { 'a.ts:0': 'g', 'a.ts/b:0': 'g' })
  const one = new ReviewModel(changeset)
  const hunk = one.hunks[1]?.hunk
  expect(hunk === undefined ? [] : one.groupOf(hunk)).toEqual(['a.ts:0', 'a.ts/b:0'])
})

test('the tallies are always what counting again gives', () => {
  const ids = ['a.ts:0', 'a.ts:1', 'c.ts:0', 'c.ts:1', 'c.ts:2']
  const verdict = fc.constantFrom<Verdict | null>('accept', 'reject', 'defer', null)
  const action = fc.record({
    kind: fc.constantFrom('decided', 'foresee', 'settle'),
    id: fc.constantFrom('1', '2', '3', '4'),
    hunk: fc.constantFrom(...ids),
    verdict,
  })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      const one = model()
      for (const { kind, id, hunk, verdict: given } of actions) {
        if (kind === 'decided') one.decided([{ hunk, verdict: given }])
        else if (kind === 'foresee') one.foresee(id, [{ hunk, verdict: given }])
        else one.settle(id)
      }
      const undecided = ids.filter((id) => one.verdictOf(id) === null).length
      expect(one.total.undecided).toBe(undecided)
      expect(one.total.accepted).toBe(ids.filter((id) => one.verdictOf(id) === 'accept').length)
      expect([0, 1, 2].reduce((sum, file) => sum + one.tallyOf(file).undecided, 0)).toBe(undecided)
    }),
  )
})

test('the next undecided hunk goes over into other files and round', () => {
  const one = model()
  expect(nextUndecided(one, -1)).toBe(0)
  expect(nextUndecided(one, 1)).toBe(2)
  decide(one, ['c.ts:0', 'c.ts:1', 'c.ts:2'], 'accept')
  expect(nextUndecided(one, 1)).toBe(0)
  expect(nextUndecided(one, 4)).toBe(0)
  expect(previousUndecided(one, 0)).toBe(1)
  decide(one, ['a.ts:0', 'a.ts:1'], 'reject')
  expect(nextUndecided(one, 0)).toBeNull()
  expect(previousUndecided(one, 0)).toBeNull()
})

test('going on from undecided to undecided visits each of them once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(30)),
      (counts, decided) => {
        const one = new ReviewModel(
          changesetOf(Object.fromEntries(counts.map((count, index) => [`f${index}`, count]))),
        )
        for (const at of decided) decide(one, [one.hunks[at]?.hunk.id ?? ''], 'accept')
        const open = one.hunks.filter(({ at }) => one.verdictAt(at) === null).map(({ at }) => at)
        const seen: number[] = []
        for (
          let at = nextUndecided(one, -1);
          at !== null && seen.length < open.length;
          at = nextUndecided(one, at)
        )
          seen.push(at)
        expect(seen).toEqual(open)
      },
    ),
  )
})

test('files and hunks have ends, and files without hunks are passed over', () => {
  const one = model()
  expect(stepFile(one, 0, 1)).toBe(2)
  expect(stepFile(one, 2, 1)).toBeNull()
  expect(stepHunk(one, 4, 1)).toBeNull()
  expect(stepHunk(one, 1, 1)).toBe(2)
  decide(one, ['c.ts:0'], 'accept')
  expect(entryOfFile(one, 2)).toBe(3)
  expect(entryOfFile(one, 1)).toBeNull()
  expect(filesAhead(one, 0, 3)).toEqual([2])
})

test('in another revision the place is the same hunk, else the same file, else the first undecided', () => {
  const before = model()
  const after = new ReviewModel(changesetOf({ '0.ts': 1, 'a.ts': 2, 'c.ts': 1 }))
  expect(sameFocus(before, 1, after)).toBe(after.find('a.ts:1')?.at)
  expect(sameFocus(before, 4, after)).toBe(after.find('c.ts:0')?.at)
  expect(sameFocus(new ReviewModel(changesetOf({ 'x.ts': 1 })), 0, after)).toBe(0)
})

test('another order keeps every decision and what is foreseen, and finds every hunk', () => {
  const paths = ['README.md', 'package.json', 'src/a.ts', 'src/a.test.ts']
  const one = new ReviewModel(changesetOf(Object.fromEntries(paths.map((path, at) => [path, at + 1]))))
  const ids = one.hunks.map(({ hunk }) => hunk.id)
  const verdicts = fc.constantFrom<Verdict | null>('accept', 'reject', 'defer', null)
  const changes = fc.array(fc.record({ hunk: fc.constantFrom(...ids), verdict: verdicts }), { maxLength: 8 })
  const orders = fc.array(fc.constantFrom(...fileOrders), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(changes, changes, orders, (told, foreseen, wanted) => {
      const begun = new ReviewModel(one.changeset)
      begun.decided(told)
      begun.foresee('1', foreseen)
      begun.showOnly(new Set(told.map(({ hunk }) => hunk)))
      const next = wanted.reduce((last, order) => last.inOrder(order), begun)
      expect(next.files.map(({ path }) => path)).toEqual(
        orderFiles(one.changeset.files, next.order).map(({ file }) => file.path),
      )
      expect({ ...next.total }).toEqual({ ...begun.total })
      expect({ ...next.shownTotal }).toEqual({ ...begun.shownTotal })
      for (const id of ids) {
        expect(next.verdictOf(id)).toBe(begun.verdictOf(id))
        expect(next.isForeseen(id)).toBe(begun.isForeseen(id))
        expect(next.find(id)?.hunk.id).toBe(id)
      }
      next.settle('1')
      begun.settle('1')
      for (const id of ids) expect(next.verdictOf(id)).toBe(begun.verdictOf(id))
    }),
  )
})
