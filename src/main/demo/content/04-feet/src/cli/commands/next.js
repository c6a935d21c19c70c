import { clockTime } from '../../text/clock.js'
import { heightText } from '../../text/units.js'
import { nextExtreme } from '../../tide/extremes.js'
import { calcHt, isRising } from '../../tide/height.js'
import { harbourOf } from '../harbour.js'

export const next = {
  usage: 'HARBOUR [--feet]',
  summary: 'The height now, and the next high or low water.',
  async run({ words, flags, now }) {
    const harbour = await harbourOf(words)
    const direction = isRising(harbour, now) ? 'rising' : 'falling'
    const turn = nextExtreme(harbour, now)
    const height = heightText(calcHt(harbour, now), flags)
    return (
      `${harbour.name} now: ${height}, ${direction}.\n` +
      `Next ${turn.kind} water at ${clockTime(turn.moment, harbour.zone)}, ${heightText(turn.height, flags)}.\n`
    )
  },
}
