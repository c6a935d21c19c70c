import { loadHarbours } from '../../harbours/load.js'
import { table } from '../../text/table.js'
import { meanRanges } from '../../tide/range.js'

export const list = {
  usage: '',
  summary: 'All harbours, with their mean spring range.',
  async run() {
    const harbours = await loadHarbours()
    const rows = harbours.map((harbour) => [harbour.name, `${meanRanges(harbour).springs.toFixed(1)} m`])
    return table([['Harbour', 'Springs'], ...rows])
  },
}
