import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { CommandLog } from '#main/git/command-log.ts'
import { Durability } from '#main/git/durability.ts'
import { Objects } from '#main/git/objects.ts'
import { Git } from '#main/git/run.ts'
import { takeSnapshot } from '#main/worktrees/snapshot.ts'
import { ok, unwrap } from '#shared/base/result.ts'
import { LandingSetting } from '#test/support/landing.ts'
import { TestRepository, testGitEnvironment } from '#test/support/repository.ts'
import { type Figure, figure, ratios, timed } from './figures.ts'

const count = 10
const names = Array.from({ length: count }, (_, at) => `src/module-${at}.ts`)
const contents = (mark: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `export const mark = '${mark} ${name}'\n`]))

/**
 * What it costs that everything is on the disk before it is answered: a landing and a snapshot as the workbench does them,
 * and the same where nothing is waited for. What the system has not written yet of others' files on the same disk is
 * waited for as well.
 */
export async function durabilityFigures(folder: string, runs: number): Promise<readonly Figure[]> {
  const env = testGitEnvironment(folder)
  const durability = await Durability.start(folder, env)
  return [
    figure(
      `landing of ${count} files ÷ the same without waiting for the disk`,
      '÷',
      await landings(durability, runs),
    ),
    figure(
      `snapshot of ${count} changed files ÷ the same without waiting for the disk`,
      '÷',
      await snapshots(durability, folder, runs),
    ),
  ]
}

async function landings(durability: Durability, runs: number): Promise<readonly number[]> {
  const open = (config: Durability['gitConfig']): LandingSetting =>
    new LandingSetting({ files: contents('old'), git: (plain) => new Git({ ...plain, config }) })
  const durable = open(durability.gitConfig)
  const quick = open([])
  durable.durability = durability
  quick.durability = { make: () => Promise.resolve(ok(null)) }
  const land = (setting: LandingSetting, run: number): Promise<number> => {
    setting.accept(contents(`run ${run}`))
    return timed(() => setting.land('main'))
  }
  try {
    return await ratios(
      runs,
      (run) => land(durable, run),
      (run) => land(quick, run),
    )
  } finally {
    durable.dispose()
    quick.dispose()
  }
}

async function snapshots(durability: Durability, folder: string, runs: number): Promise<readonly number[]> {
  const repository = new TestRepository(path.join(folder, 'snapshots'))
  repository.commit('first', contents('old'))
  const commonDir = path.join(repository.path, '.git')
  const startedFrom = repository.git('rev-parse', 'HEAD')
  const env = testGitEnvironment(folder)
  const take = async (git: Git, objects: Objects, run: string, waits: boolean): Promise<number> => {
    for (const [name, text] of Object.entries(contents(run)))
      writeFileSync(path.join(repository.path, name), text)
    return timed(async () => {
      unwrap(
        await takeSnapshot(git, objects, {
          worktree: repository.path,
          gitDir: commonDir,
          commonDir,
          startedFrom,
          ref: `refs/winnow/bench/${run}`,
          message: 'bench\n',
        }),
      )
      if (waits) unwrap(await durability.make({ gitDirs: [commonDir] }))
    })
  }
  const side = async (name: string, config: Durability['gitConfig']) => {
    const git = new Git({ env, log: new CommandLog(), config })
    const place = path.join(folder, `objects-${name}`)
    return { git, objects: await Objects.open(git, { folder: place, commonDir, format: 'sha1' }) }
  }
  const durable = await side('durable', durability.gitConfig)
  const quick = await side('quick', [])
  try {
    return await ratios(
      runs,
      (run) => take(durable.git, durable.objects, `durable-${run + 1}`, true),
      (run) => take(quick.git, quick.objects, `quick-${run + 1}`, false),
    )
  } finally {
    durable.objects.dispose()
    quick.objects.dispose()
  }
}
