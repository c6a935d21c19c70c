import { chmodSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { filesOf, LandingSetting, type SettingOptions } from '#test/support/landing.ts'

let setting: LandingSetting

function open(options: Partial<SettingOptions> = {}): LandingSetting {
  setting = new LandingSetting({
    files: { 'a.txt': 'one\ntwo\n', 'b.txt': 'b\n', 'dir/c.txt': 'c\n' },
    ...options,
  })
  return setting
}

afterEach(() => setting.dispose())

const undo = () => setting.landing().undo({ session: setting.session })

/** Undoes, expects that this is refused and changes nothing, and gives the failure. */
async function refusal() {
  const before = setting.listing()
  const base = { ...setting.base }
  const result = await undo()
  expect(setting.listing()).toEqual(before)
  expect(setting.base).toEqual(base)
  if (result.ok) throw new Error('it was undone')
  return result.error
}

describe('undo', () => {
  test('of a branch that the landing made removes it', async () => {
    const { repository } = open()
    setting.accept({ 'a.txt': 'A\n' })
    const before = setting.listing()
    const base = { ...setting.base }
    const landed = await setting.land('x')
    expect(unwrap(await undo())).toMatchObject({ id: landed.landing, undone: true })
    expect(setting.listing()).toEqual(before)
    expect(setting.base).toEqual(base)
    expect(repository.git('branch', '--list', 'x')).toBe('')
    expect(await undo()).toMatchObject({ ok: false, error: { kind: 'nothingToUndo' } })
    await setting.land('x')
  })

  test('of two landings, the newest first', async () => {
    const { repository } = open()
    repository.git('branch', 'x')
    const before = setting.listing()
    const base = { ...setting.base }
    setting.accept({ 'a.txt': 'A\n' })
    const first = await setting.land('x')
    setting.accept({ 'b.txt': 'B\n' })
    await setting.land('x')
    unwrap(await undo())
    expect(repository.git('rev-parse', 'x')).toBe(first.commit)
    expect(setting.base.commit).toBe(first.commit)
    unwrap(await undo())
    expect(setting.listing()).toEqual(before)
    expect(setting.base).toEqual(base)
  })

  test('in a checkout brings its files back, and leaves the rest alone', async () => {
    const { repository } = open()
    repository.write({ 'b.txt': 'mine\n', 'untracked.txt': 'u\n' }).git('add', 'b.txt')
    setting.accept({ 'a.txt': 'A\n', 'dir/c.txt': null, 'dir/d/e.txt': 'e\n' })
    const before = setting.listing()
    await setting.land('main')
    expect(filesOf(repository.path)['dir/d/e.txt']).toBe('- e\n')
    unwrap(await undo())
    expect(setting.listing()).toEqual(before)
  })

  test('is refused once the branch moved on', async () => {
    const { repository } = open()
    setting.accept({ 'a.txt': 'A\n' })
    await setting.land('main')
    repository.commit('more', { 'b.txt': 'more\n' })
    const error = await refusal()
    expect(error.kind).toBe('targetMoved')
    expect(error.message).toContain('git revert')
    repository.git('checkout', '-q', '--detach')
    repository.git('branch', '-D', 'main')
    expect(await refusal()).toMatchObject({ kind: 'targetMoved' })
  })

  test.each([
    ['a changed file', () => setting.repository.write({ 'a.txt': 'mine\n' }), ['a.txt']],
    ['a staged file', () => setting.repository.write({ 'a.txt': 'mine\n' }).git('add', 'a.txt'), ['a.txt']],
    [
      'a file where a removed one was',
      () => setting.repository.write({ 'dir/c.txt': 'mine\n' }),
      ['dir/c.txt'],
    ],
  ])('%s is in its way', async (_name, disturb, paths) => {
    open()
    setting.accept({ 'a.txt': 'A\n', 'dir/c.txt': null })
    await setting.land('main')
    disturb()
    expect(await refusal()).toMatchObject({ kind: 'inTheWay', paths: paths })
  })

  test('is refused where the branch it would remove is checked out', async () => {
    const { repository } = open()
    setting.accept({ 'a.txt': 'A\n' })
    await setting.land('x')
    repository.git('checkout', '-q', 'x')
    expect(await refusal()).toMatchObject({ kind: 'inTheWay' })
    repository.git('checkout', '-q', 'main')
    unwrap(await undo())
  })

  test('follows the branch to where it is checked out now', async () => {
    const { repository } = open()
    repository.git('branch', 'x')
    setting.accept({ 'a.txt': 'A\n' })
    await setting.land('x')
    repository.git('checkout', '-q', 'x')
    unwrap(await undo())
    expect(filesOf(repository.path)['a.txt']).toBe('- one\ntwo\n')
    expect(repository.git('status', '--porcelain')).toBe('')
  })

  test('when the index gets locked after the branch moved, the landing stays', async () => {
    const { repository } = open()
    setting.accept({ 'a.txt': 'A\n' })
    await setting.land('main')
    const before = setting.listing()
    setting.onStep = (step) => {
      if (step === 'refMoved') writeFileSync(path.join(repository.path, '.git/index.lock'), '')
    }
    expect(await undo()).toMatchObject({ ok: false, error: { kind: 'busy' } })
    setting.onStep = () => undefined
    repository.write({ '.git/index.lock': null })
    expect(setting.listing()).toEqual(before)
    unwrap(await undo())
  })
})

describe('a review of uncommitted changes, landed on the branch that is checked out', () => {
  const uncommitted = { source: { kind: 'uncommitted' } } as const

  test('moves the branch and the index, writes no file, and leaves exactly the rest', async () => {
    const { repository } = open(uncommitted)
    repository.write({
      'a.txt': 'ONE\nTWO\n',
      'b.txt': null,
      'new.txt': 'new\n',
      'rest.txt': 'rest\n',
    })
    const files = filesOf(repository.path)
    const before = setting.listing()
    const base = { ...setting.base }
    // The first line of a.txt, the deletion, and the new file.
    const tree = setting.accept({ 'a.txt': 'ONE\ntwo\n', 'b.txt': null, 'new.txt': 'new\n' })
    const preview = unwrap(await setting.landing().preview({ session: setting.session }))
    expect(preview).toMatchObject({ branch: 'main', inTheWay: [], checkout: null })
    const landed = await setting.land('main')
    expect(landed.tree).toBe(tree)
    expect(filesOf(repository.path)).toEqual(files)
    expect(repository.git('status', '--porcelain')).toBe('M a.txt\n?? rest.txt')
    expect(repository.git('diff', '-U0', 'a.txt')).toContain('-two\n+TWO')
    expect(repository.git('for-each-ref', 'refs/winnow')).toBe('')
    // Without any refresh: other tools see the same.
    expect(repository.git('diff-files', '--name-only')).toBe('a.txt')
    unwrap(await undo())
    expect(setting.listing()).toEqual(before)
    expect(setting.base).toEqual(base)
  })

  test('keeps staged content that differs under a hidden reference, and undo puts it back', async () => {
    const { repository } = open(uncommitted)
    repository.write({ 'a.txt': 'staged\n', 'b.txt': 'landed\n', 'other.txt': 'staged too\n' })
    repository.git('add', 'a.txt', 'b.txt', 'other.txt')
    repository.write({ 'a.txt': 'ONE\nTWO\n' })
    const before = setting.listing()
    setting.accept({ 'a.txt': 'ONE\ntwo\n', 'b.txt': 'landed\n' })
    await setting.land('main')
    expect(repository.git('show', `refs/winnow/${setting.session}/staged-1:a.txt`)).toBe('staged')
    expect(repository.git('status', '--porcelain')).toBe('M a.txt\nA  other.txt')
    unwrap(await undo())
    const after = setting.listing()
    expect(after['index']).toBe(before['index'])
    expect(after['files']).toEqual(before['files'])
    expect(after['status']).toBe(before['status'])
    // Kept, for it is nobody's to remove; the next one gets a name of its own.
    await setting.land('main')
    expect(repository.git('for-each-ref', '--format=%(refname)', 'refs/winnow')).toBe(
      `refs/winnow/${setting.session}/staged-1\nrefs/winnow/${setting.session}/staged-2`,
    )
  })

  test('what is only meant to be added, and what git does not look at, is so again after an undo', async () => {
    const { repository } = open(uncommitted)
    const names = ['a.txt', 'b.txt', 'empty.txt', 'gone.txt', 'meant.txt', 'run.sh']
    const content = { 'empty.txt': '', 'meant.txt': 'm\n', 'run.sh': 'run\n', 'gone.txt': 'g\n' }
    repository.write({ ...content, 'a.txt': 'A\n', 'b.txt': 'B\n', '.git/info/exclude': 'meant.txt\n' })
    repository.git('update-index', '--assume-unchanged', 'a.txt')
    repository.git('update-index', '--skip-worktree', 'b.txt')
    repository.git('add', 'empty.txt')
    chmodSync(path.join(repository.path, 'run.sh'), 0o755)
    repository.git('add', '-N', '-f', 'meant.txt', 'run.sh', 'gone.txt')
    const look = (): unknown => [
      repository.git('ls-files', '-s', '-v', ...names),
      repository.git('diff', '--cached', '--raw'),
      repository.git('diff', '--raw', '--diff-filter=A'),
    ]
    const before = look()
    setting.accept({
      ...content,
      'a.txt': 'A\n',
      'b.txt': 'B\n',
      'run.sh': { mode: '100755', bytes: 'run\n' },
    })
    await setting.land('main')
    expect(repository.git('diff', 'HEAD', '--raw')).toBe('')
    expect(repository.git('ls-files', '-v', 'a.txt', 'b.txt')).toBe('h a.txt\nS b.txt')
    unwrap(await undo())
    expect(look()).toEqual(before)
    // Cut off after the branch went back: the next start ends it alike.
    await setting.land('main')
    await setting.crashAfter('refMoved', (landing) => landing.undo({ session: setting.session }))
    expect(await setting.landing().recover()).toMatchObject([{ outcome: 'undone', left: [] }])
    expect(look()).toEqual(before)
    // Of a file that is gone meanwhile there is nothing to be added.
    await setting.land('main')
    repository.write({ 'gone.txt': null })
    unwrap(await undo())
    expect(repository.git('ls-files', 'gone.txt')).toBe('')
    expect(repository.git('diff', '--name-only', '--diff-filter=A')).toBe('meant.txt\nrun.sh')
  })

  test('merges with commits that the branch got meanwhile', async () => {
    const { repository } = open(uncommitted)
    repository.write({ 'a.txt': 'ONE\ntwo\n' })
    setting.accept({ 'a.txt': 'ONE\ntwo\n' })
    repository.write({ 'b.txt': 'committed\n' }).git('commit', '-q', '-m', 'meanwhile', 'b.txt')
    await setting.land('main')
    expect(repository.git('status', '--porcelain')).toBe('')
    expect(repository.git('show', 'main:b.txt')).toBe('committed')
  })

  test('undo is refused when a landed path was staged anew', async () => {
    const { repository } = open(uncommitted)
    repository.write({ 'a.txt': 'ONE\nTWO\n' })
    setting.accept({ 'a.txt': 'ONE\ntwo\n' })
    await setting.land('main')
    repository.git('add', 'a.txt')
    expect(await refusal()).toMatchObject({ kind: 'inTheWay', paths: ['a.txt'] })
  })

  test('an unmerged path and a staged file in the place of a folder are in the way', async () => {
    const { repository } = open(uncommitted)
    repository.write({ deep: 'mine\n' }).git('add', 'deep')
    setting.accept({ 'deep/x.txt': 'x\n' })
    const before = setting.listing()
    const result = await setting.landing().land({ session: setting.session, branch: 'main' })
    expect(result).toMatchObject({ ok: false, error: { kind: 'inTheWay', paths: ['deep'] } })
    expect(setting.listing()).toEqual(before)
  })

  test('on another branch nothing of the checkout moves', async () => {
    const { repository } = open(uncommitted)
    repository.write({ 'a.txt': 'ONE\nTWO\n', 'new.txt': 'new\n' })
    setting.accept({ 'a.txt': 'ONE\ntwo\n', 'new.txt': 'new\n' })
    const before = setting.listing()
    await setting.land('x')
    expect({ ...setting.listing(), refs: '' }).toEqual({ ...before, refs: '' })
    expect(repository.git('show', 'x:new.txt')).toBe('new')
  })

  test('in a repository without commits the first commit is made', async () => {
    const { repository } = open(uncommitted)
    repository.git('update-ref', '-d', 'refs/heads/main')
    repository.git('rm', '-q', '-r', '--cached', '.')
    setting.base.tree = repository.git('mktree')
    setting.base.commit = null
    setting.accept({ 'a.txt': 'one\n' })
    const before = setting.listing()
    const landed = await setting.land('main')
    expect(repository.git('rev-list', 'main')).toBe(landed.commit)
    expect(repository.git('status', '--porcelain')).toBe('M a.txt\n?? b.txt\n?? dir/')
    unwrap(await undo())
    expect(setting.listing()).toEqual(before)
  })
})

describe('applying to the checkout', () => {
  const apply = () => setting.landing().applyToCheckout({ session: setting.session })

  test('writes files only, and undo takes them out', async () => {
    const { repository } = open()
    repository.write({ 'b.txt': 'mine\n' })
    const before = setting.listing()
    const base = { ...setting.base }
    const tree = setting.accept({
      'a.txt': 'A\n',
      'dir/c.txt': null,
      'new/x.sh': { mode: '100755', bytes: 'x\n' },
      link: { mode: '120000', bytes: 'a.txt' },
    })
    expect(unwrap(await apply())).toEqual({ tree, files: 4 })
    const after = setting.listing()
    expect(after['index']).toBe(before['index'])
    expect(after['refs']).toBe(before['refs'])
    expect(after['files']).toEqual({
      'a.txt': '- A\n',
      'b.txt': '- mine\n',
      'new/x.sh': 'x x\n',
      link: 'link a.txt',
    })
    expect(setting.landings).toMatchObject([
      { kind: 'checkout', target: repository.path, commit: null, tree },
    ])
    expect(setting.base).toEqual({ tree, commit: base.commit })
    unwrap(await undo())
    expect(setting.listing()).toEqual(before)
    expect(setting.base).toEqual(base)
  })

  test('merges with what HEAD has, and the tree is the merged one', async () => {
    const { repository } = open()
    setting.accept({ 'a.txt': 'A\n' })
    repository.commit('theirs', { 'b.txt': 'theirs\n' })
    const applied = unwrap(await apply())
    expect(repository.git('show', `${applied.tree}:b.txt`)).toBe('theirs')
    expect(repository.git('status', '--porcelain')).toBe('M a.txt')
    repository.git('checkout', '-q', '--', 'a.txt')
  })

  test.each([
    ['a changed file', () => setting.repository.write({ 'a.txt': 'mine\n' })],
    ['a staged file', () => setting.repository.write({ 'a.txt': 'mine\n' }).git('add', 'a.txt')],
    ['an untracked file', () => setting.repository.write({ 'new.txt': 'mine\n' })],
    ['a conflict with HEAD', () => setting.repository.commit('theirs', { 'a.txt': 'theirs\n' })],
  ])('%s keeps it from happening', async (_name, disturb) => {
    open()
    setting.accept({ 'a.txt': 'A\n', 'new.txt': 'new\n', 'b.txt': 'B\n' })
    disturb()
    const before = setting.listing()
    const result = await apply()
    expect(result.ok).toBe(false)
    expect(setting.listing()).toEqual(before)
    expect(setting.events).toEqual([])
  })

  test('undo is refused when a file was changed or staged since', async () => {
    const { repository } = open()
    setting.accept({ 'a.txt': 'A\n', 'new.txt': 'new\n' })
    unwrap(await apply())
    repository.write({ 'new.txt': 'mine\n' })
    expect(await refusal()).toMatchObject({ kind: 'inTheWay', paths: ['new.txt'] })
    repository.write({ 'new.txt': 'new\n' }).git('add', 'a.txt')
    expect(await refusal()).toMatchObject({ kind: 'inTheWay', paths: ['a.txt'] })
    repository.git('reset', '-q', 'a.txt')
    unwrap(await undo())
  })

  test('undo does not overwrite an ignored file where it would bring one back', async () => {
    const { repository } = open()
    setting.accept({ 'dir/c.txt': null, 'a.txt': 'A\n' })
    unwrap(await apply())
    repository.write({ '.git/info/exclude': 'dir/c.txt\n', 'dir/c.txt': 'mine\n' })
    expect(await refusal()).toMatchObject({ kind: 'inTheWay', paths: ['dir/c.txt'] })
  })

  test('what is left can be landed on a branch afterwards, without what was applied', async () => {
    const { repository } = open()
    setting.accept({ 'a.txt': 'A\n' })
    unwrap(await apply())
    setting.accept({ 'b.txt': 'B\n' })
    await setting.land('x')
    expect(repository.git('diff', '--name-only', 'main', 'x')).toBe('b.txt')
  })

  test('nothing accepted, and uncommitted changes that are there already, are refused', async () => {
    open()
    expect(await apply()).toMatchObject({ ok: false, error: { kind: 'nothingAccepted' } })
    setting.source = { kind: 'uncommitted' }
    setting.accept({ 'a.txt': 'A\n' })
    expect(await apply()).toMatchObject({ ok: false, error: { kind: 'inTheWay' } })
  })
})
