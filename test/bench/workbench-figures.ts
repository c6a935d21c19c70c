import path from 'node:path'
import { buildAcceptedTree } from '#main/changesets/accepted-tree.ts'
import { nameLinksOf } from '#main/units/name-links-of.ts'
import { makeUnits } from '#main/units/make-units.ts'
import { UnitCutter } from '#main/units/unit-cutter.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { readFileText } from '#main/changesets/file-text.ts'
import { hunkIdAt } from '#main/changesets/hunk-id.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Objects } from '#main/git/objects.ts'
import { Git } from '#main/git/run.ts'
import { Repositories } from '#main/repositories/repositories.ts'
import { createReviews } from '#main/reviews/reviews.ts'
import { Store } from '#main/store/store.ts'
import { systemClock } from '#shared/base/clock.ts'
import { ok, unwrap } from '#shared/base/result.ts'
import { testGitEnvironment } from '#test/support/repository.ts'
import { endProcess, startServer } from '#test/support/workbench-driver.ts'
import { type Corpus, makeCorpus, scatteredChangeset } from './corpus.ts'
import { type Figure, figure, ratios, timed } from './figures.ts'
import { rawGit } from './raw-git.ts'
import { worktreeFigures } from './worktree-figures.ts'
import { plainDiff } from './plain-git.ts'

/** Figures of the main process: no window, no browser. `folder` is for what they write. */
export async function workbenchFigures(
  corpus: Corpus,
  folder: string,
  runs: number,
): Promise<readonly Figure[]> {
  const environment = testGitEnvironment(folder)
  const git = new Git({ env: environment, log: new CommandLog() })
  const objects = await Objects.open(git, {
    folder: path.join(folder, 'objects'),
    commonDir: path.join(corpus.path, '.git'),
    format: 'sha1',
  })
  const store = unwrap(Store.open(path.join(folder, 'bench.db'), systemClock))
  try {
    return [
      ...(await worktreeFigures(git, objects, corpus, folder, environment, runs)),
      await changesetFigure(objects, corpus, environment, runs),
      await unitsFigure(git, folder, runs),
      ...(await decisionFigures(objects, store, corpus)),
      await openFigure(git, store, corpus, folder, runs),
      await startFigure(folder, runs),
    ]
  } finally {
    store.close()
  }
}

async function changesetFigure(
  objects: Objects,
  corpus: Corpus,
  environment: Record<string, string>,
  runs: number,
): Promise<Figure> {
  const tree = (commit: string): string => rawGit(corpus.path, environment, ['rev-parse', `${commit}^{tree}`])
  const [base, revision] = [tree(corpus.base), tree(corpus.head)]
  const samples = await ratios(
    runs,
    () => timed(async () => unwrap(await computeChangeset(objects, base, revision))),
    () => timed(() => plainDiff(corpus.path, environment, base, revision)),
  )
  return figure(
    `changeset of ${corpus.changedFiles} files and ${corpus.changedLines} lines ÷ \`git diff -U0 --histogram\``,
    '÷',
    samples,
    { of: 'median', atMost: 1.5 },
  )
}

/** Units of a large change, beside git's own diff of it: of the time of both the same is the machine's. */
async function unitsFigure(git: Git, folder: string, runs: number): Promise<Figure> {
  const environment = testGitEnvironment(folder)
  const corpus = makeCorpus(path.join(folder, 'scattered'), scatteredChangeset)
  const objects = await Objects.open(git, {
    folder: path.join(folder, 'scattered-objects'),
    commonDir: path.join(corpus.path, '.git'),
    format: 'sha1',
  })
  const tree = (commit: string): string => rawGit(corpus.path, environment, ['rev-parse', `${commit}^{tree}`])
  const [base, revision] = [tree(corpus.base), tree(corpus.head)]
  const computed = unwrap(await computeChangeset(objects, base, revision))
  const cutter = new UnitCutter()
  try {
    const samples = await ratios(
      runs,
      () => timed(async () => unwrap(await makeUnits(cutter, objects, computed))),
      () => timed(() => plainDiff(corpus.path, environment, base, revision)),
    )
    return figure(
      `units of ${corpus.changedFiles} files with ${scatteredChangeset.hunksInFile} hunks each ÷ \`git diff -U0 --histogram\``,
      '÷',
      samples,
      { of: 'median', atMost: 4 },
    )
  } finally {
    cutter.dispose()
  }
}

/** One decision at a time, each durable before the next; then the tree of all that was accepted. */
async function decisionFigures(objects: Objects, store: Store, corpus: Corpus): Promise<readonly Figure[]> {
  const readTree = async (commit: string): Promise<string> => {
    const parsed = unwrap(
      await objects.run({ purpose: 'find a tree', args: ['rev-parse', `${commit}^{tree}`] }),
    )
    return parsed.stdout.toString('latin1').trim()
  }
  const baseTree = await readTree(corpus.base)
  const tree = await readTree(corpus.head)
  const reviews = createReviews({
    store,
    subject: async () =>
      ok({
        objects,
        baseTree,
        landings: 0,
        revisions: [{ number: 1, commit: corpus.head, tree, at: 0, leftOut: [] }],
        plan: null,
      }),
    makeUnits: (from, computed) => makeUnits(new UnitCutter(), from, computed),
    nameLinks: (from, computed, file) => nameLinksOf(new UnitCutter(), from, computed, file),
    computeChangeset,
    buildAcceptedTree,
    hunkIdAt,
    readFileText,
    onCounts: () => undefined,
  })
  const session = 'bench'
  const changeset = unwrap(await reviews.changeset(session))
  const hunks = changeset.files.flatMap((file) => file.hunks)
  const samples: number[] = []
  for (const hunk of hunks.slice(0, 500)) {
    const decision = {
      hunk: hunk.id,
      verdict: samples.length % 2 === 0 ? ('accept' as const) : ('reject' as const),
    }
    samples.push(await timed(async () => unwrap(await reviews.decide(session, [decision]))))
  }
  const rest = hunks.slice(500).map((hunk) => ({ hunk: hunk.id, verdict: 'accept' as const }))
  const batch = await timed(async () => unwrap(await reviews.decide(session, rest)))
  const trees: number[] = []
  for (let run = 0; run < 5; run += 1) {
    trees.push(await timed(async () => unwrap(await reviews.acceptedTree(session))))
  }
  return [
    figure(`one decision durable, ${hunks.length} hunks`, 'ms', samples, { of: 'median', atMost: 1 }),
    figure(`${rest.length} decisions at once`, 'ms', [batch]),
    figure(`accepted tree of ${hunks.length} hunks`, 'ms', trees),
  ]
}

async function openFigure(
  git: Git,
  store: Store,
  corpus: Corpus,
  folder: string,
  runs: number,
): Promise<Figure> {
  const samples: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const repositories = new Repositories({
      git,
      store,
      folder: path.join(folder, `open${run}`),
      clock: systemClock,
      readFilters: async () => null,
    })
    samples.push(await timed(async () => unwrap(await repositories.open(corpus.path))))
  }
  return figure('repository open', 'ms', samples, { of: 'median', atMost: 300 })
}

async function startFigure(folder: string, runs: number): Promise<Figure> {
  const samples: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const home = path.join(folder, `host${run}`)
    const environment = { ...testGitEnvironment(folder), WINNOW_HOME: home }
    const startedAt = performance.now()
    const server = await startServer(['out/main/serve.js', '--port', '0'], environment)
    samples.push(performance.now() - startedAt)
    await endProcess(server.process)
  }
  return figure('web host from start to its link', 'ms', samples, { of: 'median', atMost: 400 })
}
