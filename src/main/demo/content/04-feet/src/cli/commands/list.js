import { loadHarbours } from '../../harbours/load.js'
import { table } from '../../text/table.js'
import { heightText } from '../../text/units.js'
import { meanRanges } from '../../tide/range.js'

export const list = {
  usage: '[--feet]',
  summary: 'All harbours, with their mean spring range.',
  async run({ flags }) {
    const harbours = await loadHarbours()
    const rows = harbours.map((harbour) => [harbour.name, heightText(meanRanges(harbour).springs, flags)])
    return table([['Harbour', 'Springs'], ...rows])
  },
}
