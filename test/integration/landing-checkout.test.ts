import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { filesOf, LandingSetting, type SettingOptions } from '#test/support/landing.ts'

let setting: LandingSetting

function open(options: Partial<SettingOptions> = {}): LandingSetting {
  setting = new LandingSetting({
    files: { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n', 'dir/c.txt': 'c\n', '.gitignore': 'ignored*\n' },
    ...options,
  })
  return setting
}

afterEach(() => setting.dispose())

const refusal = (branch: string, folders?: string[]) => setting.refusal(branch, folders)

describe('a branch that is checked out', () => {
  test('clean: its files and index follow', async () => {
    const { repository } = open()
    setting.accept({
      'a.txt': 'A\n',
      'dir/c.txt': null,
      'deep/new.txt': 'new\n',
      'run.sh': { mode: '100755', bytes: '#!/bin/sh\n' },
      link: { mode: '120000', bytes: 'a.txt' },
    })
    const landed = await setting.land('main')
    expect(repository.git('status', '--porcelain')).toBe('')
    expect(repository.git('rev-parse', 'HEAD')).toBe(landed.commit)
    expect(filesOf(repository.path)).toEqual({
      '.gitignore': '- ignored*\n',
      'a.txt': '- A\n',
      'b.txt': '- b\n',
      'deep/new.txt': '- new\n',
      link: 'link a.txt',
      'run.sh': 'x #!/bin/sh\n',
    })
    expect(repository.git('log', '-g', '-1', '--format=%gs', 'HEAD')).toMatch(/^winnow: land /)
  })

  test('unrelated changes, staged, unstaged, untracked and ignored, stay as they are', async () => {
    const { repository } = open()
    repository.write({ 'b.txt': 'mine\n', 'staged.txt': 'staged\n', 'ignored.txt': 'i\n', 'u.txt': 'u\n' })
    repository.git('add', 'staged.txt', 'b.txt')
    repository.write({ 'b.txt': 'mine too\n' })
    repository.git('add', '-N', 'u.txt')
    const before = setting.listing()
    setting.accept({ 'a.txt': 'A\n' })
    await setting.land('main')
    const after = setting.listing()
    expect(after['status']).toBe(before['status'])
    expect(after['files']).toEqual({ ...(before['files'] as object), 'a.txt': '- A\n' })
  })

  test('a file that was only touched is not in the way', async () => {
    const { repository } = open()
    utimesSync(path.join(repository.path, 'a.txt'), 1_000_000_000, 1_000_000_000)
    setting.accept({ 'a.txt': 'A\n' })
    await setting.land('main')
    expect(repository.git('status', '--porcelain')).toBe('')
  })

  const inTheWay: readonly (readonly [string, () => void, string[]])[] = [
    ['an unstaged change', () => setting.repository.write({ 'a.txt': 'mine\n' }), ['a.txt']],
    ['a deleted file', () => setting.repository.write({ 'a.txt': null }), ['a.txt']],
    [
      'a changed mode',
      () => void setting.repository.gitBytes(['update-index', '--chmod=+x', 'a.txt']),
      ['a.txt'],
    ],
    [
      'a staged change',
      () => {
        setting.repository.write({ 'a.txt': 'mine\n' }).git('add', 'a.txt')
        setting.repository.write({ 'a.txt': 'one\ntwo\nthree\n' })
      },
      ['a.txt'],
    ],
    [
      'a change hidden by assume-unchanged',
      () => {
        setting.repository.git('update-index', '--assume-unchanged', 'a.txt')
        setting.repository.write({ 'a.txt': 'mine\n' })
      },
      ['a.txt'],
    ],
    [
      'a change hidden by skip-worktree',
      () => {
        setting.repository.git('update-index', '--skip-worktree', 'a.txt')
        setting.repository.write({ 'a.txt': 'mine\n' })
      },
      ['a.txt'],
    ],
    ['an untracked file', () => setting.repository.write({ 'new.txt': 'mine\n' }), ['new.txt']],
    ['an ignored file', () => setting.repository.write({ 'ignored.txt': 'mine\n' }), ['ignored.txt']],
    ['a file where a folder must be', () => setting.repository.write({ deep: 'mine\n' }), ['deep']],
    [
      'a folder where a file must be',
      () => setting.repository.write({ 'new.txt/x': 'mine\n' }),
      ['new.txt/x'],
    ],
    [
      'an intent to add',
      () => setting.repository.write({ 'new.txt': '' }).git('add', '-N', 'new.txt'),
      ['new.txt'],
    ],
    [
      'a staged file whose folder a file takes',
      () => {
        setting.repository.write({ 'new.txt/x': 'mine\n' }).git('add', 'new.txt/x')
        setting.repository.write({ 'new.txt': null })
      },
      ['new.txt/x'],
    ],
    ['an embedded repository', () => setting.repository.gitBytes(['init', '-q', 'deep']), ['deep']],
    [
      'a folder that became a symbolic link',
      () => {
        const { path: folder } = setting.repository
        mkdirSync(path.join(setting.folder.path, 'outside'))
        writeFileSync(path.join(setting.folder.path, 'outside/c.txt'), 'c\n')
        setting.repository.write({ dir: null })
        symlinkSync(path.join(setting.folder.path, 'outside'), path.join(folder, 'dir'))
      },
      ['dir', 'dir/c.txt'],
    ],
    [
      'a symbolic link where a folder must be',
      () => symlinkSync(setting.folder.path, path.join(setting.repository.path, 'deep')),
      ['deep'],
    ],
  ]
  test.each(inTheWay)('%s is in the way, and nothing moves', async (_name, disturb, paths) => {
    open()
    disturb()
    setting.accept({
      'a.txt': 'A\n',
      'new.txt': 'new\n',
      'ignored.txt': 'landed\n',
      'deep/x.txt': 'x\n',
      'dir/c.txt': 'C\n',
    })
    const outside = filesOf(setting.folder.path)
    const error = await refusal('main')
    expect(error.kind).toBe('inTheWay')
    expect(error.paths).toEqual(paths)
    expect(filesOf(setting.folder.path)['outside/c.txt']).toBe(outside['outside/c.txt'])
    const preview = unwrap(await setting.landing().preview({ session: setting.session, branch: 'main' }))
    expect(preview.inTheWay).toEqual(paths)
  })

  test('a folder that is replaced by a file goes only if it holds nothing else', async () => {
    const { repository } = open()
    setting.accept({ 'dir/c.txt': null, dir: 'now a file\n' })
    repository.write({ 'dir/ignored.txt': 'mine\n' })
    const error = await refusal('main')
    expect(error.kind).toBe('inTheWay')
    expect(error.paths).toEqual(['dir/ignored.txt'])
    repository.write({ 'dir/ignored.txt': null })
    await setting.land('main')
    expect(filesOf(repository.path)['dir']).toBe('- now a file\n')
    setting.accept({ dir: null, 'dir/c.txt': 'back\n' })
    await setting.land('main')
    expect(repository.git('status', '--porcelain')).toBe('')
    expect(filesOf(repository.path)['dir/c.txt']).toBe('- back\n')
  })

  test('in a linked worktree: that one follows, the opened one stays', async () => {
    const { repository } = open()
    const linked = path.join(setting.folder.path, 'linked')
    repository.git('worktree', 'add', '-q', '-b', 'topic', linked)
    setting.accept({ 'a.txt': 'A\n' })
    writeFileSync(path.join(linked, 'a.txt'), 'mine\n')
    const error = await refusal('topic', [repository.path, linked])
    expect(error.kind).toBe('inTheWay')
    expect(error.message).toContain(linked)
    writeFileSync(path.join(linked, 'a.txt'), 'one\ntwo\nthree\n')
    const before = setting.listing()
    await setting.land('topic')
    expect({ ...setting.listing(), refs: '' }).toEqual({ ...before, refs: '' })
    expect(filesOf(linked)['a.txt']).toBe('- A\n')
    expect(repository.git('-C', linked, 'status', '--porcelain')).toBe('')
    expect(repository.git('-C', linked, 'log', '-g', '-1', '--format=%gs', 'HEAD')).toMatch(/^winnow: land /)
  })

  test('in the worktree of an agent: refused', async () => {
    const { repository } = open()
    const linked = path.join(setting.folder.path, 'linked')
    repository.git('worktree', 'add', '-q', '-b', 'topic', linked)
    setting.sessionWorktrees = [linked]
    setting.accept({ 'a.txt': 'A\n' })
    expect(await refusal('topic', [repository.path, linked])).toMatchObject({ kind: 'inTheWay' })
  })

  test('in a worktree whose folder is gone: only the branch moves', async () => {
    const { repository } = open()
    const linked = path.join(setting.folder.path, 'linked')
    repository.git('worktree', 'add', '-q', '-b', 'topic', linked)
    repository.write({ [path.relative(repository.path, linked)]: null })
    setting.accept({ 'a.txt': 'A\n' })
    expect((await setting.land('topic')).commit).toBe(repository.git('rev-parse', 'topic'))
  })

  test('in the middle of a merge: refused', async () => {
    const { repository } = open()
    repository.git('checkout', '-q', '-b', 'other')
    repository.commit('theirs', { 'b.txt': 'theirs\n' })
    repository.git('checkout', '-q', 'main')
    repository.git('merge', '-q', '--no-commit', '--no-ff', 'other')
    setting.accept({ 'a.txt': 'A\n' })
    const error = await refusal('main')
    expect(error.kind).toBe('inTheWay')
    expect(error.message).toContain('in the middle of a merge')
  })

  test('in the middle of a rebase of it: refused', async () => {
    const { repository } = open()
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('topic', { 'b.txt': 'topic\n' })
    repository.git('checkout', '-q', 'main')
    repository.commit('main', { 'b.txt': 'main\n' })
    repository.git('checkout', '-q', 'topic')
    expect(() => repository.git('rebase', '-q', 'main')).toThrow('could not apply')
    setting.accept({ 'a.txt': 'A\n' })
    const error = await refusal('topic')
    expect(error.kind).toBe('inTheWay')
    expect(error.message).toContain('being rebased')
  })

  test('while another git holds the index: refused as busy', async () => {
    const { repository } = open()
    writeFileSync(path.join(repository.path, '.git/index.lock'), '')
    setting.accept({ 'a.txt': 'A\n' })
    expect(await refusal('main')).toMatchObject({ kind: 'busy' })
  })

  test('while another git holds the branch: refused as busy, before anything is meant', async () => {
    const { repository } = open()
    writeFileSync(path.join(repository.path, '.git/refs/heads/main.lock'), '')
    setting.accept({ 'a.txt': 'A\n' })
    expect(await refusal('main')).toMatchObject({ kind: 'busy' })
    expect(setting.events).toEqual([])
  })

  test('when the index gets locked after the branch moved, the branch goes back', async () => {
    const { repository } = open()
    const lock = path.join(repository.path, '.git/index.lock')
    setting.accept({ 'a.txt': 'A\n', 'new.txt': 'new\n' })
    const before = setting.listing()
    setting.onStep = (step) => {
      if (step === 'refMoved') writeFileSync(lock, '')
    }
    const result = await setting.landing().land({ session: setting.session, branch: 'main' })
    expect(result).toMatchObject({ ok: false, error: { kind: 'busy' } })
    repository.write({ '.git/index.lock': null })
    expect(setting.listing()).toEqual(before)
    expect(setting.events.at(-1)?.type).toBe('landing.aborted')
  })

  test('a branch without commits that is checked out is left alone', async () => {
    const { repository } = open()
    repository.git('symbolic-ref', 'HEAD', 'refs/heads/unborn')
    setting.accept({ 'a.txt': 'A\n' })
    expect(await refusal('unborn')).toMatchObject({ kind: 'inTheWay' })
  })

  test('odd paths land byte for byte', async () => {
    const { repository } = open()
    const names = [
      'new\nline',
      '"quoted"',
      'tab\there',
      '-dash',
      ':(top)x',
      'ünï',
      ' lead',
      'trail ',
      '*glob?',
      'back\\slash',
    ]
    const odd = '\udce9t\udce9.txt'
    setting.accept({ ...Object.fromEntries(names.map((name) => [name, `${name}\n`])), [odd]: 'latin\n' })
    await setting.land('main')
    expect(repository.git('status', '--porcelain')).toBe('')
    const files = filesOf(repository.path)
    for (const name of names)
      expect(files[Buffer.from(name).toString('latin1')]).toBe(`- ${Buffer.from(name).toString('latin1')}\n`)
    expect(files['\u00e9t\u00e9.txt']).toBe('- latin\n')
    setting.accept({ [odd]: null, 'new\nline': 'again\n' })
    repository.write({ 'new\nline': 'mine\n' })
    const refused = await setting.landing().land({ session: setting.session, branch: 'main' })
    expect(refused).toMatchObject({ ok: false, error: { kind: 'inTheWay', paths: ['new\nline'] } })
    repository.write({ 'new\nline': 'new\nline\n' })
    await setting.land('main')
    expect(filesOf(repository.path)['\u00e9t\u00e9.txt']).toBeUndefined()
  })

  test('line endings of the checkout are kept apart from what is committed', async () => {
    const { repository } = open({
      files: { 'a.txt': 'one\ntwo\n', '.gitattributes': '*.txt text eol=crlf\n' },
    })
    repository.write({ 'a.txt': null }).git('checkout', '-q', '--', 'a.txt')
    setting.accept({ 'a.txt': 'one\n2\n' })
    await setting.land('main')
    expect(filesOf(repository.path)['a.txt']).toBe('- one\r\n2\r\n')
    expect(repository.git('status', '--porcelain')).toBe('')
  })

  test('what only git itself sees as changed is found before the branch moves', async () => {
    const { repository } = open({ files: { 'a.txt': 'one\ntwo\n', '.gitattributes': '*.txt text\n' } })
    repository.write({ 'a.txt': 'one\r\ntwo\r\n' })
    setting.accept({ 'a.txt': 'one\n2\n' })
    expect(await refusal('main')).toMatchObject({ kind: 'inTheWay', paths: ['a.txt'] })
    expect(repository.git('log', '-g', '--format=%gs', 'main')).toBe('commit (initial): first')
    expect(setting.events).toEqual([])
  })

  test('a sparse checkout stays sparse', async () => {
    const { repository } = open()
    repository.git('sparse-checkout', 'set', '--no-cone', '/*', '!/dir')
    expect(existsSync(path.join(repository.path, 'dir'))).toBe(false)
    setting.accept({ 'dir/c.txt': 'C\n', 'a.txt': 'A\n' })
    await setting.land('main')
    expect(existsSync(path.join(repository.path, 'dir'))).toBe(false)
    expect(repository.git('status', '--porcelain')).toBe('')
    expect(repository.git('show', 'HEAD:dir/c.txt')).toBe('C')
  })

  test('a submodule that moves is recorded, and its folder not touched', async () => {
    const { repository } = open()
    repository.git('init', '-q', 'sub')
    repository.gitBytes(['-C', 'sub', 'commit', '-q', '--allow-empty', '-m', 'one'])
    const one = repository.git('-C', 'sub', 'rev-parse', 'HEAD')
    repository.gitBytes(['-C', 'sub', 'commit', '-q', '--allow-empty', '-m', 'two'])
    const two = repository.git('-C', 'sub', 'rev-parse', 'HEAD')
    repository.git('-C', 'sub', 'checkout', '-q', one)
    repository.commit('with a submodule')
    setting.base.tree = repository.tree()
    setting.base.commit = repository.git('rev-parse', 'HEAD')
    const index = setting.treeWith(setting.base.tree, { 'a.txt': 'A\n' })
    const listed = repository.gitBytes(['ls-tree', '-z', index]).toString().replace(one, two)
    setting.accepted = repository.gitBytes(['mktree', '-z', '--missing'], listed).toString().trim()
    await setting.land('main')
    expect(repository.git('ls-tree', 'HEAD', 'sub')).toContain(two)
    expect(repository.git('-C', 'sub', 'rev-parse', 'HEAD')).toBe(one)
    expect(filesOf(repository.path)['a.txt']).toBe('- A\n')
  })
})
