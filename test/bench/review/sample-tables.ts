import { quantile } from '../figures.ts'
import { markdownTable } from '../markdown-table.ts'
import { secondsHeads, secondsCells, total, whole, percent } from './count-tables.ts'
import { addReadings, keysFor, nothingRead, type Reading } from './reading-model.ts'
import type { ReadChange } from './read-sample.ts'
import type { SampledChange } from './sample-figures.ts'
import type { Weight } from './screen.ts'
import { type CountedUnit, paintedOf } from './ways.ts'

interface Row {
  readonly name: string
  readonly decisions: number
  readonly sizes: readonly number[]
  readonly reading: Reading
  /** Milliseconds; null where nothing was waited for. */
  readonly waits: readonly number[] | null
  readonly weights: readonly Weight[]
}

const waitsOf = (read: ReadChange): readonly number[] =>
  read.revisions.flatMap(({ waits }) => Object.values(waits).flat())

/** One revision of each change, in every way. */
export function onceTable(sampled: readonly SampledChange[]): string {
  const written = total(sampled.map(({ once }) => once.written))
  const rows: readonly Row[] = [
    {
      name: 'Winnow, in its page',
      decisions: total(sampled.flatMap(({ once }) => once.revisions.map((one) => one.decisions))),
      sizes: sampled.flatMap(({ once }) => once.revisions.flatMap((one) => one.sizes)),
      reading: sampled.map(({ once }) => once.reading).reduce(addReadings, nothingRead),
      waits: sampled.flatMap(({ once }) => waitsOf(once)),
      weights: sampled.map(({ once }) => once.weight),
    },
    ...(['pierre', 'monaco'] as const).map((way): Row => {
      const own = sampled.map(({ alternatives }) => alternatives[way])
      return {
        name:
          way === 'pierre' ? '@pierre/diffs, CodeView over the whole patch' : 'plain Monaco, file by file',
        decisions: total(own.map(({ decisions }) => decisions)),
        sizes: own.flatMap(({ sizes }) => sizes),
        reading: own.map(({ reading }) => reading).reduce(addReadings, nothingRead),
        waits: own.flatMap(({ waits }) => waits),
        weights: own.map(({ weight }) => weight),
      }
    }),
    ...(['git', 'file'] as const).map((way): Row => {
      const units = sampled.flatMap(({ modelled }) => modelled[way])
      return {
        name:
          way === 'git'
            ? 'git’s default hunks, one by one, by the model'
            : 'one keep for each file, by the model',
        decisions: units.length,
        sizes: writtenOf(units).map(({ lines }) => lines),
        reading: {
          ...nothingRead,
          keys: keysFor(units.map((unit) => (unit.generated ? { rows: 1 } : unit))),
          painted: paintedOf(writtenOf(units)),
        },
        waits: null,
        weights: [],
      }
    }),
  ]
  const head = [
    '',
    'decisions',
    'keys',
    'lines: p50',
    'p90',
    'max',
    'painted ÷ changed',
    'key to painted, p50',
    'p95',
    ...secondsHeads,
    'elements',
    'heap',
  ]
  const cells = rows.map(({ name, decisions, sizes, reading, waits, weights }) => [
    name,
    whole(decisions),
    whole(reading.keys),
    ...[0.5, 0.9, 1].map((share) => whole(quantile(sizes, share))),
    (reading.painted / written).toFixed(2),
    ...[0.5, 0.95].map((share) => (waits === null ? '' : `${whole(quantile(waits, share))} ms`)),
    ...secondsCells(reading, sampled.length),
    weights.length === 0 ? '' : whole(Math.max(...weights.map(({ nodes }) => nodes))),
    weights.length === 0 ? '' : `${whole(Math.max(...weights.map(({ heap }) => heap)))} MB`,
  ])
  return markdownTable(head, cells)
}

/** All revisions of those changes that can be replayed. */
export function revisionsTable(sampled: readonly SampledChange[]): string {
  const replayed = sampled.flatMap(({ revisions }) => revisions ?? [])
  const sum = (
    name: string,
    all: readonly { decisions: number; reading: Reading; again: number }[],
  ): readonly string[] => {
    const reading = all.map((one) => one.reading).reduce(addReadings, nothingRead)
    return [
      name,
      whole(total(all.map(({ decisions }) => decisions))),
      whole(reading.keys),
      whole(reading.painted),
      percent(total(all.map(({ again }) => again)), reading.painted),
      ...secondsCells(reading, replayed.length),
    ]
  }
  const rows = [
    sum(
      'Winnow, in its page',
      replayed.map(({ read }) => ({ ...read, decisions: total(read.revisions.map((one) => one.decisions)) })),
    ),
    sum(
      'git’s default hunks, each revision whole, by the model',
      replayed.map(({ modelled }) => modelled.git),
    ),
    sum(
      'git’s default hunks, the difference to the revision before, by the model',
      replayed.map(({ modelled }) => modelled['git since the last']),
    ),
    sum(
      'one keep for each file, those that changed again, by the model',
      replayed.map(({ modelled }) => modelled.file),
    ),
  ]
  return markdownTable(['', 'decisions', 'keys', 'lines painted', 'again, unchanged', ...secondsHeads], rows)
}

/** What the guard of visibility found: lines that a key accepted and that had never been on screen. */
export function visibilitySentence(sampled: readonly SampledChange[]): string {
  const all = sampled.flatMap(({ once, revisions }) => [once, ...(revisions ? [revisions.read] : [])])
  const revisions = all.flatMap((read) => read.revisions)
  const decided = total(revisions.map(({ decisions }) => decisions))
  const unseen = revisions.flatMap((one) => one.unseen)
  const pages = total(revisions.map(({ waits }) => waits.page.length))
  const found =
    unseen.length === 0
      ? 'every line that was accepted had been painted before the key that accepted it'
      : `**${total(unseen.map(({ lines }) => lines))} lines were accepted that had never been painted**, in ${[...new Set(unseen.map((one) => one.path))].join(', ')}`
  return `Visibility, over ${whole(decided)} decisions in the page with ${whole(pages)} keys that page: ${found}.`
}

const writtenOf = (units: readonly CountedUnit[]): readonly CountedUnit[] =>
  units.filter(({ generated }) => !generated)
