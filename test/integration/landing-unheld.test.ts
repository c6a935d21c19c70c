import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { LandingSetting, type SettingOptions, type TreeContent } from '#test/support/landing.ts'
import { TestRepository } from '#test/support/repository.ts'

/**
 * What is put into a checkout without a commit is only there as far as git sees it: its index stays. Where files alone
 * can't say a change, it is refused before a byte is written. A landing on the branch says it in the index.
 */
let setting: LandingSetting
afterEach(() => setting.dispose())

const files = {
  'a.txt': 'a\n',
  'in/b.txt': 'b\n',
  'out/c.txt': 'c\n',
  'out/d.txt': 'd\n',
  'crlf.txt': 'one\r\n',
}

function open(options: Partial<SettingOptions> = {}): LandingSetting {
  setting = new LandingSetting({ files, ...options })
  return setting
}

const git = (...args: string[]): string => setting.repository.git(...args)
const apply = () => setting.landing().applyToCheckout({ session: setting.session })
const undo = () => setting.landing().undo({ session: setting.session })
const sparse = (...folders: string[]): string => git('sparse-checkout', 'set', '--cone', ...folders)

/** Commits what a case begins with, as the base of the session. */
function begin(content: TreeContent): void {
  const tree = setting.treeWith(setting.base.tree, content)
  const commit = git('commit-tree', tree, '-p', 'HEAD', '-m', 'begin')
  git('reset', '-q', '--hard', commit)
  setting.base.tree = tree
  setting.base.commit = commit
}

/** A submodule at a commit of its own, which nobody looks into. */
const withSubmodule = (bytes: string): TreeContent => ({ lib: { mode: '160000', bytes } })

interface Unheld {
  readonly name: string
  readonly base?: TreeContent
  readonly accepted: TreeContent
  readonly paths: readonly string[]
  readonly says: RegExp
  prepare?(): void
}

const cases: readonly Unheld[] = [
  {
    name: 'outside of a sparse checkout: changed, new and removed',
    accepted: {
      'in/b.txt': 'B\n',
      'out/c.txt': 'C\n',
      'out/d.txt': null,
      'out/new.txt': 'n\n',
      'far/new.txt': 'n\n',
    },
    paths: ['far/new.txt', 'out/c.txt', 'out/d.txt', 'out/new.txt'],
    says: /sparse checkout.*git sparse-checkout add/,
    prepare: () => void sparse('in'),
  },
  {
    name: 'outside of a sparse checkout of single files',
    accepted: { 'a.txt': 'A\n', 'out/c.txt': 'C\n', 'new.txt': 'n\n' },
    paths: ['new.txt', 'out/c.txt'],
    says: /sparse checkout/,
    prepare: () => void git('sparse-checkout', 'set', '--no-cone', '/a.txt', '/in/', '!/out/c.txt'),
  },
  {
    name: 'hidden by skip-worktree',
    accepted: { 'a.txt': 'A\n', 'in/b.txt': 'B\n' },
    paths: ['a.txt'],
    says: /skip-worktree.*--no-skip-worktree/,
    prepare: () => void git('update-index', '--skip-worktree', 'a.txt'),
  },
  {
    name: 'hidden by assume-unchanged',
    accepted: { 'a.txt': null, 'in/b.txt': 'B\n' },
    paths: ['a.txt'],
    says: /assume-unchanged/,
    prepare: () => void git('update-index', '--assume-unchanged', 'a.txt'),
  },
  {
    name: 'a submodule that is added',
    accepted: { 'a.txt': 'A\n', ...withSubmodule('1') },
    paths: ['lib'],
    says: /a submodule, whose commit no file says/,
  },
  {
    name: 'a submodule that is moved',
    base: withSubmodule('1'),
    accepted: withSubmodule('2'),
    paths: ['lib'],
    says: /submodule/,
  },
  {
    name: 'a submodule that is removed',
    base: withSubmodule('1'),
    accepted: { lib: null },
    paths: ['lib'],
    says: /submodule/,
  },
  {
    name: 'a file that may be executed, where permissions are not looked at',
    accepted: {
      'a.txt': { mode: '100755', bytes: 'a\n' },
      'in/b.txt': 'B\n',
      'run.sh': { mode: '100755', bytes: 'run\n' },
    },
    paths: ['a.txt', 'run.sh'],
    says: /core\.fileMode is false/,
    prepare: () => void git('config', 'core.fileMode', 'false'),
  },
  {
    name: 'a symbolic link, where there are none',
    base: { old: { mode: '120000', bytes: 'a.txt' } },
    accepted: {
      'a.txt': { mode: '120000', bytes: 'x' },
      link: { mode: '120000', bytes: 'x' },
      old: 'plain\n',
    },
    paths: ['a.txt', 'link', 'old'],
    says: /core\.symlinks is false/,
    prepare() {
      git('config', 'core.symlinks', 'false')
      git('checkout', '-q', '-f', 'HEAD', '--', '.')
      setting.repository.write({ old: null })
      git('checkout', '-q', '--', 'old')
    },
  },
  {
    name: 'a name in other letters, where these are the same',
    accepted: { 'a.txt': null, 'A.txt': 'a\n', 'OUT/e.txt': 'e\n', 'x.txt': 'x\n', 'X.txt': 'X\n' },
    paths: ['A.txt', 'OUT/e.txt', 'x.txt'],
    says: /core\.ignoreCase/,
    prepare: () => void git('config', 'core.ignoreCase', 'true'),
  },
]

describe('as uncommitted changes', () => {
  test.each(cases.map((one) => [one.name, one] as const))(
    '%s: refused, nothing is written',
    async (_, one) => {
      open()
      begin(one.base ?? {})
      one.prepare?.()
      setting.accept(one.accepted)
      const before = setting.listing()
      const result = await apply()
      expect(setting.listing()).toEqual(before)
      if (result.ok) throw new Error('it was applied')
      expect(result.error.kind).toBe('inTheWay')
      expect([...(result.error.paths ?? [])].sort()).toEqual(one.paths)
      expect(result.error.message).toMatch(one.says)
      expect(result.error.message).toMatch(/Nothing was changed\. Land on a branch instead/)
      expect(setting.events).toEqual([])
    },
  )

  test('inside of a sparse checkout: written, and taken out again', async () => {
    open()
    sparse('in')
    setting.accept({ 'in/b.txt': 'B\n', 'in/new.txt': 'n\n', 'top.txt': 't\n' })
    const before = setting.listing()
    unwrap(await apply())
    expect(git('status', '--porcelain', '-uall')).toBe('M in/b.txt\n?? in/new.txt\n?? top.txt')
    unwrap(await undo())
    expect(setting.listing()).toEqual(before)
  })

  test('what came to be outside of the sparse checkout since is not taken out', async () => {
    open()
    setting.accept({ 'out/c.txt': 'C\n' })
    unwrap(await apply())
    sparse('in')
    const before = setting.listing()
    const result = await undo()
    expect(setting.listing()).toEqual(before)
    expect(result).toMatchObject({ ok: false, error: { kind: 'inTheWay', paths: ['out/c.txt'] } })
    git('sparse-checkout', 'add', 'out')
    unwrap(await undo())
    expect(git('status', '--porcelain')).toBe('')
  })

  test('links and permissions that git does look at are written and taken out again', async () => {
    open()
    setting.accept({
      'a.txt': { mode: '100755', bytes: 'a\n' },
      'in/b.txt': { mode: '120000', bytes: '../a.txt' },
      'A.txt': 'A\n',
    })
    const before = setting.listing()
    unwrap(await apply())
    expect(git('status', '--porcelain')).toBe('M a.txt\n T in/b.txt\n?? A.txt')
    unwrap(await undo())
    expect(setting.listing()).toEqual(before)
  })

  test('a change that git does not see once it is written is put back and not counted', async () => {
    open()
    git('config', 'core.autocrlf', 'true')
    setting.repository.write({ 'a.txt': null, 'in/b.txt': null })
    git('checkout', '-q', '--', '.')
    setting.accept({ 'crlf.txt': 'one\n', 'in/b.txt': 'B\n' })
    const before = setting.listing()
    const result = await apply()
    expect(setting.listing()).toEqual(before)
    expect(result).toMatchObject({ ok: false, error: { kind: 'inTheWay', paths: ['crlf.txt'] } })
    expect(result.ok ? '' : result.error.message).toMatch(
      /All files were put back\. Land on a branch instead\.$/,
    )
    expect(setting.events.map((event) => event.type)).toEqual(['landing.intended', 'landing.aborted'])
  })
})

describe('on the branch that is checked out', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s: landed and undone', async (_, one) => {
    open()
    begin(one.base ?? {})
    one.prepare?.()
    setting.accept(one.accepted)
    const before = setting.listing()
    const landed = await setting.land('main')
    expect(setting.repository.tree('main')).toBe(landed.tree)
    expect(git('diff', '--cached', '--name-only')).toBe('')
    expect(git('diff', '--name-only', '--ignore-submodules=all')).toBe('')
    unwrap(await undo())
    expect({ ...setting.listing(), refs: '' }).toEqual({ ...before, refs: '' })
  })

  test('a path taken for unchanged stays so', async () => {
    open()
    git('update-index', '--assume-unchanged', 'a.txt', 'in/b.txt')
    setting.accept({ 'a.txt': 'A\n' })
    await setting.land('main')
    expect(git('show', ':a.txt')).toBe('A')
    expect(git('ls-files', '-v', 'a.txt', 'in/b.txt')).toBe('h a.txt\nh in/b.txt')
  })
})

test('undoing the removal of a submodule brings it back, with all that its checkout has', async () => {
  const { repository } = open()
  const lib = new TestRepository(path.join(repository.path, 'lib'))
  const commit = lib.commit('one', { s: 's\n' })
  lib.write({ untracked: 'u\n' })
  repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},lib`)
  repository.write({ '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ./lib\n' })
  repository.git('add', '.gitmodules')
  repository.git('commit', '-q', '-m', 'lib')
  setting.base.tree = repository.tree()
  setting.base.commit = repository.git('rev-parse', 'HEAD')
  const before = setting.listing()
  setting.accept({ lib: null, '.gitmodules': null, 'a.txt': 'A\n' })
  await setting.land('main')
  expect(repository.git('ls-files', 'lib')).toBe('')
  expect(repository.git('status', '--porcelain')).toBe('?? lib/')
  unwrap(await undo())
  expect(setting.listing()).toEqual(before)
})
