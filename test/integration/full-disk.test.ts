import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Figure } from '#shared/domain/figures/figure.ts'
import { FiguresFile } from '#main/store/figures-file.ts'
import { createWorkbench } from '#main/workbench.ts'
import { TestRepository, temporaryFolder, testGitEnvironment } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let home: string
let mounted = false

beforeEach(() => {
  folder = temporaryFolder()
  home = path.join(folder.path, 'winnow')
  mkdirSync(home)
  mounted = mount(home)
})
afterEach(() => {
  if (mounted) execFileSync('umount', ['-l', home], { stdio: 'ignore' })
  folder.remove()
})

/** A small disk of its own; only root can have one. */
function mount(place: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', place], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Fills the disk, but for `left` bytes; gives the function that makes room again. */
function fill(left = 0): () => void {
  const file = path.join(home, 'ballast')
  writeFileSync(file, '')
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size))
    } catch {
      // Less than this is left.
    }
  }
  expect(statfsSync(home).bavail).toBe(0)
  truncateSync(file, statSync(file).size - left)
  return () => rmSync(file)
}

describe('a full disk', () => {
  test('keeps what was decided, takes nothing half, and goes on once there is room', async (context) => {
    if (!mounted) context.skip()
    const repository = new TestRepository(path.join(folder.path, 'repo'))
    repository.commit('one', { 'a.txt': 'a\n' })
    let workbench = await TestWorkbench.start(folder.path)
    try {
      const id = await workbench.open(repository.path)
      const session = await workbench.task(id, 'echo A > a.txt; echo new > new.txt')
      const { worktree } = await workbench.state(session, 'ready')
      const changeset = async () => unwrap(await workbench.client.changeset.get({ session }))
      const [first, second] = (await changeset()).files.flatMap((file) => file.hunks.map((hunk) => hunk.id))
      const decide = (hunk: string | undefined) =>
        workbench.client.review.decide({ session, decisions: [{ hunk: hunk ?? '', verdict: 'accept' }] })
      unwrap(await decide(first))
      writeFileSync(path.join(worktree ?? '', 'by-hand.txt'), 'mine\n')
      const makeRoom = fill()
      const told = /could not be written down .* so it was not done.* Free some space/
      await expect(decide(second)).rejects.toThrow(told)
      const refreshed = await workbench.client.session.refresh({ session })
      expect(refreshed.ok ? '' : refreshed.error.message).toMatch(
        /No snapshot was taken|data folder can't be written/,
      )
      expect((await workbench.client.session.discard({ session })).ok).toBe(false)
      const landed = await workbench.client.landing.land({ session, branch: 'main' })
      expect(landed.ok ? null : landed.error.kind).toBe('gitFailed')
      expect(repository.git('status', '--porcelain')).toBe('')
      await expect(workbench.task(id, 'true')).rejects.toThrow(told)
      makeRoom()
      await workbench.end()
      workbench = await TestWorkbench.start(folder.path)
      const verdicts = (await changeset()).files.flatMap((file) => file.hunks.map((hunk) => hunk.decision))
      expect(verdicts).toEqual(['accept', null])
      expect(await workbench.client.session.list()).toHaveLength(1)
      unwrap(await decide(second))
      unwrap(await workbench.client.session.refresh({ session }))
      unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
    } finally {
      await workbench.end()
    }
  })
})

describe('figures of reading on a full disk', () => {
  test('are dropped, and those that come once there is room are kept', async (context) => {
    if (!mounted) context.skip()
    const file = new FiguresFile(path.join(home, 'figures.jsonl'))
    const figure = (at: number): Figure => ({
      ...{ at, session: 's'.repeat(64), act: null, kind: 'hunk', hunks: 1, lines: 1 },
      ...{ onScreen: null, attention: 1, keys: 1 },
    })
    expect(await file.add([figure(1)])).toBe(true)
    const makeRoom = fill()
    const many = Array.from({ length: 100 }, (_, index) => figure(100 + index))
    expect(await file.add(many)).toBe(false)
    makeRoom()
    expect(await file.add([figure(2)])).toBe(true)
    const kept = unwrap(await file.read()).map(({ at }) => at)
    // What fitted into the last block of the disk is whole lines of it.
    expect([kept[0], kept.at(-1)]).toEqual([1, 2])
    expect(kept.length).toBeLessThan(100)
  })
})

describe('a disk that fills while an agent works', () => {
  test('ends the turn as failed, keeps the worktree, and lets the session go on once there is room', async (context) => {
    if (!mounted) context.skip()
    const repository = new TestRepository(path.join(folder.path, 'repo'))
    repository.commit('one', { 'a.txt': 'a\n' })
    const workbench = await TestWorkbench.start(folder.path)
    try {
      const go = path.join(folder.path, 'go')
      const id = await workbench.open(repository.path)
      const wait = `echo new > new.txt; while [ ! -e '${go}' ]; do sleep 0.02; done`
      const session = await workbench.task(id, wait)
      const { worktree } = await workbench.state(session, 'running')
      await until('the agent wrote', () => existsSync(path.join(worktree ?? '', 'new.txt')))
      const makeRoom = fill()
      writeFileSync(go, '')
      const failed = await workbench.state(session, 'failed')
      expect(failed.activity).toMatch(/Free some space|restart the session/i)
      makeRoom()
      expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 1 })
      unwrap(await workbench.client.session.restart({ session }))
      await workbench.state(session, 'ready')
    } finally {
      await workbench.end()
    }
  })
})

describe('a data folder that cannot be written', () => {
  test('is refused with a sentence, and nothing is changed', async (context) => {
    if (!mounted) context.skip()
    execFileSync('mount', ['-o', 'remount,ro', home])
    const made = await createWorkbench({
      home,
      host: 'command',
      version: '0',
      openedPath: null,
      env: testGitEnvironment(folder.path),
    })
    expect(made).toMatchObject({ ok: false, error: { kind: 'unwritable' } })
    expect(made.ok ? '' : made.error.message).toMatch(/Nothing was changed/)
  })
})

describe('a repository that cannot be written', () => {
  test('is told, loses neither work nor decisions, and takes the landing once it can be', async (context) => {
    if (!mounted) context.skip()
    const repository = new TestRepository(path.join(folder.path, 'repo'))
    repository.commit('one', { 'a.txt': 'a\n' })
    const bind = (...options: string[]) =>
      execFileSync('mount', ['-o', options.join(','), ...(options.includes('bind') ? [repository.path] : [])])
    execFileSync('mount', ['--bind', repository.path, repository.path])
    const workbench = await TestWorkbench.start(folder.path)
    try {
      const id = await workbench.open(repository.path)
      const session = await workbench.task(id, 'echo A > a.txt')
      const { worktree } = await workbench.state(session, 'ready')
      const [hunk = ''] = unwrap(await workbench.client.changeset.get({ session })).files.flatMap((file) =>
        file.hunks.map((one) => one.id),
      )
      writeFileSync(path.join(worktree ?? '', 'by-hand.txt'), 'mine\n')
      bind('remount', 'bind', 'ro')
      const before = [
        repository.git('rev-parse', 'main'),
        repository.git('--no-optional-locks', 'status', '-s'),
      ]
      const decisions = [{ hunk, verdict: 'accept' as const }]
      unwrap(await workbench.client.review.decide({ session, decisions }))
      const refreshed = await workbench.client.session.refresh({ session })
      expect(refreshed.ok ? '' : refreshed.error.message).toMatch(/No snapshot was taken: .*Read-only/i)
      const discarded = await workbench.client.session.discard({ session })
      expect(discarded.ok ? '' : discarded.error.message).toMatch(/was not discarded, because/)
      const landed = await workbench.client.landing.land({ session, branch: 'main' })
      expect(landed.ok ? '' : landed.error.message).toMatch(/Read-only.*No decision was changed/is)
      const agent = { kind: 'command' as const, command: 'true' }
      const tasks = [{ repository: id, prompt: 'x', agent }]
      const submitted = await workbench.client.session.submit({ tasks })
      expect(submitted.ok ? '' : submitted.error.message).toMatch(
        /unable to create.* Nothing was started\. Check that the repository can be written/,
      )
      expect(existsSync(path.join(worktree ?? '', 'by-hand.txt'))).toBe(true)
      expect([
        repository.git('rev-parse', 'main'),
        repository.git('--no-optional-locks', 'status', '-s'),
      ]).toEqual(before)
      bind('remount', 'bind', 'rw')
      unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
      unwrap(await workbench.client.session.refresh({ session }))
      expect(repository.git('show', 'main:a.txt')).toBe('A')
    } finally {
      await workbench.end()
      execFileSync('umount', ['-l', repository.path])
    }
  })
})

describe('a disk that is full when a session is brought up to date', () => {
  test.for([
    ['full', 0],
    ['too small for what comes', 600_000],
  ] as const)(
    'leaves session and worktree as they were where it is %s, and does it once there is room',
    async ([, left], context) => {
      if (!mounted) context.skip()
      const repository = new TestRepository(path.join(folder.path, 'repo'))
      repository.commit('one', { 'a.txt': 'a\n' })
      const workbench = await TestWorkbench.start(folder.path)
      try {
        const id = await workbench.open(repository.path)
        const session = await workbench.task(id, 'echo mine > mine.txt')
        const before = await workbench.state(session, 'ready')
        await workbench.acceptAll(session)
        const big = 'line of a large file\n'.repeat(60_000)
        repository.commit('up', { 'a.txt': 'theirs\n', 'big.txt': big })
        const inWorktree = (name: string): string => path.join(before.worktree ?? '', name)
        const verdicts = async (): Promise<readonly string[]> =>
          unwrap(await workbench.client.changeset.get({ session })).files.flatMap((file) =>
            file.hunks.map(({ decision }) => `${file.path} ${decision}`),
          )
        const makeRoom = fill(left)
        const refused = await workbench.client.session.bringUpToDate({ session }).catch(String)
        expect(refused).not.toMatchObject({ ok: true })
        expect(existsSync(inWorktree('big.txt'))).toBe(false)
        expect(readFileSync(inWorktree('a.txt'), 'utf8')).toBe('a\n')
        expect(await verdicts()).toEqual(['mine.txt accept'])
        makeRoom()
        unwrap(await workbench.client.session.bringUpToDate({ session }))
        expect(readFileSync(inWorktree('big.txt'), 'utf8')).toBe(big)
        expect(readFileSync(inWorktree('mine.txt'), 'utf8')).toBe('mine\n')
        expect(await verdicts()).toEqual(['mine.txt accept'])
      } finally {
        await workbench.end()
      }
    },
  )
})
