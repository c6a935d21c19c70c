import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Repository } from '#shared/domain/repository/repository.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Git } from '#main/git/run.ts'
import { inspectRepository, type RepositoryFacts } from '#main/repositories/inspect.ts'
import { RangeResolver } from '#main/repositories/ranges.ts'
import { Repositories } from '#main/repositories/repositories.ts'
import { matchScore } from '#main/repositories/tracked-files.ts'
import { Store } from '#main/store/store.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import { TestRepository } from '#test/support/repository.ts'

let checkout: TestCheckout
const repository = (): TestRepository => checkout.repository
const at = (...parts: string[]): string => path.join(repository().path, ...parts)

beforeEach(() => {
  checkout = new TestCheckout()
})
afterEach(() => checkout.remove())

const inspect = (folder: string): ReturnType<typeof inspectRepository> =>
  inspectRepository(checkout.git, folder)
const facts = async (folder = repository().path): Promise<RepositoryFacts> => unwrap(await inspect(folder))

describe('opening', () => {
  it('finds the repository from anywhere in it', async () => {
    const head = repository().commit('one', { 'src/deep/a': '1' })
    const found = await facts()
    expect(found).toEqual({
      top: repository().path,
      gitDir: at('.git'),
      commonDir: at('.git'),
      format: 'sha1',
      branch: 'main',
      head,
      activity: 'none',
      shallow: false,
      linked: false,
    })
    expect(await facts(at('src/deep'))).toEqual(found)
    expect(await facts(at('src/deep/a'))).toEqual(found)
    expect(await facts(at('.git'))).toEqual(found)
    expect(await facts(at('.git/objects'))).toEqual(found)
  })

  it('works without commits, with a detached HEAD, and with SHA-256 ids', async () => {
    expect(await facts()).toMatchObject({ head: null, branch: 'main' })
    const head = repository().commit('one', { a: '1' })
    repository().git('checkout', '-q', '--detach')
    expect(await facts()).toMatchObject({ head, branch: null })
    const wide = new TestRepository(path.join(checkout.folder, 'wide'), { init: ['--object-format=sha256'] })
    const commit = wide.commit('one', { a: '1' })
    expect(await facts(wide.path)).toMatchObject({ format: 'sha256', head: commit })
  })

  it('asks git once for what is nearly always the case', async () => {
    const head = repository().commit('one', { a: '1' })
    await facts()
    const before = checkout.log.entries.length
    expect(await facts()).toMatchObject({ head, branch: 'main' })
    expect(checkout.log.entries.length).toBe(before + 1)
  })

  it('is not misled by a reference that is called HEAD too', async () => {
    const first = repository().commit('one', { a: '1' })
    const head = repository().commit('two', { a: '2' })
    repository().git('update-ref', 'refs/heads/HEAD', first)
    repository().git('update-ref', 'refs/tags/HEAD', first)
    expect(await facts()).toMatchObject({ head, branch: 'main' })
    repository().git('checkout', '-q', '--detach')
    expect(await facts()).toMatchObject({ head, branch: null })
  })

  it('works with odd paths', async () => {
    const odd = new TestRepository(path.join(checkout.folder, 'a b\n"ünï"'))
    const found = {
      top: odd.path,
      gitDir: path.join(odd.path, '.git'),
      commonDir: path.join(odd.path, '.git'),
    }
    expect(await facts(odd.path)).toMatchObject({ ...found, head: null })
    const head = odd.commit('one', { a: '1' })
    expect(await facts(odd.path)).toMatchObject({ ...found, head, branch: 'main' })
  })

  it('works in linked worktrees, shallow clones and submodules', async () => {
    repository().commit('one', { a: '1' })
    const head = repository().commit('two', { a: '2' })
    const linked = path.join(checkout.folder, 'linked')
    repository().git('worktree', 'add', '-q', '-b', 'topic', linked)
    expect(await facts(linked)).toMatchObject({
      top: linked,
      gitDir: at('.git/worktrees/linked'),
      commonDir: at('.git'),
      branch: 'topic',
      linked: true,
    })
    const shallow = path.join(checkout.folder, 'shallow')
    repository().git('clone', '-q', '--depth=1', `file://${repository().path}`, shallow)
    expect(await facts(shallow)).toMatchObject({ shallow: true, head })
    const outer = new TestRepository(path.join(checkout.folder, 'outer'))
    outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', repository().path, 'sub')
    expect(await facts(path.join(outer.path, 'sub'))).toMatchObject({
      top: path.join(outer.path, 'sub'),
      head,
      linked: false,
    })
  })

  it('works in a linked worktree of a bare repository', async () => {
    const head = repository().commit('one', { a: '1' })
    const bare = path.join(checkout.folder, 'bare.git')
    const linked = path.join(checkout.folder, 'of-bare')
    repository().git('clone', '-q', '--bare', repository().path, bare)
    repository().git('-C', bare, 'worktree', 'add', '-q', linked)
    expect(await facts(linked)).toMatchObject({ top: linked, commonDir: bare, head, linked: true })
    const refused = await inspect(bare)
    expect(refused).toMatchObject({ ok: false, error: { kind: 'bare' } })
  })

  it('tells what the checkout is in the middle of', async () => {
    repository().commit('base', { a: '1\n' })
    repository().git('checkout', '-qb', 'topic')
    const theirs = repository().commit('theirs', { a: '2\n' })
    repository().git('checkout', '-q', 'main')
    repository().commit('ours', { a: '3\n' })
    const failing = (...args: string[]): void =>
      expect(() => repository().git(...args)).toThrow('Command failed')
    failing('merge', 'topic')
    expect(await facts()).toMatchObject({ activity: 'merge', branch: 'main' })
    repository().git('merge', '--abort')
    failing('cherry-pick', theirs)
    expect(await facts()).toMatchObject({ activity: 'cherryPick' })
    repository().git('cherry-pick', '--abort')
    failing('rebase', 'topic')
    expect(await facts()).toMatchObject({ activity: 'rebase', branch: null })
    repository().git('rebase', '--abort')
    failing('revert', '--no-edit', 'main~1')
    expect(await facts()).toMatchObject({ activity: 'revert' })
    repository().git('revert', '--abort')
    repository().git('bisect', 'start')
    expect(await facts()).toMatchObject({ activity: 'bisect' })
  })

  const refused = async (folder: string): Promise<{ kind: string; message: string }> => {
    const result = await inspect(folder)
    if (result.ok) throw new Error('it was opened')
    return result.error
  }

  it('says what to do about what is no repository', async () => {
    const plain = path.join(checkout.folder, 'plain')
    mkdirSync(plain)
    const none = await refused(plain)
    expect(none.kind).toBe('notARepository')
    expect(none.message).toContain('git init')
    expect(await refused(path.join(checkout.folder, 'nothing'))).toMatchObject({ kind: 'notFound' })
    writeFileSync(path.join(plain, 'file'), '')
    expect(await refused(path.join(plain, 'file'))).toMatchObject({ kind: 'notARepository' })
    expect(await refused(path.join(plain, 'file/below'))).toMatchObject({ kind: 'notFound' })
  })

  it('says what to do about a worktree whose repository was moved', async () => {
    repository().commit('one', { a: '1' })
    const linked = path.join(checkout.folder, 'linked')
    repository().git('worktree', 'add', '-q', linked)
    renameSync(repository().path, `${repository().path}-moved`)
    const moved = await refused(linked)
    expect(moved.kind).toBe('notARepository')
    expect(moved.message).toContain('git worktree repair')
  })

  it.skipIf(process.getuid?.() !== 0)("says what to do about another user's repository", async () => {
    const { chownSync } = await import('node:fs')
    const other = new TestRepository(path.join(checkout.folder, 'other'))
    for (const folder of [other.path, path.join(other.path, '.git')]) chownSync(folder, 1, 1)
    const untrusted = await refused(other.path)
    expect(untrusted.kind).toBe('untrusted')
    expect(untrusted.message).toContain(`git config --global --add safe.directory ${other.path}`)
  })

  it.skipIf(process.getuid?.() === 0)('says what to do about what cannot be read', async () => {
    for (const folder of [at('.git'), repository().path]) {
      chmodSync(folder, 0)
      expect(await refused(repository().path)).toMatchObject({ kind: 'unreadable' })
      chmodSync(folder, 0o755)
    }
  })

  it('says what to do about git itself', async () => {
    const program = (name: string, text: string): Git => {
      const folder = path.join(checkout.folder, name)
      mkdirSync(folder)
      if (text !== '') writeFileSync(path.join(folder, 'git'), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
      return new Git({ env: { PATH: folder }, log: new CommandLog() })
    }
    const missing = await inspectRepository(program('none', ''), repository().path)
    expect(missing).toMatchObject({ ok: false, error: { kind: 'gitMissing' } })
    const old = await inspectRepository(program('old', 'echo git version 2.30.2'), repository().path)
    expect(old).toMatchObject({ ok: false, error: { kind: 'gitTooOld' } })
    repository().git('config', 'core.repositoryFormatVersion', '1')
    repository().git('config', 'extensions.fromTheFuture', 'true')
    expect(await refused(repository().path)).toMatchObject({ kind: 'gitTooOld' })
  })

  it('runs nothing that the repository names', async () => {
    const ran = path.join(checkout.folder, 'ran')
    repository().commit('one', { a: '1' })
    for (const key of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'alias.rev-parse'])
      repository().git('config', key, `!touch ${ran}`)
    await facts()
    expect(existsSync(ran)).toBe(false)
  })
})

describe('ranges', () => {
  /** main: base, main-2; topic: base, t1, t2. */
  function branches(): Record<'base' | 'main2' | 't1' | 't2', string> {
    const base = repository().commit('base', { a: '1' })
    repository().git('checkout', '-qb', 'topic')
    const t1 = repository().commit('t1', { b: '1' })
    const t2 = repository().commit('t2', { b: '2' })
    repository().git('checkout', '-q', 'main')
    const main2 = repository().commit('main2', { c: '1' })
    return { base, main2, t1, t2 }
  }
  const resolve = (range: string, against?: string): ReturnType<RangeResolver['range']> =>
    new RangeResolver(checkout.git, repository().path).range(range, against)

  it('mean what git means by them', async () => {
    const { base, main2, t1, t2 } = branches()
    const tree = (commit: string): string => repository().tree(commit)
    const expected = (from: string, to: string): object => ({
      ok: true,
      value: { baseCommit: from, baseTree: tree(from), commit: to, tree: tree(to) },
    })
    expect(await resolve('main..topic')).toMatchObject(expected(main2, t2))
    expect(await resolve('main...topic')).toMatchObject(expected(base, t2))
    expect(await resolve('topic~1..')).toMatchObject(expected(t1, main2))
    expect(await resolve('..topic')).toMatchObject(expected(main2, t2))
    expect(await resolve('topic')).toMatchObject(expected(base, t2))
    expect(await resolve(t2)).toMatchObject(expected(t1, t2))
    expect(await resolve('topic~1')).toMatchObject(expected(base, t1))
    expect(await resolve('topic', 'topic~1')).toMatchObject(expected(t1, t2))
    repository().git('tag', '-am', 'one', 'v1', t1)
    expect(await resolve('v1..topic')).toMatchObject(expected(t1, t2))
  })

  it('are against the upstream for the default branch', async () => {
    const { base, main2 } = branches()
    repository().git('update-ref', 'refs/remotes/origin/main', base)
    repository().git('config', 'remote.origin.url', '/nowhere')
    repository().git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*')
    repository().git('branch', '-q', '--set-upstream-to=origin/main', 'main')
    repository().git('branch', '-qD', 'topic')
    expect(await resolve('main')).toMatchObject({ ok: true, value: { baseCommit: base, commit: main2 } })
  })

  it('of a first commit are against the empty tree', async () => {
    const { base } = branches()
    const empty = repository().gitBytes(['hash-object', '-t', 'tree', '--stdin']).toString().trim()
    expect(await resolve(base)).toMatchObject({ ok: true, value: { baseTree: empty, commit: base } })
  })

  it('that name nothing, or look like options, are refused', async () => {
    const made = path.join(checkout.folder, 'made')
    branches()
    for (const range of [
      'nothing',
      'main..nothing',
      '-h',
      `--output=${made}..main`,
      'main..--all',
      'a b',
      'main:a',
    ])
      expect(await resolve(range)).toMatchObject({ ok: false, error: { kind: 'badRange' } })
    expect(existsSync(made)).toBe(false)
    repository().git('checkout', '-q', '--orphan', 'island')
    repository().commit('alone')
    expect(await resolve('main...island')).toMatchObject({ ok: false, error: { kind: 'badRange' } })
  })

  it('have a base in a repository with commits only', async () => {
    const ranges = new RangeResolver(checkout.git, repository().path)
    expect(await ranges.base(undefined)).toMatchObject({ ok: false, error: { kind: 'noCommits' } })
    const head = repository().commit('one', { a: '1' })
    expect(await ranges.base(undefined)).toEqual({
      ok: true,
      value: { name: 'main', commit: head, tree: repository().tree() },
    })
    expect(await ranges.base('none')).toMatchObject({ ok: false, error: { kind: 'badBase' } })
  })
})

describe('repositories', () => {
  let time = 0
  let store: Store
  let repositories: Repositories
  let filters: Repository['filters'] = null

  beforeEach(() => {
    store = unwrap(Store.open(path.join(checkout.home, 'test.db'), { now: () => time }))
    repositories = new Repositories({
      git: checkout.git,
      store,
      folder: path.join(checkout.home, 'repositories'),
      clock: { now: () => (time += 1) },
      readFilters: async () => filters,
    })
  })
  afterEach(async () => {
    await repositories.dispose()
    store.close()
  })

  it('are remembered, the latest first, and forgotten', async () => {
    const one = unwrap(await repositories.open(repository().path))
    const second = new TestRepository(path.join(checkout.folder, 'second'))
    const two = unwrap(await repositories.open(second.path))
    expect((await repositories.list()).map((each) => each.id)).toEqual([two.id, one.id])
    mkdirSync(at('below'))
    expect(unwrap(await repositories.open(at('below'))).id).toBe(one.id)
    expect((await repositories.list()).map((each) => each.name)).toEqual(['repository', 'second'])
    renameSync(second.path, `${second.path}-gone`)
    expect((await repositories.list())[1]).toMatchObject({ id: two.id, head: null })
    unwrap(repositories.forget(two.id))
    expect((await repositories.list()).map((each) => each.id)).toEqual([one.id])
    expect(repositories.forget(two.id)).toMatchObject({ ok: false, error: { kind: 'notFound' } })
  })

  it('have settings of their own', async () => {
    const { id } = unwrap(await repositories.open(repository().path))
    unwrap(await repositories.saveSettings(id, { copyIgnored: ['.env'] }))
    const saved = unwrap(await repositories.saveSettings(id, { setupCommand: 'npm ci' }))
    expect(saved.settings).toMatchObject({ copyIgnored: ['.env'], setupCommand: 'npm ci', trustedSetup: '' })
    expect(unwrap(await repositories.open(repository().path)).settings).toEqual(saved.settings)
  })

  it('tell what filters their configuration defines now', async () => {
    const { id, filters: none } = unwrap(await repositories.open(repository().path))
    expect(none).toBeNull()
    filters = { definitions: ['filter.x.clean = sed s/a/b/'], hash: 'abc' }
    expect((await repositories.list()).find((each) => each.id === id)?.filters).toEqual(filters)
    filters = null
  })

  it('give their objects, the same ones each time', async () => {
    repository().commit('one', { a: 'text' })
    const { id } = unwrap(await repositories.open(repository().path))
    const objects = unwrap(await repositories.objects(id))
    expect(unwrap(await repositories.objects(id))).toBe(objects)
    const oid = repository().git('rev-parse', 'HEAD:a')
    expect(unwrap(await objects.blob(oid)).toString()).toBe('text')
    expect(await repositories.objects('unknown')).toMatchObject({ ok: false, error: { kind: 'notFound' } })
  })

  it('offer what a task can start from, the current branch first', async () => {
    const first = repository().commit('one', { a: '1' })
    repository().git('tag', '-am', 'annotated', 'v1')
    repository().git('tag', 'a-tree', repository().tree())
    repository().git('branch', 'behind')
    const head = repository().commit('two', { a: '2' })
    repository().git('update-ref', 'refs/remotes/origin/main', head)
    repository().git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
    repository().git('config', 'remote.origin.url', '/nowhere')
    repository().git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*')
    repository().git('branch', '-q', '--set-upstream-to=origin/main', 'behind')
    const { id } = unwrap(await repositories.open(repository().path))
    expect(unwrap(await repositories.bases(id))).toEqual([
      { name: 'main', kind: 'branch', commit: head, upstream: null, behind: null },
      { name: 'behind', kind: 'branch', commit: first, upstream: 'origin/main', behind: 1 },
      { name: 'origin/main', kind: 'remoteBranch', commit: head, upstream: null, behind: null },
      { name: 'v1', kind: 'tag', commit: first, upstream: null, behind: null },
    ])
  })

  it('find tracked files by a fuzzy query', async () => {
    repository().commit('one', {
      'src/net/retry.ts': '',
      'src/net/retry.test.ts': '',
      'docs/returns-entry.md': '',
      'new\nline': '',
    })
    repository().write({ 'src/net/retry-untracked.ts': '' })
    const { id } = unwrap(await repositories.open(repository().path))
    expect(unwrap(await repositories.files(id, 'retry'))).toEqual([
      'src/net/retry.ts',
      'src/net/retry.test.ts',
      'docs/returns-entry.md',
    ])
    expect(unwrap(await repositories.files(id, 'line'))).toEqual(['new\nline'])
    expect(unwrap(await repositories.files(id, 'zzz'))).toEqual([])
    expect(unwrap(await repositories.files(id, '')).length).toBe(4)
  })
})

describe('a fuzzy match', () => {
  it('needs the characters in order and prefers names and word starts', () => {
    expect(matchScore('src/a.ts', 'ba')).toBeNull()
    expect(matchScore('src/a.ts', '')).toBe(0)
    const better = (query: string, one: string, other: string): void =>
      expect(matchScore(one, query)).toBeGreaterThan(matchScore(other, query) ?? Infinity)
    better('btn', 'src/button.ts', 'abet/n.ts')
    better('app', 'src/app.ts', 'app-data/x.ts')
    better('ct', 'change-tree.ts', 'accept.ts')
    expect(matchScore('src/a.ts', 'ts c')).toBeNull()
    expect(matchScore('src/A b.ts', 's abt')).not.toBeNull()
  })
})
