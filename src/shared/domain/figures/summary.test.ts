import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { figureKinds, type Figure } from './figure.ts'
import { spreadOf, summarizeFigures } from './summary.ts'

const figure = (given: Partial<Figure>): Figure => ({
  ...{ at: 0, session: 's', act: null, kind: 'hunk', hunks: 1, lines: 2 },
  ...{ onScreen: null, attention: 0, keys: 1, ...given },
})
const none = new Set<string>()

test('a spread is made of the numbers themselves', () => {
  expect(spreadOf([])).toBeNull()
  expect(spreadOf([7])).toEqual({ p50: 7, p90: 7 })
  expect(spreadOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({ p50: 5, p90: 9 })
})

describe('a landed change', () => {
  const figures = [
    figure({ at: 10, attention: 4000, keys: 2 }),
    figure({ at: 20, attention: 1000, kind: 'reading', keys: 3 }),
    figure({ at: 40, attention: 500 }),
    figure({ at: 45, session: 'other', attention: 9000 }),
  ]

  test('has all attention to its session since the landing before, also without a verdict', () => {
    const landings = [
      { session: 's', at: 30, undone: false },
      { session: 's', at: 50, undone: false },
      { session: 'command line', at: 60, undone: false },
    ]
    const { whole } = summarizeFigures({ figures, landings, reverted: none, starts: [0] })
    expect(whole).toMatchObject({ changes: 2, perChange: { p50: 500, p90: 5000 }, attended: 14_500 })
    expect(whole).toMatchObject({ keysPerChange: { p50: 1, p90: 5 }, verdicts: 3, takenBack: 0 })
  })

  test('that was taken back leaves it to the next', () => {
    const landings = [
      { session: 's', at: 30, undone: true },
      { session: 's', at: 50, undone: false },
    ]
    const { whole } = summarizeFigures({ figures, landings, reverted: none, starts: [0] })
    expect(whole).toMatchObject({ changes: 1, perChange: { p50: 5500 }, takenBack: 1 })
  })

  test('counts where it landed, with what was spent before that time', () => {
    const landings = [{ session: 's', at: 50, undone: false }]
    const { whole, days } = summarizeFigures({ figures, landings, reverted: none, starts: [30, 48] })
    expect(whole).toMatchObject({ changes: 1, perChange: { p50: 5500 }, verdicts: 2 })
    expect(days.map(({ changes, verdicts }) => [changes, verdicts])).toEqual([
      [0, 2],
      [1, 0],
    ])
  })
})

test('quick ones are counted among those of which the time is known', () => {
  const figures = [
    figure({ onScreen: 299, act: 'a' }),
    figure({ onScreen: 300, act: 'b' }),
    figure({ act: 'c' }),
  ]
  const { whole, kinds, kept, since } = summarizeFigures({
    ...{ figures, landings: [], starts: [0] },
    reverted: new Set(['b', 'elsewhere']),
  })
  expect(whole).toMatchObject({ timed: 2, quick: 1, reverted: 1, verdicts: 3, lines: 6 })
  expect(kinds).toMatchObject([{ kind: 'hunk', verdicts: 3 }])
  expect({ kept, since }).toEqual({ kept: 3, since: 0 })
})

describe('laws', () => {
  const natural = fc.nat({ max: 100_000 })
  const figures = fc.array(
    fc.record({
      at: fc.nat({ max: 100 }),
      session: fc.constantFrom('a', 'b', 'c'),
      act: fc.option(fc.constantFrom('1', '2', '3')),
      kind: fc.constantFrom(...figureKinds),
      hunks: natural,
      lines: natural,
      onScreen: fc.option(natural),
      attention: natural,
      keys: natural,
    }),
  )
  const landings = fc.array(
    fc.record({
      session: fc.constantFrom('a', 'b', 'd'),
      at: fc.nat({ max: 100 }),
      undone: fc.boolean(),
    }),
  )
  const starts = fc
    .uniqueArray(fc.nat({ max: 90 }), { minLength: 1 })
    .map((all) => all.toSorted((a, b) => a - b))
  const reverted = fc.constantFrom(new Set<string>(), new Set(['1', '3']))

  test('days add up to the whole, and parts are no more than it', () => {
    fc.assert(
      fc.property(figures, landings, starts, reverted, (of, landed, begin, back) => {
        const { whole, days, kinds } = summarizeFigures({
          ...{ figures: of, landings: landed, starts: begin, reverted: back },
        })
        const names = ['verdicts', 'hunks', 'lines', 'attended', 'pressed', 'changes'] as const
        for (const name of [...names, 'timed', 'quick', 'reverted', 'takenBack'] as const)
          expect(days.reduce((sum, day) => sum + day[name], 0)).toBe(whole[name])
        expect(kinds.reduce((sum, kind) => sum + kind.verdicts, 0)).toBe(whole.verdicts)
        expect(whole.quick).toBeLessThanOrEqual(whole.timed)
        expect(whole.timed).toBeLessThanOrEqual(whole.verdicts)
        expect(whole.reverted).toBeLessThanOrEqual(whole.verdicts)
        for (const { perChange, changes } of [whole, ...days]) {
          expect(perChange === null).toBe(changes === 0)
          expect(perChange?.p50 ?? 0).toBeLessThanOrEqual(perChange?.p90 ?? 0)
        }
      }),
    )
  })

  test('the order in which figures and landings come does not matter', () => {
    fc.assert(
      fc.property(figures, landings, starts, reverted, (of, landed, begin, back) => {
        const given = { figures: of, landings: landed, starts: begin, reverted: back }
        const turned = { ...given, figures: of.toReversed(), landings: landed.toReversed() }
        expect(summarizeFigures(turned)).toEqual(summarizeFigures(given))
      }),
    )
  })
})
