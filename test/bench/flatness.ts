import { quantile } from './figures.ts'

/** Something that was measured again and again. */
export interface Reading {
  /** Minutes since the beginning. */
  readonly minutes: number
  readonly value: number
}

/** Share of the time at the beginning that is not looked at: code, caches and what each view makes once come then. */
export const warmUp = 0.25

/**
 * How much the readings grow in a minute: after the warm-up, the median of the later half less the median of the
 * earlier half, by the minutes between the middles of both. Single readings in the middle of a collection change
 * nothing by it. NaN with fewer than two readings after the warm-up.
 */
export function growthPerMinute(readings: readonly Reading[]): number {
  const { earlier, later } = halves(readings)
  const middle = (half: readonly Reading[], of: (reading: Reading) => number): number =>
    quantile(half.map(of), 0.5)
  const grown = middle(later, ({ value }) => value) - middle(earlier, ({ value }) => value)
  return grown / (middle(later, ({ minutes }) => minutes) - middle(earlier, ({ minutes }) => minutes))
}

/** The readings after the warm-up, in two halves. */
export function halves(readings: readonly Reading[]): {
  readonly earlier: readonly Reading[]
  readonly later: readonly Reading[]
} {
  const last = readings.at(-1)?.minutes ?? 0
  const settled = readings.filter(({ minutes }) => minutes >= last * warmUp)
  const half = Math.floor(settled.length / 2)
  return { earlier: settled.slice(0, half), later: settled.slice(half) }
}
