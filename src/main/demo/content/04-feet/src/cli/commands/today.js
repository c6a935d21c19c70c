import { clockTime, dayName } from '../../text/clock.js'
import { table } from '../../text/table.js'
import { heightText } from '../../text/units.js'
import { extremesBetween } from '../../tide/extremes.js'
import { largestRange, nameOfRange } from '../../tide/range.js'
import { dayOf } from '../arguments.js'
import { harbourOf } from '../harbour.js'

const dayMilliseconds = 86_400_000

export const today = {
  usage: 'HARBOUR [--date 2024-07-31] [--feet]',
  summary: 'High and low waters of a day.',
  async run({ words, flags, now }) {
    const harbour = await harbourOf(words)
    const day = dayOf(flags, now)
    const extremes = extremesBetween(harbour, day, new Date(day.getTime() + dayMilliseconds))
    const rows = extremes.map(({ kind, moment, height }) => [
      clockTime(moment, harbour.zone),
      kind,
      heightText(height, flags),
    ])
    const range = nameOfRange(harbour, largestRange(extremes))
    return `${harbour.name}, ${dayName(day)}: ${range}\n\n${table(rows)}`
  },
}
