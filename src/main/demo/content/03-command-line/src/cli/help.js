import { table } from '../text/table.js'

/** The text of `tidewatch help`, made from the commands themselves. */
export function helpText(commands) {
  const rows = Object.entries(commands).map(([name, { usage, summary }]) => [
    `  ${[name, usage].filter(Boolean).join(' ')}`,
    summary,
  ])
  return `Tide tables for small harbours. Not for navigation.\n\n${table(rows)}\n`
}
