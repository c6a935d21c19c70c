import { epoch, speeds } from './constituents.js'

const millisecondsPerHour = 3_600_000
const radiansPerDegree = Math.PI / 180

/**
 * Height of the tide above chart datum at a moment, in metres: the mean level plus one cosine
 * for each constituent of the harbour.
 */
export function calcHt(harbour, moment) {
  const hours = (moment.getTime() - epoch.getTime()) / millisecondsPerHour
  let height = harbour.meanLevel
  for (const [name, { amplitude, phase }] of Object.entries(harbour.constituents)) {
    height += amplitude * Math.cos((speeds[name] * hours - phase) * radiansPerDegree)
  }
  return height
}

/** Whether the water rises at a moment. */
export function isRising(harbour, moment) {
  const later = new Date(moment.getTime() + 60_000)
  return calcHt(harbour, later) > calcHt(harbour, moment)
}
