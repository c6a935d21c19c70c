import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureBrowser } from '../../scripts/browser.ts'
import { ensureBuilt } from '../../scripts/build-stamp.ts'
import { root } from '../../scripts/command.ts'
import { largeChangeset, makeCorpus } from './corpus.ts'
import { harnessFigures } from './harness-figures.ts'
import { groups, keep, type Measured, measuredLast, writeDocument } from './document.ts'
import { durabilityFigures } from './durability-figures.ts'
import { circumstances, type Figure, table } from './figures.ts'
import { makeHugeCorpus } from './huge-corpus.ts'
import { eventFigures } from './event-figures.ts'
import { firstReviewFigures } from './first-review-figures.ts'
import { landingFigures } from './landing-figures.ts'
import { loadFigures } from './load-figures.ts'
import { packageFigures } from './package-figures.ts'
import { rateFigures } from './rate-figures.ts'
import { repositoryFigures } from './repository-figures.ts'
import { reviewFigures } from './review-figures.ts'
import { sandboxFigures } from './sandbox-figures.ts'
import { sightFigures } from './sight-figures.ts'
import { startFigures } from './start-figures.ts'
import { workbenchFigures } from './workbench-figures.ts'

/**
 * `npm run bench`: measures the figures that the shape of the code was chosen by, prints them as a table, keeps them
 * as JSON in `.cache`, and writes `docs/benchmarks.md`. `--dry` leaves the document as it is, and so does
 * naming groups, which measures these alone: `npm run bench -- start load`; with `--write` their sections are written.
 * `--long` gives the load its five minutes. `--again` measures nothing: it writes the sections of all groups, or of those
 * that are named, anew from what was measured last here, as when a cause was found.
 */

const runs = 7
type Group = (typeof groups)[number]
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const unknown = named.filter((name) => !groups.some((group) => group === name))
if (unknown.length > 0) {
  process.stderr.write(`No group is called ${unknown.join(', ')}. There are: ${groups.join(', ')}.\n`)
  process.exit(2)
}
const wanted = (group: Group): boolean => named.length === 0 || named.includes(group)
const dry = process.argv.includes('--dry') || (named.length > 0 && !process.argv.includes('--write'))
const isLong = process.argv.includes('--long')
const loadSeconds = isLong ? 300 : 45

if (process.argv.includes('--again')) {
  const last = new Map<string, Measured>()
  for (const group of groups.filter(wanted)) {
    const measured = await measuredLast(group)
    if (measured) last.set(group, measured)
  }
  if (last.size > 0) await writeDocument(last)
  else process.stderr.write('Nothing of this was measured here yet. The document was left as it is.\n')
  process.exit(last.size > 0 ? 0 : 1)
}
if (!(await ensureBuilt())) {
  process.stderr.write('Winnow could not be built; the reason stands above. Nothing was measured.\n')
  process.exit(1)
}
const browser = await ensureBrowser()
const folder = await mkdtemp(path.join(tmpdir(), 'winnow-bench-'))
const measured = new Map<string, Measured>()
try {
  process.stderr.write('Making the corpus.\n')
  const corpus = makeCorpus(path.join(folder, 'corpus'), largeChangeset)
  const work = path.join(folder, 'work')
  const measure = async (group: Group, figuresOf: () => Promise<readonly Figure[]>): Promise<void> => {
    if (!wanted(group)) return
    process.stderr.write(`Measuring: ${group}.\n`)
    const about = circumstances(root)
    const figures = await figuresOf()
    if (figures.length === 0) return
    measured.set(group, { about, figures })
    await keep(group, { about, figures })
  }
  await measure('workbench', () => workbenchFigures(corpus, work, runs))
  await measure('durability', () => durabilityFigures(path.join(folder, 'durability'), runs * 2))
  await measure('packages', () =>
    packageFigures(path.join(folder, 'packages'), path.join(root, '.cache', 'packages'), runs),
  )
  await measure('start', () => startFigures(corpus, path.join(folder, 'start'), runs))
  await measure('sandbox', () => sandboxFigures(path.join(folder, 'sandbox'), runs * 2))
  await measure('harness', () => harnessFigures(runs))
  if (browser) {
    await measure('page', () =>
      reviewFigures(corpus, makeHugeCorpus(path.join(folder, 'huge')), work, runs, browser),
    )
    await measure('repository', () => repositoryFigures(path.join(folder, 'repository'), runs, browser))
    await measure('landing', () => landingFigures(path.join(folder, 'landing'), runs, browser))
    await measure('rate', () => rateFigures(path.join(folder, 'rate'), browser))
    await measure('sight', () => sightFigures(path.join(folder, 'sight'), browser))
    await measure('first-review', () => firstReviewFigures(path.join(folder, 'first-review'), runs, browser))
    await measure('events', () => eventFigures(path.join(folder, 'events'), browser))
    await measure('load', () => loadFigures(path.join(folder, 'load'), loadSeconds, isLong, browser))
  } else process.stderr.write('No Chromium here: the figures of the page are left out.\n')
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

process.stdout.write(`${table([...measured.values()].flatMap(({ figures }) => figures))}\n`)
if (!dry) await writeDocument(measured)
