import { calcHt } from './height.js'

const stepMilliseconds = 6 * 60_000

/** Narrows an interval that contains one turning point to within a second. */
function turningPoint(harbour, from, to, sign) {
  let low = from
  let high = to
  while (high - low > 1000) {
    const third = (high - low) / 3
    const left = sign * calcHt(harbour, new Date(low + third))
    const right = sign * calcHt(harbour, new Date(high - third))
    if (left < right) low += third
    else high -= third
  }
  return new Date(Math.round((low + high) / 2))
}

/**
 * High and low waters between two moments, in their order: `{ kind: 'high' | 'low', moment, height }`.
 * Heights are looked at every six minutes; a turn of the tide is where the slope changes its sign.
 */
export function extremesBetween(harbour, from, to) {
  const extremes = []
  const first = from.getTime() - stepMilliseconds
  let before = calcHt(harbour, new Date(first))
  let here = calcHt(harbour, from)
  for (let time = from.getTime(); time < to.getTime(); time += stepMilliseconds) {
    const after = calcHt(harbour, new Date(time + stepMilliseconds))
    const isHigh = here > before && here >= after
    const isLow = here < before && here <= after
    if (isHigh || isLow) {
      const moment = turningPoint(harbour, time - stepMilliseconds, time + stepMilliseconds, isHigh ? 1 : -1)
      if (moment >= from && moment < to) {
        extremes.push({ kind: isHigh ? 'high' : 'low', moment, height: calcHt(harbour, moment) })
      }
    }
    before = here
    here = after
  }
  return extremes
}

/** The next high or low water after a moment. */
export function nextExtreme(harbour, moment) {
  const dayLater = new Date(moment.getTime() + 26 * 3_600_000)
  return extremesBetween(harbour, moment, dayLater)[0] ?? null
}
