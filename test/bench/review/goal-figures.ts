import { type Figure, figure, quantile } from '../figures.ts'
import type { CountedChange, Way } from './counted-change.ts'
import { total } from './count-tables.ts'
import type { Judged } from './mutants/mutation-guard.ts'
import { addReadings, keysFor, nothingRead, secondsOf } from './reading-model.ts'
import type { Replayed, ReplayWay } from './replay.ts'
import type { SampledChange } from './sample-figures.ts'
import { type CountedUnit, paintedOf } from './ways.ts'

/** Lines that a unit of several hunks has at most. */
const longest = 60

/** What reading the whole corpus should come to, as the engine's units would have it. */
export function corpusGoals(
  changes: readonly CountedChange[],
  replayed: readonly Readonly<Record<ReplayWay, Replayed>>[],
): readonly Figure[] {
  const units = (way: Way): readonly CountedUnit[] => changes.flatMap((change) => change.units[way])
  const written = (way: Way): readonly CountedUnit[] => units(way).filter(({ generated }) => !generated)
  const read = written('units').filter(({ folded }) => !folded)
  const sizes = read.map(({ lines }) => lines)
  const lines = total(changes.map((change) => change.lines - change.generatedLines))
  const painted = paintedOf(written('units'))
  const deleted = total(changes.map((change) => change.deletedLines))
  const seconds = (way: Way): number =>
    secondsOf({ ...nothingRead, keys: keysFor(written(way)), painted: paintedOf(written(way)) })
  const overRevisions = (way: ReplayWay): Replayed => ({
    decisions: total(replayed.map((one) => one[way].decisions)),
    reading: replayed.map((one) => one[way].reading).reduce(addReadings, nothingRead),
    again: total(replayed.map((one) => one[way].again)),
  })
  const kept = overRevisions('units')
  const atMost = (limit: number): { readonly of: 'median'; readonly atMost: number } => ({
    of: 'median',
    atMost: limit,
  })
  const one = (name: string, unit: Figure['unit'], value: number, limit: number): Figure =>
    figure(name, unit, [value], atMost(limit))
  return [
    one('decisions ÷ git’s default hunks', '÷', units('units').length / units('git').length, 0.55),
    one('… without what is generated', '÷', written('units').length / written('git').length, 0.8),
    figure('changed lines of a unit that is read', '', sizes, atMost(12)),
    one('… at the 90th percentile', '', quantile(sizes, 0.9), longest),
    one(
      `units of several hunks with more than ${longest} lines`,
      '',
      read.filter((unit) => unit.hunks.length > 1 && unit.lines > longest).length,
      0,
    ),
    one('lines painted before their verdict ÷ changed, deleted files as names', '÷', painted / lines, 0.7),
    one('… deleted files painted too', '÷', (painted + deleted) / lines, 0.9),
    one(
      'modelled seconds ÷ those of git’s default hunks, one revision',
      '÷',
      seconds('units') / seconds('git'),
      0.75,
    ),
    one(
      '… over all revisions, each whole',
      '÷',
      secondsOf(kept.reading) / secondsOf(overRevisions('git').reading),
      0.4,
    ),
    one(
      'lines painted again though unchanged, over all revisions',
      '%',
      (100 * kept.again) / kept.reading.painted,
      2,
    ),
  ]
}

/** What reading in the page should come to. */
export function pageGoals(sampled: readonly SampledChange[]): readonly Figure[] {
  const revisions = sampled.flatMap(({ once, revisions: all }) => [
    ...once.revisions,
    ...(all?.read.revisions ?? []),
  ])
  const again = sampled.flatMap(({ revisions: all }) => all ?? [])
  return [
    figure(
      'decision, key to next painted, in a file',
      'ms',
      revisions.flatMap(({ waits }) => waits.inFile),
      {
        of: 'p95',
        atMost: 33,
      },
    ),
    figure(
      '… into the next file',
      'ms',
      revisions.flatMap(({ waits }) => waits.intoNext),
      {
        of: 'p95',
        atMost: 50,
      },
    ),
    figure(
      'page, key to painted',
      'ms',
      revisions.flatMap(({ waits }) => waits.page),
    ),
    figure(
      'lines painted again in the page though unchanged',
      '%',
      [
        (100 * total(again.map(({ read }) => read.again))) /
          total(again.map(({ read }) => read.reading.painted)),
      ],
      { of: 'median', atMost: 2 },
    ),
    figure(
      'lines accepted that were never painted',
      '',
      [total(revisions.flatMap(({ unseen }) => unseen.map(({ lines }) => lines)))],
      { of: 'median', atMost: 0 },
    ),
  ]
}

/** What mutants should come to. */
export const mutantGoals = (judged: readonly Judged[]): readonly Figure[] => [
  figure('mutants that stay folded or listed', '', [judged.filter(({ stays }) => stays).length], {
    of: 'median',
    atMost: 0,
  }),
]
