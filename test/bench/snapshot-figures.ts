import { cpSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Objects } from '#main/git/objects.ts'
import type { Git } from '#main/git/run.ts'
import { takeSnapshot } from '#main/worktrees/snapshot.ts'
import { unwrap } from '#shared/base/result.ts'
import type { Corpus } from './corpus.ts'
import { type Figure, figure, ratios, timed } from './figures.ts'
import { rawGit } from './raw-git.ts'

interface Place {
  readonly git: Git
  readonly objects: Objects
  readonly corpus: Corpus
  readonly folder: string
  readonly environment: Record<string, string>
}

/** A worktree as an agent has it: checked out more than a second ago. */
interface Checkout {
  readonly worktree: string
  readonly gitDir: string
}

const plain = '`add -A`, `write-tree`, `commit-tree`'
const goal = { of: 'median', atMost: 1.3 } as const

/**
 * Snapshots of one worktree again and again, and of worktrees that were never recorded. Within the second of a checkout
 * git can't tell a file that changed from one that did not, so nothing is measured before that is over.
 *
 * The plain commands work on a copy of the index. For the next snapshots it is a quick one, to our disadvantage: a copy
 * that looks younger than the files lets git skip those that changed right after the checkout, so it may miss some. The
 * first snapshot is where all files must be compared, so there the copy keeps its time.
 */
export async function snapshotFigures(
  place: Place,
  name: string,
  runs: number,
  runsOfFirst: number,
): Promise<readonly Figure[]> {
  const one = await checkOut(place, 'snapshots')
  const next = await ratios(
    runs,
    (run) => ours(place, one, `next-${run + 2}`),
    (run) => theirs(place, one, `next-${run + 2}`, false),
  )
  remove(place, one)
  const again = figure(`snapshot of ${name} ÷ plain ${plain}`, '÷', next, goal)
  if (runsOfFirst === 0) return [again]
  const anew = async (work: (checkout: Checkout) => Promise<number>): Promise<number> => {
    const checkout = await checkOut(place, 'first')
    const taken = await work(checkout)
    remove(place, checkout)
    return taken
  }
  const first = await ratios(
    runsOfFirst,
    (run) => anew((checkout) => ours(place, checkout, `first-${run + 2}`)),
    (run) => anew((checkout) => theirs(place, checkout, `first-${run + 2}`, true)),
  )
  return [
    again,
    figure('… the first one of a worktree, with a copy of the index that misses nothing', '÷', first, goal),
  ]
}

async function checkOut(place: Place, name: string): Promise<Checkout> {
  const worktree = path.join(place.folder, name)
  rawGit(place.corpus.path, place.environment, [
    'worktree',
    'add',
    '-q',
    '--detach',
    worktree,
    place.corpus.base,
  ])
  const gitDir = rawGit(worktree, place.environment, ['rev-parse', '--absolute-git-dir'])
  const second = Math.floor(statSync(path.join(gitDir, 'index')).mtimeMs / 1000)
  while (Math.floor(Date.now() / 1000) <= second) await pause(20)
  return { worktree, gitDir }
}

function remove({ corpus, environment }: Place, { worktree }: Checkout): void {
  rawGit(corpus.path, environment, ['worktree', 'remove', '--force', worktree])
}

/** Each snapshot finds some files that are really new. */
function touch({ worktree }: Checkout, mark: string): void {
  for (let index = 0; index < 10; index += 1) {
    writeFileSync(
      path.join(worktree, `src/part-0/module-${index}.ts`),
      `export const mark = '${mark}-${index}'\n`,
    )
  }
}

function ours(place: Place, checkout: Checkout, mark: string): Promise<number> {
  touch(checkout, `ours-${mark}`)
  return timed(async () =>
    unwrap(
      await takeSnapshot(place.git, place.objects, {
        ...checkout,
        commonDir: path.join(place.corpus.path, '.git'),
        startedFrom: place.corpus.base,
        ref: `refs/winnow/bench/${mark}`,
        message: 'bench\n',
      }),
    ),
  )
}

function theirs(place: Place, checkout: Checkout, mark: string, exact: boolean): Promise<number> {
  touch(checkout, `theirs-${mark}`)
  const index = path.join(place.folder, 'plain-index')
  const git = (...args: string[]): string => rawGit(checkout.worktree, place.environment, args, index)
  return timed(() => {
    cpSync(path.join(checkout.gitDir, 'index'), index, { preserveTimestamps: exact })
    git('add', '-A')
    git('commit-tree', git('write-tree'), '-p', place.corpus.base, '-m', 'bench')
    rmSync(index)
  })
}
