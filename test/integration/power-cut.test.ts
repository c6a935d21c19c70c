import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { readWorkbench } from '#main/client/read.ts'
import { createWorkbench } from '#main/workbench.ts'
import { CutDisks, noLoopMounts } from '#test/support/cut-disks.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import {
  checkAfter,
  contents,
  cutAgainAndAgain,
  filled,
  repositoryOn,
  work,
} from '#test/support/power-cut-run.ts'
import { temporaryFolder, testGitEnvironment } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'

let folder: ReturnType<typeof temporaryFolder>
let disks: CutDisks | null

beforeEach(() => {
  folder = temporaryFolder()
  disks = null
})
afterEach(() => {
  disks?.unmount()
  folder.remove()
})

/** The changeset of a session as it is in the data folder of a cut disk, which is only read. */
async function readAt(place: string, session: string): Promise<unknown> {
  const home = path.join(place, 'winnow')
  const read = unwrap(
    await readWorkbench({
      home,
      why: { notice: '', refusal: 'it is only read' },
      workbench: (copy) =>
        createWorkbench({
          ...{ home, copy, host: 'command', version: '0', openedPath: null },
          env: testGitEnvironment(place),
        }),
    }),
  )
  try {
    return unwrap(await read.client.changeset.get({ session }))
  } finally {
    await read.close()
  }
}

describe('a power cut right after the answer', () => {
  test('loses nothing of decisions, of a landing, of its undo, or of the work of an agent that commits by itself', async (context) => {
    disks = CutDisks.make(folder.path, 'disk')
    if (disks === null) return context.skip(noLoopMounts)
    const all = disks
    const repository = repositoryOn(all.place('disk'))
    const git = (place: string, ...args: string[]): string =>
      execFileSync('git', ['-c', 'safe.directory=*', '-C', place, ...args], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
        .toString()
        .trim()
    const cut = (label: string): string => {
      all.cut(label)
      return path.join(all.beside(label, 'disk'), 'repo')
    }
    const workbench = await TestWorkbench.start(all.place('disk'))
    try {
      const id = await workbench.open(repository.path)
      const session = await workbench.task(id, work)
      await workbench.state(session, 'ready')
      const ended = cut('ended')
      expect(git(ended, 'fsck', '--full')).toBe('')
      expect(git(ended, 'show', `refs/winnow/${session}/r1:file-7`)).toBe('new file-7')

      await workbench.acceptAll(session)
      const decided = unwrap(await workbench.client.changeset.get({ session }))
      const accepted = { ...decided, seq: expect.any(Number) as number }
      all.cut('decided')
      expect(await readAt(all.beside('decided', 'disk'), session)).toEqual(accepted)

      const { commit } = unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
      const landed = cut('landed')
      expect(git(landed, 'rev-parse', 'main')).toBe(commit)
      expect(git(landed, 'fsck', '--full')).toBe('')
      expect(git(landed, 'status', '--porcelain')).toBe('')
      expect(contents(landed)).toEqual(filled('new'))

      unwrap(await workbench.client.landing.undo({ session }))
      const undone = cut('undone')
      expect(git(undone, 'fsck', '--full')).toBe('')
      expect(git(undone, 'status', '--porcelain')).toBe('')
      expect(contents(undone)).toEqual(filled('old'))

      unwrap(await workbench.client.landing.applyToCheckout({ session }))
      expect(contents(cut('applied'))).toEqual(filled('new'))
    } finally {
      await workbench.end()
    }
  })
})

describe.each([
  { on: 'two disks', home: 'home', repo: 'repo' },
  ...(long ? [{ on: 'one disk', home: 'disk', repo: 'disk' }] : []),
])('a power cut in the middle of a landing, data folder and repository on $on', ({ home, repo }) => {
  let owner: KillableOwner | null

  beforeEach(() => {
    owner = null
    disks = CutDisks.make(folder.path, ...new Set([home, repo]))
  })
  afterEach(() => owner?.kill('everything'))

  test('what is said is true, and what was acknowledged is whole', async (context) => {
    if (disks === null) return context.skip(noLoopMounts)
    const repository = repositoryOn(disks.place(repo))
    owner = new KillableOwner(disks.place(home))
    const before = repository.git('rev-parse', 'main')
    const made = await cutAgainAndAgain(owner, disks, repository)
    await owner.kill('everything')
    for (const cut of made.cuts) {
      disks.back(cut.label)
      expect(await checkAfter(owner, repository, { ...cut, session: made.session, before })).toEqual([])
      await owner.end()
    }
  }, 1_800_000)
})
