import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { computeChangeset } from '#main/changesets/compute.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Objects } from '#main/git/objects.ts'
import { Git } from '#main/git/run.ts'
import { unwrap } from '#shared/base/result.ts'
import { tryDecisionSets } from '#test/support/decision-sets.ts'
import { Dice } from '#test/support/dice.ts'
import { TestRepository, testGitEnvironment } from '#test/support/repository.ts'
import { run } from '../../scripts/command.ts'
import { type Figure, figure, ratios, timed } from './figures.ts'
import { plainDiff } from './plain-git.ts'

/** Two releases of a package: a change that people really made. The largest has thousands of files. */
const releases = [
  { name: 'date-fns', from: '2.30.0', to: '3.6.0' },
  { name: '@mui/material', from: '5.15.0', to: '6.1.0' },
  { name: 'rxjs', from: '6.6.7', to: '7.8.2' },
  { name: 'three', from: '0.160.0', to: '0.170.0' },
  { name: 'typescript', from: '5.4.5', to: '5.5.4' },
  { name: 'lodash', from: '4.17.20', to: '4.17.21' },
] as const
type Release = (typeof releases)[number]

/** Everything, nothing, and some at random. */
const decisionSets = 3

/**
 * Figures over real packages, fetched once with `npm pack` into `downloads`. A package that can't be fetched is named
 * and left out. Decision sets are held against git first, and a difference throws: without it the figures are worth
 * nothing.
 */
export async function packageFigures(
  folder: string,
  downloads: string,
  runs: number,
): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const release of releases) {
    const sources = [
      await fetchPackage(downloads, release.name, release.from),
      await fetchPackage(downloads, release.name, release.to),
    ]
    const [from, to] = sources
    if (from && to) figures.push(...(await releaseFigures(release, from, to, folder, runs)))
    else process.stderr.write(`${release.name} could not be fetched: its figures are left out.\n`)
  }
  return figures
}

/** The archive of a published version, or null where there is no way to it. */
async function fetchPackage(downloads: string, name: string, version: string): Promise<string | null> {
  mkdirSync(downloads, { recursive: true })
  const kept = path.join(downloads, `${name.replace('/', '-').replace('@', '')}-${version}.tgz`)
  if (existsSync(kept)) return kept
  const place = path.join(downloads, createHash('sha1').update(`${name}@${version}`).digest('hex'))
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place)
  await run('npm', ['pack', '--silent', '--pack-destination', place, `${name}@${version}`], {
    timeout: 120_000,
  })
  const archive = readdirSync(place).find((file) => file.endsWith('.tgz'))
  if (archive !== undefined) renameSync(path.join(place, archive), kept)
  rmSync(place, { recursive: true, force: true })
  return archive === undefined ? null : kept
}

/** One release becomes the next: exactness first, then how long the changeset takes. */
async function releaseFigures(
  { name, from, to }: Release,
  fromArchive: string,
  toArchive: string,
  folder: string,
  runs: number,
): Promise<readonly Figure[]> {
  const repository = new TestRepository(path.join(folder, name.replace('/', '-')))
  // No cleaning up in the background while something is measured.
  repository.git('config', 'gc.auto', '0')
  const commit = (archive: string): string => {
    for (const entry of readdirSync(repository.path)) {
      if (entry !== '.git') rmSync(path.join(repository.path, entry), { recursive: true })
    }
    execFileSync('tar', ['xzf', archive, '--strip-components=1', '-C', repository.path])
    repository.commit(path.basename(archive))
    return repository.git('rev-parse', 'HEAD^{tree}')
  }
  const base = commit(fromArchive)
  const revision = commit(toArchive)
  repository.git('gc', '-q')
  const environment = testGitEnvironment(folder)
  const objects = await Objects.open(new Git({ env: environment, log: new CommandLog() }), {
    folder: `${repository.path}-objects`,
    commonDir: path.join(repository.path, '.git'),
    format: 'sha1',
  })
  try {
    const { changes } = await tryDecisionSets(
      { repository, objects },
      base,
      revision,
      new Dice(1),
      decisionSets,
    )
    const [files, added, removed] = (
      repository.git('diff', '--shortstat', base, revision).match(/\d+/g) ?? []
    ).map(Number)
    const lines = (added ?? 0) + (removed ?? 0)
    const hunks = changes.reduce((sum, file) => sum + file.hunks.length, 0)
    const samples = await ratios(
      runs,
      () => timed(async () => unwrap(await computeChangeset(objects, base, revision))),
      () => timed(() => plainDiff(repository.path, environment, base, revision)),
    )
    return [
      figure(
        `changeset of ${name} ${from} → ${to} (${files} files, ${lines} lines, ${hunks} hunks) ÷ \`git diff -U0 --histogram\``,
        '÷',
        samples,
        { of: 'median', atMost: 1.5 },
      ),
    ]
  } finally {
    objects.dispose()
    rmSync(repository.path, { recursive: true, force: true, maxRetries: 5 })
  }
}
