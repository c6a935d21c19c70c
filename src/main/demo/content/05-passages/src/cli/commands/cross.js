import { clockTime, dayName } from '../../text/clock.js'
import { table } from '../../text/table.js'
import { heightText } from '../../text/units.js'
import { calcHt } from '../../tide/height.js'
import { neededHeight, passagesBetween } from '../../tide/passages.js'
import { dayOf, metresOf } from '../arguments.js'
import { harbourOf } from '../harbour.js'

const dayMilliseconds = 86_400_000
const defaultMargin = 0.5

export const cross = {
  usage: 'HARBOUR --draught 1.8 [--sill 0.4] [--margin 0.5]',
  summary: 'When a boat can cross the sill.',
  async run({ words, flags, now }) {
    const harbour = await harbourOf(words)
    const day = dayOf(flags, now)
    const needed = neededHeight({
      draught: metresOf(flags, 'draught'),
      sill: metresOf(flags, 'sill', 0),
      margin: metresOf(flags, 'margin', defaultMargin),
    })
    const passages = passagesBetween(harbour, needed, day, new Date(day.getTime() + dayMilliseconds))
    const rows = passages.map(({ from, to }) => {
      const middle = new Date((from.getTime() + to.getTime()) / 2)
      return [
        `${clockTime(from, harbour.zone)} to ${clockTime(to, harbour.zone)}`,
        `${heightText(calcHt(harbour, middle) - needed, flags)} to spare in the middle`,
      ]
    })
    const title = `${harbour.name}, ${dayName(day)}: ${heightText(needed, flags)} of tide needed\n\n`
    return title + (rows.length > 0 ? table(rows) : 'Not on this day.\n')
  },
}
