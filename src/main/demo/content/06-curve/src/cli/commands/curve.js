import { tideCurve } from '../../text/curve.js'
import { dayName } from '../../text/clock.js'
import { dayOf } from '../arguments.js'
import { harbourOf } from '../harbour.js'

export const curve = {
  usage: 'HARBOUR [--date 2024-07-31]',
  summary: 'The tide of a day as a picture.',
  async run({ words, flags, now }) {
    const harbour = await harbourOf(words)
    const day = dayOf(flags, now)
    return `${harbour.name}, ${dayName(day)} (UTC, metres)\n\n${tideCurve(harbour, day)}`
  },
}
