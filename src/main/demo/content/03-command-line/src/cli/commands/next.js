import { clockTime } from '../../text/clock.js'
import { nextExtreme } from '../../tide/extremes.js'
import { calcHt, isRising } from '../../tide/height.js'
import { harbourOf } from '../harbour.js'

export const next = {
  usage: 'HARBOUR',
  summary: 'The height now, and the next high or low water.',
  async run({ words, now }) {
    const harbour = await harbourOf(words)
    const direction = isRising(harbour, now) ? 'rising' : 'falling'
    const turn = nextExtreme(harbour, now)
    const height = calcHt(harbour, now).toFixed(1)
    return (
      `${harbour.name} now: ${height} m, ${direction}.\n` +
      `Next ${turn.kind} water at ${clockTime(turn.moment, harbour.zone)}, ${turn.height.toFixed(1)} m.\n`
    )
  },
}
