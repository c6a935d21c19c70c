import { quantile } from '../figures.ts'
import type { CountedChange, Way } from './counted-change.ts'
import { markdownTable } from '../markdown-table.ts'
import { addReadings, keysFor, model, nothingRead, type Reading, secondsOf } from './reading-model.ts'
import type { Replayed, ReplayWay } from './replay.ts'
import { type CountedUnit, paintedOf } from './ways.ts'

const wayNames: Readonly<Record<Way, string>> = {
  units: 'Winnow, unit by unit',
  hunks: 'Winnow, hunk by hunk',
  git: 'git’s default hunks, one by one',
  file: 'one keep for each file',
}
const replayNames: Readonly<Record<ReplayWay, string>> = {
  units: 'Winnow, unit by unit, decisions kept',
  hunks: 'Winnow, hunk by hunk, decisions kept',
  git: 'git’s default hunks, each revision whole',
  'git since the last': 'git’s default hunks, the difference to the revision before (keeps no decision)',
  file: 'one keep for each file, those that changed again',
}

/** Lines that a unit of several hunks should have at most. */
const longest = 60

export const whole = (value: number): string => Math.round(value).toLocaleString('en')
export const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`
export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** What the corpus is, and the decisions that each way asks for over it. */
export function countTable(changes: readonly CountedChange[]): string {
  const lines = total(changes.map((change) => change.lines))
  const generated = total(changes.map((change) => change.generatedLines))
  const deleted = total(changes.map((change) => change.deletedLines))
  const facts = [
    `${whole(lines)} changed lines in ${whole(total(changes.map(({ files }) => files)))} files of ${changes.length} changes`,
    `${percent(generated, lines)} of them in generated files, and of the others ${percent(deleted, lines - generated)} in files that are deleted`,
    `${total(changes.map(({ longHunks }) => longHunks))} other hunks are longer than 60 lines and have ${percent(total(changes.map(({ longHunkLines }) => longHunkLines)), lines - generated)} of the lines that are not generated`,
  ]
  const isLong = (unit: CountedUnit): boolean =>
    !unit.folded && !unit.generated && unit.hunks.length > 1 && unit.lines > longest
  const long = changes.flatMap(({ units }) => units.units.filter(isLong))
  facts.push(`${long.length} units of several hunks that are read have more than ${longest} lines`)
  const units = (way: Way, written: boolean): readonly CountedUnit[] =>
    changes.flatMap((change) => change.units[way].filter((unit) => !written || !unit.generated))
  const byGit = { all: units('git', false).length, written: units('git', true).length }
  const rows = (Object.keys(wayNames) as Way[]).map((way) => {
    const all = units(way, false).length
    const written = units(way, true)
    const sizes = written.flatMap((unit) => (unit.folded ? [] : [unit.lines]))
    return [
      wayNames[way],
      whole(all),
      (all / byGit.all).toFixed(2),
      whole(written.length),
      (written.length / byGit.written).toFixed(2),
      ...[0.5, 0.9, 1].map((share) => whole(quantile(sizes, share))),
    ]
  })
  const head = ['', 'decisions', '÷ git', 'not generated', '÷ git', 'lines: p50', 'p90', 'max']
  return `${facts.join('; ')}.\n\n${markdownTable(head, rows)}`
}

/** Modelled seconds of each way over one revision, without waiting, and lines that are not generated alone. */
export function secondsTable(changes: readonly CountedChange[]): string {
  const readings = (Object.keys(wayNames) as Way[]).map((way) => {
    const units = changes.flatMap((change) => change.units[way].filter((unit) => !unit.generated))
    const painted = paintedOf(units)
    return [wayNames[way], { ...nothingRead, keys: keysFor(units), painted }] as const
  })
  const written = total(changes.map(({ lines, generatedLines }) => lines - generatedLines))
  return readingTable(readings, changes.length, written)
}

/** What each way asks for over all revisions of the changes that were replayed. */
export function replayTable(replayed: readonly Readonly<Record<ReplayWay, Replayed>>[]): string {
  const ways = Object.keys(replayNames) as ReplayWay[]
  const sums = ways.map((way) => {
    const own = replayed.map((one) => one[way])
    const reading = own.map((one) => one.reading).reduce(addReadings, nothingRead)
    return {
      way,
      decisions: total(own.map((one) => one.decisions)),
      reading,
      again: total(own.map((one) => one.again)),
    }
  })
  const rows = sums.map(({ way, decisions, reading, again }) => [
    replayNames[way],
    whole(decisions),
    whole(reading.painted),
    percent(again, reading.painted),
    ...secondsCells(reading, replayed.length),
  ])
  const head = ['', 'decisions', 'lines painted', 'again, unchanged', ...secondsHeads]
  return markdownTable(head, rows)
}

/** Modelled seconds a change for each choice of seconds a line. */
export const secondsCells = (reading: Reading, changes: number): readonly string[] =>
  model.lineChoices.map((line) => (secondsOf(reading, line) / changes).toFixed(1))
export const secondsHeads = model.lineChoices.map((line) => `s a change, c = ${line}`)

function readingTable(
  readings: readonly (readonly [name: string, reading: Reading])[],
  changes: number,
  written: number,
): string {
  const rows = readings.map(([name, reading]) => [
    name,
    whole(reading.keys),
    whole(reading.painted),
    (reading.painted / written).toFixed(2),
    ...secondsCells(reading, changes),
  ])
  return markdownTable(['', 'keys', 'lines painted', '÷ changed', ...secondsHeads], rows)
}
