import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growthPerMinute, type Reading } from '#test/bench/flatness.ts'

/** Five minutes, a reading every nine seconds. */
const readings = (value: (minutes: number) => number): readonly Reading[] =>
  Array.from({ length: 33 }, (_, at) => ({ minutes: at * 0.15, value: value(at * 0.15) }))

describe('whether memory is flat', () => {
  it('finds what grows steadily, whatever a collection does to single readings', () => {
    const steady = fc.record({ from: fc.nat(300), perMinute: fc.integer({ min: -20, max: 20 }) })
    fc.assert(
      fc.property(steady, fc.array(fc.nat(32), { maxLength: 3 }), ({ from, perMinute }, odd) => {
        const found = readings((minutes) => from + perMinute * minutes)
        const disturbed = found.map((one, at) =>
          odd.includes(at) ? { ...one, value: one.value + 500 } : one,
        )
        const off = (of: readonly Reading[]): number => Math.abs(growthPerMinute(of) - perMinute)
        expect(off(found)).toBeLessThanOrEqual(0.1 * Math.abs(perMinute))
        expect(off(disturbed)).toBeLessThanOrEqual(0.4 * Math.abs(perMinute))
      }),
    )
  })

  it('does not take for growth what comes once, at the beginning', () => {
    expect(growthPerMinute(readings((minutes) => 20 + 6 * Math.min(1, minutes)))).toBe(0)
  })
})
