import { quantile } from './figures.ts'

/** Something that was measured again and again. */
export interface Reading {
  /** Minutes since the beginning. */
  readonly minutes: number
  readonly value: number
}

/** Share of the time at the beginning that is not looked at: code, caches and what each view makes once come then. */
const warmUp = 0.25

/** The value that stands for a half: one that is not lifted by what is collected again, and not by one reading. */
const floor = 0.25

/**
 * How much the readings grow in a minute: after the warm-up, the lower quartile of the later half less that of the
 * earlier half, by the minutes between the middles of both. NaN with fewer than two readings after the warm-up.
 */
export function growthPerMinute(readings: readonly Reading[]): number {
  const { earlier, later } = halves(readings)
  const of = (half: readonly Reading[], share: number, what: keyof Reading): number =>
    quantile(
      half.map((reading) => reading[what]),
      share,
    )
  const grown = of(later, floor, 'value') - of(earlier, floor, 'value')
  return grown / (of(later, 0.5, 'minutes') - of(earlier, 0.5, 'minutes'))
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
