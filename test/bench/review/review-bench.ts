import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { UnitCutter } from '#main/units/unit-cutter.ts'
import { ensureBrowser } from '../../../scripts/browser.ts'
import { ensureBuilt } from '../../../scripts/build-stamp.ts'
import { root } from '../../../scripts/command.ts'
import { writeSections } from '../document.ts'
import { circumstances, type Figure, figure, table } from '../figures.ts'
import { shortfalls } from '../shortfalls.ts'
import { type LocatedChange, ownHistory, readCorpus, sample } from './agent-changes.ts'
import { countChange, type CountedChange } from './counted-change.ts'
import { countTable, replayTable, secondsTable } from './count-tables.ts'
import { GeneratedFiles } from './generated.ts'
import { corpusGoals, mutantGoals, pageGoals } from './goal-figures.ts'
import { type ReadingPart, readOptions } from './options.ts'
import { model } from './reading-model.ts'
import { windowSize } from './read-sample.ts'
import { Repositories } from './repositories.ts'
import { replay } from './replay.ts'
import { readSample } from './sample-figures.ts'
import { onceTable, revisionsTable, visibilitySentence } from './sample-tables.ts'
import { guardCorpus } from './mutants/guard-corpus.ts'
import { guardText } from './mutants/guard-table.ts'
import { engine } from './mutants/unit-files.ts'
import { engineUnits } from './ways.ts'

/**
 * `npm run bench:review [-- PART… --corpus FILE --repositories DIR --sample N --mutants N --dry]`: what it takes to read
 * changes that agents made, in Winnow and in other ways, over the same changes in the same run. Without a corpus it takes
 * this project's own history. The parts are `count`, `page` and `mutants`, all where none is named; each is a section of
 * `docs/benchmarks.md`, and printed.
 */

/** What a part of the bench has to say. */
interface Measured {
  readonly goals: readonly Figure[]
  readonly text: readonly string[]
}

const modelWords = `Read by a model: ${model.key} s a key (those that page too), ${model.pointer} s a move of the pointer, c seconds for each changed line that is painted (${model.line} where it is not said), and what was waited for.`

const wanted = readOptions(process.argv.slice(2))
if (!wanted.ok) fail(wanted.error, 2)
const found = wanted.value.corpus
  ? readCorpus(wanted.value.corpus.file, wanted.value.corpus.repositories)
  : { ok: true as const, value: { changes: ownHistory(60, 5), missing: [] } }
if (!found.ok) fail(found.error, 2)
for (const sentence of found.value.missing) process.stderr.write(`${sentence}\n`)
const { changes } = found.value
if (changes.length === 0) fail('There is no change to measure with. Nothing was measured.', 1)

if (wanted.value.parts.has('page') && !(await ensureBuilt()))
  fail('Winnow could not be built; the reason stands above. Nothing was measured.', 1)
const browser = wanted.value.parts.has('page') ? await ensureBrowser() : null
const folder = await mkdtemp(path.join(tmpdir(), 'winnow-bench-review-'))
const repositories = new Repositories(path.join(folder, 'objects'))
const cutter = new UnitCutter()
const unitsOf = engineUnits(cutter)
const judge = new GeneratedFiles()
const sections = new Map<string, string>()
try {
  await measure('count', 'reading', countAll)
  if (browser !== null) await measure('page', 'reading-page', () => readSome(browser))
  else if (wanted.value.parts.has('page'))
    process.stderr.write('No Chromium here: nothing was read in the page.\n')
  await measure('mutants', 'reading-mutants', guard)
} finally {
  cutter.dispose()
  repositories.dispose()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
process.stdout.write(`${[...sections.values()].join('\n\n')}\n`)
if (!wanted.value.dry) await writeSections(sections)

/** Measures one part, if it was asked for, and keeps what the document says of it. */
async function measure(part: ReadingPart, section: string, work: () => Promise<Measured>): Promise<void> {
  if (!wanted.ok || !wanted.value.parts.has(part)) return
  const about = Object.entries(circumstances(root)).map(([name, value]) => `- ${name}: ${value}`)
  const { goals, text } = await work()
  sections.set(
    section,
    [
      about.join('\n'),
      `Of ${changes.length} changes.`,
      table(goals),
      shortfalls(goals) ?? 'Every goal is met.',
      ...text,
    ].join('\n\n'),
  )
}

async function countAll(): Promise<Measured> {
  process.stderr.write(`Counting ${changes.length} changes.\n`)
  const counted: CountedChange[] = []
  for (const change of changes) counted.push(await countChange(repositories, judge, unitsOf, change))
  const replayable = changes.filter(({ merges, commits }) => merges === 0 && commits.length > 1)
  process.stderr.write(`Replaying the revisions of ${replayable.length} changes.\n`)
  const replayed = []
  for (const change of replayable) replayed.push(await replay(repositories, judge, unitsOf, change))
  const revisions = replayable.reduce((sum, { commits }) => sum + commits.length, 0)
  const taken = counted.map((one) => one.engine)
  return {
    goals: [...corpusGoals(counted, replayed), figure('changeset and units of a change', 'ms', taken)],
    text: [
      modelWords,
      '### One revision',
      countTable(counted),
      `Modelled seconds a change, without what is generated and without waiting, at ${model.screenRows} rows a screen:`,
      secondsTable(counted),
      '### All revisions',
      `${revisions} revisions of ${replayable.length} changes, each read whole before the next comes; without what is generated and without waiting.`,
      replayTable(replayed),
    ],
  }
}

/** Reads a sample in the page. */
async function readSome(browserPath: string): Promise<Measured> {
  const sizes = new Map<LocatedChange, number>()
  for (const change of changes) {
    const changeset = await repositories.changeset(
      change.gitFolder,
      change.base,
      change.commits.at(-1) ?? change.base,
    )
    const hunks = changeset.ok ? changeset.value.files.flatMap((file) => file.hunks) : []
    sizes.set(
      change,
      hunks.reduce((sum, { oldLines, newLines }) => sum + oldLines + newLines, 0),
    )
  }
  const count = wanted.ok ? wanted.value.sample : 0
  const chosen = sample(changes, count, (change) => sizes.get(change) ?? 0)
  const sampled = await readSample(
    path.join(folder, 'sample'),
    browserPath,
    repositories,
    judge,
    unitsOf,
    chosen,
  )
  const names = sampled.map(({ change }) => `${change.repository}#${change.number}`)
  const replayed = sampled.filter(({ revisions }) => revisions !== null)
  return {
    goals: pageGoals(sampled),
    text: [
      modelWords,
      `${sampled.length} changes, evenly by size: ${names.join(', ')}. At ${windowSize.width} × ${windowSize.height}, one revision of each; who reads pages until all lines of what comes next were on screen, but not in generated files, whose lines are left out of all columns but decisions and keys. Winnow’s page shows a deleted file as a card with its name. Heap and elements are the most that any change had at its end.`,
      onceTable(sampled),
      `All revisions of ${replayed.length} of them:`,
      revisionsTable(sampled),
      visibilitySentence(sampled),
    ],
  }
}

/** Puts mutants into what nobody would read. */
async function guard(): Promise<Measured> {
  process.stderr.write('Putting mutants into what is listed or folded.\n')
  const most = wanted.ok ? wanted.value.mutants : 0
  const guarded = await guardCorpus(repositories, changes, most, engine)
  return { goals: mutantGoals(guarded.judged), text: [guardText(guarded)] }
}

function fail(sentence: string, exitCode: number): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(exitCode)
}
