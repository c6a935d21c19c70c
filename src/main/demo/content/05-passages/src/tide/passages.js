import { calcHt } from './height.js'

const minuteMilliseconds = 60_000

/**
 * Stretches of time between two moments in which the tide is at least `needed` metres high:
 * `{ from, to }`, to the minute. A stretch that is under way at either end is cut there.
 */
export function passagesBetween(harbour, needed, from, to) {
  const passages = []
  let opened = null
  for (let time = from.getTime(); time < to.getTime(); time += minuteMilliseconds) {
    const deepEnough = calcHt(harbour, new Date(time)) >= needed
    if (deepEnough && opened === null) opened = new Date(time)
    if (!deepEnough && opened !== null) {
      passages.push({ from: opened, to: new Date(time) })
      opened = null
    }
  }
  if (opened !== null) passages.push({ from: opened, to })
  return passages
}

/** The height of tide that a boat needs over a sill, in metres. */
export function neededHeight({ draught, sill, margin }) {
  return draught + margin - sill
}
