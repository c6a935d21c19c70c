import { calcHt } from '../tide/height.js'

const hourMilliseconds = 3_600_000

/**
 * The tide of a day as a picture of characters: one column for every half hour, one row for every
 * `step` metres, highest on top.
 */
export function tideCurve(harbour, day, step = 0.5) {
  const heights = Array.from({ length: 48 }, (_, index) =>
    calcHt(harbour, new Date(day.getTime() + (index * hourMilliseconds) / 2)),
  )
  const top = Math.ceil(Math.max(...heights) / step)
  const bottom = Math.floor(Math.min(...heights) / step)
  const lines = []
  for (let row = top; row >= bottom; row -= 1) {
    const label = `${(row * step).toFixed(1)} `.padStart(6)
    lines.push(label + heights.map((height) => (height >= row * step ? '#' : ' ')).join(''))
  }
  lines.push(`      ${'00    03    06    09    12    15    18    21'}`)
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
