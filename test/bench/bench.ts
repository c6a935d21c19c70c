import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureBrowser } from '../../scripts/browser.ts'
import { ensureBuilt } from '../../scripts/build-stamp.ts'
import { root } from '../../scripts/command.ts'
import { largeChangeset, makeCorpus } from './corpus.ts'
import { circumstances, type Figure, table } from './figures.ts'
import { packageFigures } from './package-figures.ts'
import { makeHugeCorpus } from './huge-corpus.ts'
import { reviewFigures } from './review-figures.ts'
import { workbenchFigures } from './workbench-figures.ts'

/**
 * `npm run bench`: measures the figures that the shape of the code was chosen by, prints them as a table, keeps them
 * as JSON in `.cache/bench.json`, and writes `docs/benchmarks.md`. `--dry` leaves the document as it is.
 */

const runs = 7
const dry = process.argv.includes('--dry')

if (!(await ensureBuilt())) {
  process.stderr.write('Winnow could not be built; the reason stands above. Nothing was measured.\n')
  process.exit(1)
}
const about = circumstances(root)
const browser = await ensureBrowser()
const folder = await mkdtemp(path.join(tmpdir(), 'winnow-bench-'))
const figures: Figure[] = []
try {
  process.stderr.write('Making the corpus.\n')
  const corpus = makeCorpus(path.join(folder, 'corpus'), largeChangeset)
  process.stderr.write('Measuring the workbench.\n')
  figures.push(...(await workbenchFigures(corpus, path.join(folder, 'work'), runs)))
  process.stderr.write('Measuring real packages.\n')
  figures.push(
    ...(await packageFigures(path.join(folder, 'packages'), path.join(root, '.cache', 'packages'), runs)),
  )
  if (browser) {
    process.stderr.write('Measuring the page.\n')
    const huge = makeHugeCorpus(path.join(folder, 'huge'))
    figures.push(...(await reviewFigures(corpus, huge, path.join(folder, 'work'), runs, browser)))
  } else process.stderr.write('No Chromium here: the figures of the page are left out.\n')
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

const shownTable = table(figures)
process.stdout.write(`${shownTable}\n`)
await mkdir(path.join(root, '.cache'), { recursive: true })
await writeFile(path.join(root, '.cache', 'bench.json'), `${JSON.stringify({ about, figures }, null, 2)}\n`)
if (!dry) {
  const facts = Object.entries(about).map(([name, value]) => `- ${name}: ${value}`)
  const text = [
    '# Benchmarks',
    'Written by `npm run bench`; do not edit it by hand. A ratio (÷) is of two things measured in turn in the same run.',
    facts.join('\n'),
    shownTable,
  ]
  await writeFile(path.join(root, 'docs', 'benchmarks.md'), `${text.join('\n\n')}\n`)
}
