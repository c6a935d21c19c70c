import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Verdict } from '#shared/domain/review/decided.ts'
import { fatesOf, UnkeptActs, type UnkeptAct } from './unkept-acts.ts'

const verdicts: readonly (Verdict | null)[] = ['accept', 'reject', 'defer', null]
const hunks = ['a', 'b', 'c']
const acts = fc.array(
  fc.record({
    kind: fc.constantFrom('decide', 'decide', 'decide', 'undo', 'edit'),
    hunk: fc.constantFrom(...hunks),
    verdict: fc.constantFrom(...verdicts),
    before: fc.constantFrom(...verdicts),
  }),
  { maxLength: 8 },
)
const world = fc.dictionary(fc.constantFrom(...hunks), fc.constantFrom(...verdicts))

const actOf = (
  {
    kind,
    hunk,
    verdict,
    before,
  }: { kind: string; hunk: string; verdict: Verdict | null; before: Verdict | null },
  index: number,
): UnkeptAct => ({
  session: 's',
  act: `act-${index}`,
  number: 1,
  words: `${kind} ${index}`,
  decisions: kind === 'decide' ? [{ hunk, verdict, before }] : null,
  undoes: kind === 'undo',
})

test('what is sent again never overrides a decision that was not there, and is about content that is', () => {
  fc.assert(
    fc.property(acts, world, (list, told) => {
      const now = new Map(Object.entries(told))
      const all = list.map((one, index) => actOf(one, index))
      const fates = fatesOf(all, (_, hunk) => now.get(hunk))
      expect(fates).toHaveLength(all.length)
      for (const [index, { decisions, undoes }] of all.entries()) {
        if (fates[index] !== 'send') continue
        expect(undoes).toBe(false)
        for (const { hunk, verdict, before } of decisions ?? []) {
          expect(now.has(hunk)).toBe(true)
          expect([before, verdict]).toContain(now.get(hunk))
          now.set(hunk, verdict)
        }
      }
    }),
  )
})

test('what is as the person wanted it is neither sent nor told of', () => {
  fc.assert(
    fc.property(fc.constantFrom(...verdicts), fc.constantFrom(...verdicts), (verdict, before) => {
      const act = actOf({ kind: 'decide', hunk: 'a', verdict, before }, 0)
      expect(fatesOf([act], () => verdict)).toEqual(['done'])
    }),
  )
})

test('a decision that was taken back and never came to be needs nobody', () => {
  const decide = actOf({ kind: 'decide', hunk: 'a', verdict: 'accept', before: null }, 0)
  const undo = actOf({ kind: 'undo', hunk: 'a', verdict: null, before: null }, 1)
  expect(fatesOf([decide, undo], () => null)).toEqual(['done', 'done'])
  expect(fatesOf([decide, undo], () => 'accept')).toEqual(['handBack', 'handBack'])
  expect(fatesOf([undo], () => null)).toEqual(['handBack'])
  const other = actOf({ kind: 'decide', hunk: 'b', verdict: 'reject', before: null }, 2)
  expect(fatesOf([decide, other, undo, undo], () => null)).toEqual(['done', 'done', 'done', 'done'])
  expect(fatesOf([decide, other, undo], () => null)).toEqual(['send', 'done', 'done'])
})

test('an act outlives the page until it is dropped, beside those of other windows', () => {
  const kept = new Map<string, string>()
  const storage = () => ({
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  })
  const one = new UnkeptActs(storage)
  const other = new UnkeptActs(storage)
  const first = actOf({ kind: 'decide', hunk: 'a', verdict: 'accept', before: null }, 1)
  const second = actOf({ kind: 'decide', hunk: 'b', verdict: 'reject', before: null }, 2)
  const third = actOf({ kind: 'undo', hunk: 'b', verdict: null, before: null }, 3)
  one.add(first)
  other.add(second)
  one.flush()
  other.flush()
  one.add(third)
  one.drop([third.act])
  one.flush()
  expect(new UnkeptActs(storage).all()).toEqual([first, second])
  other.drop([second.act])
  expect(one.all()).toEqual([first])
  new UnkeptActs(storage).drop([first.act])
  expect(new UnkeptActs(storage).all()).toEqual([])
  kept.set('winnow.unkeptActs', '[{"act":3},null,{"session":"s"}]')
  expect(new UnkeptActs(storage).all()).toEqual([])
})
