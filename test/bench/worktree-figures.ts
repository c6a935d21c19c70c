import { rmSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import path from 'node:path'
import { Objects } from '#main/git/objects.ts'
import type { Git } from '#main/git/run.ts'
import { takeSnapshot } from '#main/worktrees/snapshot.ts'
import { Worktrees } from '#main/worktrees/worktrees.ts'
import { unwrap } from '#shared/base/result.ts'
import { type Corpus, makeCorpus } from './corpus.ts'
import { type Figure, figure, ratios, timed } from './figures.ts'
import { rawGit } from './raw-git.ts'
import { snapshotFigures } from './snapshot-figures.ts'

/** Figures of worktrees: made, recorded, and thrown away. */
export async function worktreeFigures(
  git: Git,
  objects: Objects,
  corpus: Corpus,
  folder: string,
  environment: Record<string, string>,
  runs: number,
): Promise<readonly Figure[]> {
  const figures = [
    await worktreeFigure(git, corpus, folder, environment, runs),
    ...(await snapshotFigures({ git, objects, corpus, folder, environment }, '1500 files', runs * 2, runs)),
  ]
  for (const files of [10, 10_000, 27_000]) {
    const place = path.join(folder, `files-${files}`)
    const other = makeCorpus(path.join(place, 'corpus'), { ...shortFiles, files })
    const its = await Objects.open(git, {
      folder: path.join(place, 'objects'),
      commonDir: path.join(other.path, '.git'),
      format: 'sha1',
    })
    figures.push(
      ...(files === 10_000
        ? await discardFigures(git, its, other, place, runs)
        : await snapshotFigures(
            { git, objects: its, corpus: other, folder: place, environment },
            `${files} files`,
            runs,
            0,
          )),
    )
    its.dispose()
    rmSync(place, { recursive: true, force: true })
  }
  return figures
}

const shortFiles = { changedFiles: 1, hunksInFile: 1, linesInHunk: 5, linesBetween: 15 }

/** A session is thrown away: its last snapshot, its folder moved, then deleted while the person works on. */
async function discardFigures(
  git: Git,
  objects: Objects,
  corpus: Corpus,
  folder: string,
  runs: number,
): Promise<readonly Figure[]> {
  const worktrees = new Worktrees({ git, home: path.join(folder, 'home') })
  const acknowledged: number[] = []
  const pauses: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const session = `s${run}`
    const options = { session, repositoryPath: corpus.path }
    const made = unwrap(await worktrees.create({ ...options, commit: corpus.base }))
    writeFileSync(path.join(made.path, 'new'), session)
    acknowledged.push(
      await timed(async () => {
        const { path: worktree, gitDir } = made
        unwrap(
          await takeSnapshot(git, objects, {
            worktree,
            gitDir,
            commonDir: path.join(corpus.path, '.git'),
            startedFrom: corpus.base,
            ref: `refs/winnow/${session}/r1`,
            message: 'bench\n',
          }),
        )
        unwrap(await worktrees.discard({ ...options, path: worktree }))
      }),
    )
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await worktrees.emptyTrash()
    delay.disable()
    pauses.push(delay.max / 1e6)
  }
  await worktrees.dispose()
  return [
    figure('discard of a session with 10000 files: acknowledged in', 'ms', acknowledged),
    figure('longest pause of the workbench while those are deleted', 'ms', pauses),
  ]
}

async function worktreeFigure(
  git: Git,
  corpus: Corpus,
  folder: string,
  environment: Record<string, string>,
  runs: number,
): Promise<Figure> {
  const worktrees = new Worktrees({ git, home: path.join(folder, 'home') })
  const samples = await ratios(
    runs,
    async (run) => {
      const session = `ours${run + 1}`
      let made = ''
      const taken = await timed(async () => {
        const created = await worktrees.create({ session, repositoryPath: corpus.path, commit: corpus.base })
        made = unwrap(created).path
      })
      unwrap(await worktrees.discard({ session, repositoryPath: corpus.path, path: made }))
      await worktrees.emptyTrash()
      return taken
    },
    async (run) => {
      const place = path.join(folder, `theirs${run + 1}`)
      const taken = await timed(() =>
        rawGit(corpus.path, environment, ['worktree', 'add', '-q', '--detach', place, corpus.base]),
      )
      rawGit(corpus.path, environment, ['worktree', 'remove', '--force', place])
      return taken
    },
  )
  await worktrees.dispose()
  return figure('worktree ready ÷ `git worktree add`', '÷', samples, { of: 'median', atMost: 1.2 })
}
