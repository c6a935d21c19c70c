import { UsageError } from '../errors.js'
import { findHarbours } from '../harbours/find.js'
import { loadHarbours } from '../harbours/load.js'

/** The one harbour that the words of the command line name. */
export async function harbourOf(words) {
  const asked = words.join(' ')
  if (asked === '') throw new UsageError('Which harbour? `tidewatch list` names them all.')
  const found = findHarbours(await loadHarbours(), asked)
  if (found.length === 0) {
    throw new UsageError(`There is no harbour called ${asked}. \`tidewatch list\` names them all.`)
  }
  if (found.length > 1) {
    throw new UsageError(`${asked} could be ${found.map((harbour) => harbour.name).join(' or ')}.`)
  }
  return found[0]
}
