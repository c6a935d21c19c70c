import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { LandingStep } from '#main/landing/dependencies.ts'
import { filesOf, LandingSetting, type SettingOptions } from '#test/support/landing.ts'

let setting: LandingSetting

function open(options: Partial<SettingOptions> = {}): LandingSetting {
  setting = new LandingSetting({
    files: { 'a.txt': 'one\n', 'b.txt': 'b\n', 'dir/c.txt': 'c\n' },
    ...options,
  })
  return setting
}

afterEach(() => setting.dispose())

const change = { 'a.txt': 'A\n', 'dir/c.txt': null, 'new/x.txt': 'x\n' }
const landOn = (branch: string) => (landing: ReturnType<LandingSetting['landing']>) =>
  landing.land({ session: setting.session, branch })
const undo = (landing: ReturnType<LandingSetting['landing']>) => landing.undo({ session: setting.session })
const apply = (landing: ReturnType<LandingSetting['landing']>) =>
  landing.applyToCheckout({ session: setting.session })

/** After recovery nothing is left to recover, whatever happened. */
async function recover() {
  const recovered = await setting.landing().recover()
  expect(await setting.landing().recover()).toEqual([])
  return recovered
}

const before: readonly LandingStep[] = ['planned', 'checked', 'committed']
const notMoved: readonly LandingStep[] = ['intended', 'stagedKept']
const moved: readonly LandingStep[] = ['refMoved', 'filesUpdated', 'sessionMoved']

describe('a crash while landing on a branch that is checked out', () => {
  test.each([...before, ...notMoved])('after %s: nothing happened', async (step) => {
    open()
    const listing = setting.listing()
    setting.accept(change)
    await setting.crashAfter(step, landOn('main'))
    const recovered = await recover()
    expect(recovered.map((each) => each.outcome)).toEqual(before.includes(step) ? [] : ['aborted'])
    expect(setting.listing()).toEqual(listing)
    expect(setting.landings).toEqual([])
    await setting.land('main')
  })

  test.each(moved)('after %s: it is finished, once', async (step) => {
    const { repository } = open()
    repository.write({ 'b.txt': 'mine\n' })
    const first = { listing: setting.listing(), base: { ...setting.base } }
    const tree = setting.accept(change)
    await setting.crashAfter(step, landOn('main'))
    expect(await recover()).toMatchObject([{ outcome: 'landed', left: [], failure: null }])
    expect(repository.tree('main')).toBe(tree)
    expect(repository.git('status', '--porcelain')).toBe('M b.txt')
    expect(filesOf(repository.path)).toEqual({ 'a.txt': '- A\n', 'b.txt': '- mine\n', 'new/x.txt': '- x\n' })
    expect(setting.landings).toHaveLength(1)
    expect(setting.moves).toHaveLength(1)
    expect(setting.base.tree).toBe(tree)
    unwrap(await undo(setting.landing()))
    expect(setting.listing()).toEqual(first.listing)
    expect(setting.base).toEqual(first.base)
  })

  test('half of the files written: the other half is', async () => {
    const { repository } = open()
    const tree = setting.accept(change)
    await setting.crashAfter('refMoved', landOn('main'))
    // As git would be cut off: files first, then the index at once.
    repository.write({ 'a.txt': 'A\n', 'new/x.txt': 'x\n' })
    expect(await recover()).toMatchObject([{ outcome: 'landed', left: [] }])
    expect(repository.git('status', '--porcelain')).toBe('')
    expect(repository.tree()).toBe(tree)
    expect(filesOf(repository.path)).toEqual({ 'a.txt': '- A\n', 'b.txt': '- b\n', 'new/x.txt': '- x\n' })
  })

  test('a file unlinked but not yet written is written', async () => {
    const { repository } = open()
    setting.accept(change)
    await setting.crashAfter('refMoved', landOn('main'))
    rmSync(path.join(repository.path, 'a.txt'))
    expect(await recover()).toMatchObject([{ outcome: 'landed', left: [] }])
    expect(repository.git('status', '--porcelain')).toBe('')
  })

  test.each(['', 'x', '\0\0\0\0', 'xy\0\0', '\0'])(
    'a file of which only %j was written is written whole',
    async (begun) => {
      const { repository } = open()
      setting.accept({ ...change, 'a.txt': 'xyz\n', 'new/x.txt': 'xyz\n' })
      await setting.crashAfter('refMoved', landOn('main'))
      repository.write({ 'a.txt': begun, 'new/x.txt': begun })
      expect(await recover()).toMatchObject([{ outcome: 'landed', left: [] }])
      expect(repository.git('status', '--porcelain')).toBe('')
      expect(filesOf(repository.path)).toMatchObject({ 'a.txt': '- xyz\n', 'new/x.txt': '- xyz\n' })
    },
  )

  test('what the person did meanwhile is left and named', async () => {
    const { repository } = open()
    setting.accept({ ...change, 'z.txt': 'z\n' })
    await setting.crashAfter('refMoved', landOn('main'))
    repository.write({ 'a.txt': 'mine\n', 'z.txt': 'mine\n' })
    expect(await recover()).toMatchObject([{ outcome: 'landed', left: ['a.txt', 'z.txt'] }])
    expect(filesOf(repository.path)).toEqual({
      'a.txt': '- mine\n',
      'b.txt': '- b\n',
      'new/x.txt': '- x\n',
      'z.txt': '- mine\n',
    })
    expect(setting.landings).toHaveLength(1)
  })

  test('locks that a killed git left behind are removed', async () => {
    const { repository } = open()
    setting.accept(change)
    await setting.crashAfter('refMoved', landOn('main'))
    for (const lock of ['index.lock', 'refs/heads/main.lock', 'HEAD.lock'])
      writeFileSync(path.join(repository.path, '.git', lock), '')
    expect(await recover()).toMatchObject([{ outcome: 'landed', left: [] }])
    expect(repository.git('status', '--porcelain')).toBe('')
    unwrap(await undo(setting.landing()))
  })

  test('so are those that git made before the landing was meant', async () => {
    const { repository } = open()
    setting.accept(change)
    let killed = new Map<string, unknown>()
    setting.onStep = (step) => {
      if (step !== 'committed') return
      // What a kill at this moment leaves.
      killed = new Map(setting.documents)
      throw new Error('killed')
    }
    await expect(setting.landing().land({ session: setting.session, branch: 'main' })).rejects.toThrow(
      'killed',
    )
    setting.onStep = () => undefined
    setting.documents = killed
    const locks = ['HEAD.lock', 'refs/heads/main.lock'].map((lock) =>
      path.join(repository.path, '.git', lock),
    )
    for (const lock of locks) writeFileSync(lock, '')
    expect(await setting.landing().recover()).toEqual([])
    expect(locks.filter((lock) => existsSync(lock))).toEqual([])
    expect(setting.documents.size).toBe(0)
    // Another's, later: nothing says any more that it is ours.
    writeFileSync(locks[0] ?? '', '')
    await setting.landing().recover()
    expect(existsSync(locks[0] ?? '')).toBe(true)
    rmSync(locks[0] ?? '')
    await setting.land('main')
    expect(setting.documents.size).toBe(0)
  })

  test('the lock of a git that is at work stays: tried again at the next start', async () => {
    const { repository } = open()
    setting.accept(change)
    await setting.crashAfter('refMoved', landOn('main'))
    const lock = path.join(repository.path, '.git/index.lock')
    writeFileSync(lock, '')
    const working = spawn('git', ['cat-file', '--batch'], { cwd: repository.path })
    await once(working, 'spawn')
    expect(await setting.landing().recover()).toMatchObject([
      { outcome: 'unfinished', failure: { kind: 'busy' } },
    ])
    expect(existsSync(lock)).toBe(true)
    working.stdin.end()
    await once(working, 'close')
    expect(await recover()).toMatchObject([{ outcome: 'landed' }])
    expect(repository.git('status', '--porcelain')).toBe('')
  })

  test('a lock that was there before the landing stays', async () => {
    const { repository } = open()
    setting.accept(change)
    await setting.crashAfter('refMoved', landOn('main'))
    const lock = path.join(repository.path, '.git/index.lock')
    writeFileSync(lock, '')
    utimesSync(lock, 1, 1)
    expect(await setting.landing().recover()).toMatchObject([
      { outcome: 'unfinished', failure: { kind: 'busy' } },
    ])
    rmSync(lock)
    expect(await recover()).toMatchObject([{ outcome: 'landed' }])
    expect(repository.git('status', '--porcelain')).toBe('')
  })

  test('a branch that moved on from the landing: it landed', async () => {
    const { repository } = open()
    repository.git('branch', 'x')
    setting.accept(change)
    await setting.crashAfter('refMoved', landOn('x'))
    repository.git('checkout', '-q', 'x')
    repository.commit('more', { 'b.txt': 'more\n' })
    const listing = setting.listing()
    expect(await recover()).toMatchObject([{ outcome: 'landed' }])
    expect(setting.listing()).toEqual(listing)
  })

  test('a branch that went elsewhere: it did not land', async () => {
    const { repository } = open()
    repository.git('branch', 'x')
    setting.accept(change)
    await setting.crashAfter('refMoved', landOn('x'))
    repository.git('branch', '-f', 'x', 'main')
    expect(await recover()).toMatchObject([{ outcome: 'aborted' }])
    expect(setting.landings).toEqual([])
  })
})

describe('a crash while landing on a new branch', () => {
  test.each([
    ...notMoved.map((step) => [step, 'aborted', '', 0] as const),
    ...moved.map((step) => [step, 'landed', 'x', 1] as const),
  ])('after %s: %s', async (step, outcome, branch, landings) => {
    const { repository } = open()
    setting.accept(change)
    await setting.crashAfter(step, landOn('x'))
    expect(await recover()).toMatchObject([{ outcome }])
    expect(repository.git('branch', '--list', 'x')).toBe(branch)
    expect(setting.landings).toHaveLength(landings)
  })
})

describe('a crash while landing uncommitted changes where they are', () => {
  function openWithStaged(): Record<string, unknown> {
    const { repository } = open({ source: { kind: 'uncommitted' } })
    repository.write({ 'a.txt': 'staged\n' }).git('add', 'a.txt')
    repository.write({ 'a.txt': 'A\nrest\n' })
    setting.accept({ 'a.txt': 'A\n' })
    return setting.listing()
  }

  test.each(notMoved)('after %s: nothing happened', async (step) => {
    const listing = openWithStaged()
    await setting.crashAfter(step, landOn('main'))
    expect(await recover()).toMatchObject([{ outcome: 'aborted', left: [] }])
    expect(setting.listing()).toEqual(listing)
  })

  test.each(moved)('after %s: it is finished, once', async (step) => {
    const listing = openWithStaged()
    const { repository } = setting
    await setting.crashAfter(step, landOn('main'))
    expect(await recover()).toMatchObject([{ outcome: 'landed', left: [] }])
    expect(repository.git('status', '--porcelain')).toBe('M a.txt')
    expect(repository.git('show', ':a.txt')).toBe('A')
    expect(repository.git('show', `refs/winnow/${setting.session}/staged-1:a.txt`)).toBe('staged')
    unwrap(await undo(setting.landing()))
    expect(setting.listing()).toMatchObject({ index: listing['index'], files: listing['files'] })
  })

  test('what was staged anew meanwhile is left and named', async () => {
    openWithStaged()
    const { repository } = setting
    await setting.crashAfter('refMoved', landOn('main'))
    repository.write({ 'a.txt': 'anew\n' }).git('add', 'a.txt')
    expect(await recover()).toMatchObject([{ outcome: 'landed', left: ['a.txt'] }])
    expect(repository.git('show', ':a.txt')).toBe('anew')
  })
})

describe('a crash while undoing', () => {
  async function openLanded() {
    const { repository } = open()
    repository.write({ 'b.txt': 'mine\n' })
    const listing = setting.listing()
    setting.accept(change)
    await setting.land('main')
    return { listing, landed: setting.listing() }
  }

  test.each([
    ['planned', []],
    ['intended', ['kept']],
  ] as const)('after %s: the landing stays', async (step, outcomes) => {
    const { listing, landed } = await openLanded()
    await setting.crashAfter(step, undo)
    expect((await recover()).map((each) => each.outcome)).toEqual(outcomes)
    expect(setting.listing()).toEqual(landed)
    unwrap(await undo(setting.landing()))
    expect(setting.listing()).toEqual(listing)
  })

  test.each(moved)('after %s: it is undone, once', async (step) => {
    const { listing } = await openLanded()
    await setting.crashAfter(step, undo)
    expect(await recover()).toMatchObject([{ outcome: 'undone', left: [] }])
    expect(setting.listing()).toEqual(listing)
    expect(setting.landings).toMatchObject([{ undone: true }])
    expect(setting.moves).toHaveLength(2)
  })
})

describe('a crash while applying to the checkout', () => {
  test.each([
    ['planned', []],
    ['intended', ['aborted']],
  ] as const)('after %s: nothing happened', async (step, outcomes) => {
    open()
    const listing = setting.listing()
    setting.accept(change)
    await setting.crashAfter(step, apply)
    expect((await recover()).map((each) => each.outcome)).toEqual(outcomes)
    expect(setting.listing()).toEqual(listing)
  })

  test.each(['filesUpdated', 'sessionMoved'] as const)('after %s: it is finished', async (step) => {
    open()
    const listing = setting.listing()
    setting.accept(change)
    await setting.crashAfter(step, apply)
    expect(await recover()).toMatchObject([{ outcome: 'landed', left: [] }])
    expect(setting.landings).toHaveLength(1)
    unwrap(await undo(setting.landing()))
    expect(setting.listing()).toEqual(listing)
  })

  test('half of the files written: the other half is, and the index stays', async () => {
    const { repository } = open()
    const listing = setting.listing()
    setting.accept(change)
    await setting.crashAfter('intended', apply)
    repository.write({ 'new/x.txt': 'x\n' })
    expect(await recover()).toMatchObject([{ outcome: 'landed', left: [] }])
    expect(filesOf(repository.path)).toEqual({ 'a.txt': '- A\n', 'b.txt': '- b\n', 'new/x.txt': '- x\n' })
    expect(setting.listing()['index']).toBe(listing['index'])
  })

  test.each([
    ['intended', 'kept', '- A\n'],
    ['filesUpdated', 'undone', '- one\n'],
    ['sessionMoved', 'undone', '- one\n'],
  ] as const)('while it is taken out again, after %s: %s', async (step, outcome, file) => {
    const { repository } = open()
    const listing = setting.listing()
    setting.accept(change)
    unwrap(await apply(setting.landing()))
    await setting.crashAfter(step, undo)
    expect(await recover()).toMatchObject([{ outcome }])
    expect(filesOf(repository.path)['a.txt']).toBe(file)
    await undo(setting.landing())
    expect(setting.listing()).toEqual(listing)
  })
})
