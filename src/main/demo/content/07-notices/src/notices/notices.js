import { readFile } from 'node:fs/promises'
import { parseCsv } from './csv.js'

const file = new URL('../../data/notices.csv', import.meta.url)

/** Notices to mariners of one harbour that hold on a day; one without an end holds until it is taken out. */
export async function noticesFor(harbourId, day, source = file) {
  const [, ...rows] = parseCsv(await readFile(source, 'utf8'))
  const date = day.toISOString().slice(0, 10)
  return rows
    .filter(([harbour, from, to]) => harbour === harbourId && from <= date && (to === '' || date <= to))
    .map(([, , , notice]) => notice)
}
