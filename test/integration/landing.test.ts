import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { filesOf, LandingSetting, type SettingOptions } from '#test/support/landing.ts'

let setting: LandingSetting

/** What a landing says that makes no commit. */
const nothing = { landing: null, author: null, notices: [] }

function open(options: Partial<SettingOptions> = {}): LandingSetting {
  setting = new LandingSetting({
    files: { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n', 'dir/c.txt': 'c\n', '.gitignore': 'ignored*\n' },
    ...options,
  })
  return setting
}

afterEach(() => setting.dispose())

const refusal = (branch: string, folders?: string[]) => setting.refusal(branch, folders)

describe('branches that are not checked out', () => {
  // Others end at a pull request or not at all (emdash #528, vscode #317937).
  test('a fresh branch is made at the base, with the accepted tree', async () => {
    const { repository } = open()
    const base = setting.base.commit
    const tree = setting.accept({ 'a.txt': 'one\n2\nthree\n', 'new.txt': 'new\n' })
    const before = setting.listing()
    const landed = await setting.land('feature/x')
    expect(landed.tree).toBe(tree)
    expect(repository.git('rev-parse', 'feature/x')).toBe(landed.commit)
    expect(repository.tree('feature/x')).toBe(tree)
    expect(repository.git('rev-parse', 'feature/x^')).toBe(base)
    expect(repository.git('log', '-1', '--format=%an <%ae> %cn <%ce>%n%B', 'feature/x')).toBe(
      'Ada Person <ada@example.test> Ada Person <ada@example.test>\nTeach it to wait\n\nCo-authored-by: Codex <codex@agents.winnow.invalid>',
    )
    const after = setting.listing()
    expect({ ...after, refs: '' }).toEqual({ ...before, refs: '' })
    expect(setting.base).toEqual({ tree, commit: landed.commit })
    expect(setting.landings).toMatchObject([
      { id: landed.landing, kind: 'branch', target: 'feature/x', commit: landed.commit, tree, undone: false },
    ])
  })

  test('the message that was given is used, and no trailer where it is not wanted', async () => {
    const { repository } = open({ coAuthoredBy: false })
    setting.accept({ 'b.txt': 'B\n' })
    unwrap(
      await setting
        .landing()
        .land({ session: setting.session, branch: 'x', message: 'Größe\r\n\r\nbody  \n' }),
    )
    expect(repository.gitBytes(['log', '-1', '--format=%B', 'x']).toString()).toBe('Größe\n\nbody\n\n')
  })

  test('an existing branch that moved is merged with, and the base becomes the tree before the merge', async () => {
    const { repository } = open()
    repository.git('checkout', '-q', '-b', 'other')
    const tip = repository.commit('theirs', { 'b.txt': 'theirs\n' })
    repository.git('checkout', '-q', 'main')
    const tree = setting.accept({ 'a.txt': 'ours\n' })
    const landed = await setting.land('other')
    expect(repository.git('rev-parse', 'other^')).toBe(tip)
    expect(repository.git('show', 'other:a.txt')).toBe('ours')
    expect(repository.git('show', 'other:b.txt')).toBe('theirs')
    expect(landed.tree).toBe(repository.tree('other'))
    expect(setting.base).toEqual({ tree, commit: landed.commit })
  })

  test('conflicts are named and nothing is touched', async () => {
    const { repository } = open()
    repository.git('checkout', '-q', '-b', 'other')
    repository.commit('theirs', { 'a.txt': 'theirs\n', 'fünf.txt': 'theirs\n' })
    repository.git('checkout', '-q', 'main')
    setting.accept({ 'a.txt': 'ours\n', 'fünf.txt': 'ours\n' })
    const error = await refusal('other')
    expect(error.kind).toBe('conflicts')
    expect([...(error.paths ?? [])].sort()).toEqual(['a.txt', 'fünf.txt'])
  })

  test('with nothing accepted no commit is made', async () => {
    const { repository } = open()
    const first = setting.base.commit
    expect(await setting.land('fresh')).toEqual({ commit: first, tree: setting.base.tree, ...nothing })
    expect(repository.git('rev-parse', 'fresh')).toBe(first)
    const second = repository.commit('second', { 'b.txt': '2\n' })
    expect(await setting.land('main')).toEqual({ commit: second, tree: repository.tree(), ...nothing })
    expect(setting.events).toEqual([])
  })

  test('a second landing after a partial one lands the rest, once', async () => {
    const { repository } = open()
    setting.accept({ 'a.txt': 'A\n' })
    const first = await setting.land('x')
    setting.accept({ 'b.txt': 'B\n' })
    const second = await setting.land('x')
    expect(repository.git('rev-parse', 'x^')).toBe(first.commit)
    expect(repository.git('diff-tree', '-r', '--name-only', 'x^', 'x')).toBe('b.txt')
    expect(second.tree).toBe(setting.base.tree)
  })

  test.each(['-f', '--help', 'HEAD', 'a..b', 'a b', 'a.lock', 'refs/heads/x', '@{-1}', 'main/x', ''])(
    '%j is no branch to land on',
    async (name) => {
      open()
      setting.accept({ 'a.txt': 'A\n' })
      expect(await refusal(name)).toMatchObject({ kind: 'badBranch' })
    },
  )

  test('a folder of branches, and a symbolic branch, are refused', async () => {
    const { repository } = open()
    repository.git('branch', 'team/x')
    repository.git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main')
    setting.accept({ 'a.txt': 'A\n' })
    expect(await refusal('team')).toMatchObject({ kind: 'badBranch' })
    expect(await refusal('alias')).toMatchObject({ kind: 'badBranch' })
  })

  test('a detached HEAD is no checkout of a branch', async () => {
    const { repository } = open()
    repository.git('checkout', '-q', '--detach')
    setting.accept({ 'a.txt': 'A\n' })
    const before = setting.listing()
    await setting.land('main')
    expect({ ...setting.listing(), refs: '' }).toEqual({ ...before, refs: '' })
    expect(repository.git('show', 'main:a.txt')).toBe('A')
  })

  test('in a SHA-256 repository', async () => {
    const { repository } = open({ init: ['--object-format=sha256'] })
    const tree = setting.accept({ 'a.txt': 'A\n', 'dir/c.txt': null })
    expect((await setting.land('x')).tree).toBe(tree)
    expect((await setting.land('main')).commit).toHaveLength(64)
    unwrap(await setting.landing().undo({ session: setting.session }))
    expect(repository.git('for-each-ref', 'refs/heads/x')).toBe('')
  })
})

describe('identity', () => {
  test('is git’s: author.* and committer.* go before user.*', async () => {
    const { repository } = open()
    repository.git('config', 'author.name', 'Author')
    repository.git('config', 'author.email', 'author@example.test')
    repository.git('config', 'committer.email', 'committer@example.test')
    setting.accept({ 'a.txt': 'A\n' })
    const landed = await setting.land('x')
    expect(landed.author).toEqual({ name: 'Author', email: 'author@example.test' })
    expect(repository.git('log', '-1', '--format=%an %ae %cn %ce', 'x')).toBe(
      'Author author@example.test Ada Person committer@example.test',
    )
  })

  test('that git names since agents ran is told and not used, unless the person gives it', async () => {
    const { repository } = open()
    const eve = { name: 'Eve', email: 'eve@example.test' }
    setting.since = { author: eve, committer: eve }
    setting.accept({ 'a.txt': 'A\n' })
    const preview = unwrap(await setting.landing().preview({ session: setting.session, branch: 'x' }))
    expect(preview).toMatchObject({ identity: { name: 'Ada Person' }, identitySince: eve })
    expect(preview.notices).toEqual([expect.stringContaining('names Eve <eve@example.test> as the author')])
    expect((await setting.land('x')).notices).toEqual(preview.notices)
    expect(repository.git('log', '-1', '--format=%an %cn', 'x')).toBe('Ada Person Ada Person')
    setting.accept({ 'b.txt': 'B\n' })
    unwrap(await setting.landing().land({ session: setting.session, branch: 'x', identity: eve }))
    expect(repository.git('log', '-1', '--format=%an %cn', 'x')).toBe('Eve Eve')
    expect(setting.since).toBe(null)
  })

  test('is asked for, then remembered', async () => {
    const { repository } = open({ identity: 'none' })
    setting.accept({ 'a.txt': 'A\n' })
    expect(await refusal('x')).toMatchObject({ kind: 'noIdentity' })
    const identity = { name: 'Grace <x>', email: 'grace@example.test' }
    unwrap(await setting.landing().land({ session: setting.session, branch: 'x', identity }))
    expect(repository.git('log', '-1', '--format=%an %ae', 'x')).toBe('Grace x grace@example.test')
    expect(setting.remembered).toEqual({ name: 'Grace x', email: 'grace@example.test' })
    setting.accept({ 'b.txt': 'B\n' })
    await setting.land('x')
    expect(repository.git('log', '-1', '--format=%an', 'x')).toBe('Grace x')
  })

  test('of the repository goes before that of the person, and the given one comes after both', async () => {
    const { repository } = open()
    repository.git('config', 'user.name', 'Work Name')
    setting.accept({ 'a.txt': 'A\n' })
    const identity = { name: 'Other', email: 'other@example.test' }
    unwrap(await setting.landing().land({ session: setting.session, branch: 'x', identity }))
    expect(repository.git('log', '-1', '--format=%an %ae', 'x')).toBe('Work Name ada@example.test')
    expect(setting.remembered).toBe(null)
  })
})

test('what git commit would do and a landing does not is told: signing, and hooks', async () => {
  const { repository } = open()
  setting.accept({ 'a.txt': 'A\n' })
  const told = async (): Promise<readonly string[]> =>
    unwrap(await setting.landing().preview({ session: setting.session, branch: 'x' })).notices
  expect(await told()).toEqual([])
  repository.git('config', 'commit.gpgSign', 'yes')
  expect(await told()).toEqual([expect.stringContaining('The commit is not signed')])
  repository.git('config', 'commit.gpgSign', 'false')
  const hook = path.join(repository.path, '.git/hooks/commit-msg')
  mkdirSync(path.dirname(hook), { recursive: true })
  writeFileSync(hook, '#!/bin/sh\nexit 1\n')
  expect(await told()).toEqual([])
  chmodSync(hook, 0o755)
  expect(await told()).toEqual([expect.stringContaining('This repository has commit-msg')])
  repository.git('config', 'core.hooksPath', 'elsewhere')
  expect(await told()).toEqual([])
  mkdirSync(path.join(repository.path, 'elsewhere'))
  writeFileSync(path.join(repository.path, 'elsewhere/pre-commit'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  expect(await told()).toEqual([expect.stringContaining('This repository has pre-commit')])
  expect((await setting.land('x')).notices).toEqual(await told())
})

test('nothing of the repository is run: no hook, no filter of its own configuration', async () => {
  const { repository } = open({
    files: { 'a.txt': 'one\n', 'b.txt': 'b\n', '.gitattributes': '*.txt filter=evil\n' },
  })
  // Made first: raw git would run what is set up below.
  const second = setting.accept({ 'b.txt': 'B\n' })
  setting.accept({ 'a.txt': 'A\n', 'c.txt': 'C\n' })
  const mark = path.join(setting.folder.path, 'ran')
  const script = `#!/bin/sh\ntouch '${mark}'\ncat\n`
  for (const hook of [
    'pre-commit',
    'post-checkout',
    'reference-transaction',
    'post-merge',
    'post-index-change',
    'commit-msg',
    'post-rewrite',
    'pre-merge-commit',
    'update',
    'fsmonitor-watchman',
  ])
    writeFileSync(path.join(repository.path, '.git/hooks', hook), script, { mode: 0o755 })
  writeFileSync(path.join(setting.folder.path, 'evil'), script, { mode: 0o755 })
  for (const key of ['clean', 'smudge', 'process'])
    repository.git('config', `filter.evil.${key}`, path.join(setting.folder.path, 'evil'))
  repository.git('config', 'filter.evil.required', 'true')
  repository.git('config', 'core.fsmonitor', path.join(setting.folder.path, 'evil'))
  const landing = setting.landing()
  unwrap(await landing.preview({ session: setting.session, branch: 'main' }))
  expect((await setting.land('main')).landing).not.toBe(null)
  unwrap(await landing.undo({ session: setting.session }))
  setting.accepted = second
  unwrap(await landing.applyToCheckout({ session: setting.session }))
  expect(existsSync(mark)).toBe(false)
  // The same with raw git does run it: the test can fail.
  expect(() => repository.git('status')).toThrow("clean filter 'evil' failed")
  expect(existsSync(mark)).toBe(true)
  expect(filesOf(repository.path)).toMatchObject({ 'a.txt': '- one\n', 'b.txt': '- B\n' })
})

test("the person's own filters do run", async () => {
  const { repository } = open({ files: { 'a.txt': 'one\n', '.gitattributes': '*.txt filter=upper\n' } })
  writeFileSync(
    setting.globalConfig,
    '[user]\n\tname = Ada\n\temail = ada@example.test\n[filter "upper"]\n\tsmudge = tr a-z A-Z\n\tclean = tr A-Z a-z\n',
  )
  repository.write({ 'a.txt': 'ONE\n' })
  setting.accept({ 'a.txt': 'two\n' })
  await setting.land('main')
  expect(filesOf(repository.path)['a.txt']).toBe('- TWO\n')
  expect(repository.git('show', 'main:a.txt')).toBe('two')
})

test('the preview shows what a landing would do, and touches nothing', async () => {
  const { repository } = open()
  repository.git('checkout', '-q', '-b', 'other')
  repository.commit('theirs', { 'b.txt': 'theirs\n' })
  repository.git('checkout', '-q', 'main')
  const tree = setting.accept({ 'a.txt': 'A\n' })
  const before = setting.listing()
  const landing = setting.landing()
  const other = unwrap(await landing.preview({ session: setting.session, branch: 'other' }))
  expect(other).toEqual({
    tree,
    trees: {
      base: setting.base.tree,
      accepted: tree,
      target: repository.tree('other'),
      landed: setting.treeWith(repository.tree('other'), { 'a.txt': 'A\n' }),
    },
    left: 0,
    branch: 'other',
    branchExists: true,
    newCommits: 1,
    files: [{ path: 'a.txt', oldPath: null, change: 'modified', added: 1, deleted: 3 }],
    accepted: 1,
    undecided: 0,
    conflicts: [],
    inTheWay: [],
    checkout: null,
    identity: { name: 'Ada Person', email: 'ada@example.test' },
    committer: { name: 'Ada Person', email: 'ada@example.test' },
    identitySince: null,
    notices: [],
    message: 'Teach it to wait\n\nCo-authored-by: Codex <codex@agents.winnow.invalid>\n',
  })
  expect(unwrap(await landing.preview({ session: setting.session }))).toMatchObject({
    branch: 'main',
    newCommits: 0,
    checkout: repository.path,
  })
  expect(unwrap(await landing.preview({ session: setting.session, branch: 'new' }))).toMatchObject({
    branchExists: false,
    checkout: null,
  })
  expect(setting.listing()).toEqual(before)
  expect(setting.events).toEqual([])
})

test('landings of one repository wait for each other', async () => {
  const { repository } = open()
  setting.accept({ 'a.txt': 'A\n' })
  const landing = setting.landing()
  const both = await Promise.all([
    landing.land({ session: setting.session, branch: 'x' }),
    landing.land({ session: setting.session, branch: 'x' }),
  ])
  expect(both.map((each) => unwrap(each).commit)).toEqual([
    repository.git('rev-parse', 'x'),
    repository.git('rev-parse', 'x'),
  ])
  expect(repository.git('rev-list', '--count', 'x')).toBe('2')
})

test('a clean landing into a checkout asks git for little, and nothing twice', async () => {
  open()
  setting.accept({ 'a.txt': 'one\n2\nthree\n', 'new.txt': 'new\n' })
  const landing = setting.landing()
  const asked = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    const { entries } = setting.git.log
    const before = entries.length
    await work()
    return entries.slice(before).map(({ argv }) => argv.slice(0, 2).join(' '))
  }
  const session = setting.session
  // The folder for objects is made by the first question.
  unwrap(await landing.preview({ session, way: 'patch' }))
  const shown = await asked(async () => unwrap(await landing.preview({ session, branch: 'main' })))
  expect(shown.toSorted()).toEqual([
    'git config',
    'git diff-tree',
    'git for-each-ref',
    'git ls-files',
    'git worktree',
  ])
  const landed = await asked(async () => unwrap(await landing.land({ session, branch: 'main' })))
  expect(landed.toSorted()).toEqual([
    'git config',
    'git diff-tree',
    'git for-each-ref',
    // Whether others committed meanwhile.
    'git for-each-ref',
    'git ls-files',
    // As a rehearsal, and in fact.
    'git read-tree',
    'git read-tree',
    'git update-ref',
    'git worktree',
  ])
})
