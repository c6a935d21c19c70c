import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { readFilterConfig } from '#main/git/filter-config.ts'
import { listWorktrees } from '#main/git/worktree-list.ts'
import { takeSnapshot } from '#main/worktrees/snapshot.ts'
import { type MadeWorktree, type NewWorktree, Worktrees } from '#main/worktrees/worktrees.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import type { TestRepository } from '#test/support/repository.ts'

let checkout: TestCheckout
let worktrees: Worktrees
const repository = (): TestRepository => checkout.repository

beforeEach(() => {
  checkout = new TestCheckout()
  worktrees = new Worktrees({ git: checkout.git, home: checkout.home })
})
afterEach(async () => {
  await worktrees.dispose()
  checkout.remove()
})

type Creation = ReturnType<Worktrees['create']>
function attempt(commit: string, options: Partial<NewWorktree> = {}): Creation {
  return worktrees.create({ session: 's1', repositoryPath: repository().path, commit, ...options })
}
async function create(commit: string, options: Partial<NewWorktree> = {}): Promise<MadeWorktree> {
  return unwrap(await attempt(commit, options))
}

const listed = async (): Promise<string[]> =>
  unwrap(await listWorktrees(checkout.git, repository().path)).map((one) => one.path)

/** Everything of the person's checkout that must stay as it is. */
function state(): unknown {
  const git = path.join(repository().path, '.git')
  return {
    head: readFileSync(path.join(git, 'HEAD'), 'utf8'),
    index: readFileSync(path.join(git, 'index')).toString('base64'),
    config: readFileSync(path.join(git, 'config'), 'utf8'),
    refs: repository().git('for-each-ref'),
    files: readdirSync(repository().path, { recursive: true })
      .map(String)
      .filter((name) => !name.startsWith('.git/') && name !== '.git')
      .sort(),
  }
}

describe('a worktree', () => {
  it('is made at a commit, detached, in the data folder, and leaves the checkout alone', async () => {
    const first = repository().commit('one', { 'a b': '1' })
    repository().commit('two', { 'a b': '2' })
    repository().write({ 'a b': 'edited', new: 'n' })
    const before = state()
    const made = await create(first)
    expect(made.path).toBe(path.join(checkout.home, 'worktrees/s1/repository'))
    expect(made.gitDir).toBe(path.join(repository().path, '.git/worktrees/repository'))
    expect(readFileSync(path.join(made.path, 'a b'), 'utf8')).toBe('1')
    expect(repository().git('-C', made.path, 'rev-parse', 'HEAD')).toBe(first)
    expect(repository().git('-C', made.path, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD')
    expect(repository().git('-C', made.path, 'status', '--porcelain')).toBe('')
    expect(state()).toEqual(before)
    // Neither an agent nor a maintenance run makes git forget it.
    repository().git('worktree', 'prune', '--expire=now')
    expect(await listed()).toContain(made.path)
  })

  it('is made for each session, whatever the repository is called', async () => {
    const commit = repository().commit('one', { a: '1' })
    const names = ['repository', 'ünï code', '..', '.git', 'a/b', '-x', 'li\nne']
    const made = await Promise.all(names.map((name, index) => create(commit, { session: `s${index}`, name })))
    expect(made.map((one) => path.basename(one.path))).toEqual([
      'repository',
      'ünï code',
      'checkout',
      'checkout',
      'a-b',
      '-x',
      'li-ne',
    ])
    expect(new Set(made.map((one) => one.gitDir)).size).toBe(names.length)
  })

  it('is made beside others at the same time', async () => {
    const commit = repository().commit('one', { a: '1' })
    const sessions = Array.from({ length: 24 }, (_, index) => `s${index}`)
    const made = await Promise.all(
      sessions.map(async (session) => {
        const one = await create(commit, { session })
        if (session.endsWith('3'))
          unwrap(await worktrees.discard({ session, repositoryPath: repository().path, path: one.path }))
        return one
      }),
    )
    expect(made.filter((one) => existsSync(path.join(one.path, 'a'))).length).toBe(21)
    expect((await listed()).length).toBe(22)
  })

  it('is not made over a folder that is there', async () => {
    const commit = repository().commit('one', { a: '1' })
    const made = await create(commit)
    writeFileSync(path.join(made.path, 'work'), 'w')
    expect(await attempt(commit)).toMatchObject({ ok: false, error: { kind: 'exists', paths: [made.path] } })
    expect(readFileSync(path.join(made.path, 'work'), 'utf8')).toBe('w')
  })

  it('is made again after its folder was deleted by hand', async () => {
    const commit = repository().commit('one', { a: '1' })
    const made = await create(commit)
    rmSync(made.path, { recursive: true })
    expect((await create(commit)).path).toBe(made.path)
  })

  it('leaves nothing behind when it cannot be made', async () => {
    const commit = repository().commit('one', { a: '1' })
    expect(await attempt('1'.repeat(40))).toMatchObject({ ok: false, error: { kind: 'badCommit' } })
    expect(await attempt(commit, { signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
      error: { kind: 'stopped' },
    })
    expect(await attempt(commit, { repositoryPath: '/no/such/folder' })).toMatchObject({
      ok: false,
      error: { kind: 'repositoryGone' },
    })
    expect(readdirSync(path.join(checkout.home, 'worktrees'))).toEqual([])
    expect(await listed()).toEqual([repository().path])
  })

  it('runs no hook and no filter of the repository that was not trusted', async () => {
    const ran = path.join(checkout.folder, 'ran')
    const commit = repository().commit('one', { '.gitattributes': '* filter=evil\n', a: '1' })
    repository().git('config', 'filter.evil.smudge', `touch ${ran}; cat`)
    repository().git('config', 'filter.evil.required', 'true')
    mkdirSync(path.join(repository().path, '.git/hooks'), { recursive: true })
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction'])
      writeFileSync(path.join(repository().path, '.git/hooks', hook), `#!/bin/sh\ntouch ${ran}\n`, {
        mode: 0o755,
      })
    await create(commit)
    expect(existsSync(ran)).toBe(false)
    const filters = unwrap(await readFilterConfig(checkout.git, { folder: repository().path }))
    await create(commit, { session: 's2', trustedFilters: filters.hash })
    expect(existsSync(ran)).toBe(true)
  })
})

describe('the git folders of other worktrees', () => {
  it('do not stand in the way with pipes and devices where git reads', async () => {
    const commit = repository().commit('one', { a: '1' })
    const files = ['HEAD', 'gitdir', 'commondir']
    const block = async (round: string): Promise<readonly string[]> => {
      const blocked: string[] = []
      for (const name of files) {
        const { gitDir } = await create(commit, { session: `${round}-${name}` })
        blocked.push(path.join(gitDir, name))
      }
      for (const file of blocked) {
        rmSync(file)
        if (file.endsWith('HEAD')) symlinkSync('/dev/zero', file)
        else execFileSync('mkfifo', [file])
      }
      return blocked
    }
    const before = await block('a')
    const made = await create(commit)
    expect(before.filter((file) => existsSync(file))).toEqual([])
    const after = await block('b')
    unwrap(await worktrees.discard({ session: 's1', repositoryPath: repository().path, path: made.path }))
    expect(after.filter((file) => existsSync(file))).toEqual([])
    expect(existsSync(made.gitDir)).toBe(false)
  })

  it('are not read for a worktree that can be made without that', async () => {
    const commit = repository().commit('one', { a: '1' })
    const pipe = path.join((await create(commit)).gitDir, 'unread')
    execFileSync('mkfifo', [pipe])
    const { path: folder } = await create(commit, { session: 's2' })
    unwrap(await worktrees.discard({ session: 's2', repositoryPath: repository().path, path: folder }))
    expect(existsSync(pipe)).toBe(true)
  })
})

describe('ignored files', () => {
  const base = (): string => repository().commit('one', { '.gitignore': '.env\ncache/\n*.local\n', a: '1' })

  it('are copied by path, by folder and by glob, and nothing else is', async () => {
    const commit = base()
    repository().write({
      '.env': 'SECRET=1',
      'cache/deep/x': 'x',
      'one.local': '1',
      'sub/two.local': '2',
      'not-ignored': 'n',
    })
    chmodSync(path.join(repository().path, '.env'), 0o600)
    const made = await create(commit, {
      copyIgnored: ['.env', './cache', '**/*.local', 'not-ignored', 'none'],
    })
    expect(made).toMatchObject({
      copied: 4,
      notCopied: [
        { path: 'not-ignored', reason: 'no ignored file matches it' },
        { path: 'none', reason: 'no ignored file matches it' },
      ],
    })
    expect(readFileSync(path.join(made.path, '.env'), 'utf8')).toBe('SECRET=1')
    expect(lstatSync(path.join(made.path, '.env')).mode & 0o777).toBe(0o600)
    expect(readFileSync(path.join(made.path, 'cache/deep/x'), 'utf8')).toBe('x')
    expect(readFileSync(path.join(made.path, 'sub/two.local'), 'utf8')).toBe('2')
    expect(existsSync(path.join(made.path, 'not-ignored'))).toBe(false)
    const top = await create(commit, { session: 's2', copyIgnored: ['*.local'] })
    expect(top.copied).toBe(1)
  })

  it('are not followed out of the repository, on either side', async () => {
    repository().commit('one', { '.gitignore': 'cache/\nlinks/\n' })
    const outside = path.join(checkout.folder, 'outside')
    mkdirSync(outside)
    writeFileSync(path.join(outside, 'secret'), 's')
    mkdirSync(path.join(repository().path, 'links'))
    symlinkSync(outside, path.join(repository().path, 'links/absolute'))
    symlinkSync('../../outside/secret', path.join(repository().path, 'links/up'))
    symlinkSync('inner', path.join(repository().path, 'links/fine'))
    // In the commit the folder is a link to the outside; in the checkout it is a folder.
    symlinkSync(outside, path.join(repository().path, 'cache'))
    repository().git('add', '-f', 'cache')
    repository().git('commit', '-qm', 'link')
    const commit = repository().git('rev-parse', 'HEAD')
    repository().git('rm', '-q', '--cached', 'cache')
    rmSync(path.join(repository().path, 'cache'))
    repository().write({ 'cache/written': 'w' })
    const made = await create(commit, { copyIgnored: ['links', 'cache', '../outside', '/etc'] })
    expect(made.copied).toBe(1)
    expect(readlinkSync(path.join(made.path, 'links/fine'))).toBe('inner')
    expect([...made.notCopied].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: '../outside', reason: 'it is not a path inside the repository' },
      { path: '/etc', reason: 'it is not a path inside the repository' },
      { path: 'cache/written', reason: 'a file or a link is in the place of its folder' },
      { path: 'links/absolute', reason: 'it is a link that leads out of the repository' },
      { path: 'links/up', reason: 'it is a link that leads out of the repository' },
    ])
    expect(readdirSync(outside)).toEqual(['secret'])
  })

  it('are not written over files of the commit', async () => {
    repository().commit('one', { '.gitignore': '.env\n', '.env': 'committed' })
    const commit = repository().git('rev-parse', 'HEAD')
    repository().git('rm', '-q', '--cached', '.env')
    repository().write({ '.env': 'mine' })
    const made = await create(commit, { copyIgnored: ['.env'] })
    expect(made.notCopied).toEqual([{ path: '.env', reason: 'the worktree has a file there' }])
    expect(readFileSync(path.join(made.path, '.env'), 'utf8')).toBe('committed')
  })
})

describe('discarding', () => {
  it('forgets this worktree only, and deletes it in the background', async () => {
    const commit = repository().commit('one', { a: '1' })
    const made = await create(commit)
    const other = await create(commit, { session: 's2' })
    const vanished = path.join(checkout.folder, 'own')
    repository().git('worktree', 'add', '-q', '--detach', vanished)
    renameSync(vanished, `${vanished}-on-another-disk`)
    mkdirSync(path.join(made.path, 'cache/read-only'), { recursive: true })
    writeFileSync(path.join(made.path, 'cache/read-only/x'), 'x')
    chmodSync(path.join(made.path, 'cache/read-only'), 0o500)
    writeFileSync(Buffer.concat([Buffer.from(`${made.path}/`), Buffer.from([0xff, 0x0a])]), 'no UTF-8')
    const before = state()
    unwrap(await worktrees.discard({ session: 's1', repositoryPath: repository().path, path: made.path }))
    expect(existsSync(made.path)).toBe(false)
    expect((await listed()).sort()).toEqual([repository().path, vanished, other.path].sort())
    expect(readdirSync(path.join(checkout.home, 'worktrees'))).toEqual(['s2'])
    await worktrees.emptyTrash()
    expect(readdirSync(path.join(checkout.home, 'trash'))).toEqual([])
    expect(state()).toEqual(before)
    // Twice does no harm.
    unwrap(await worktrees.discard({ session: 's1', repositoryPath: repository().path, path: made.path }))
  })

  it('works although the repository is gone', async () => {
    const made = await create(repository().commit('one', { a: '1' }))
    rmSync(repository().path, { recursive: true })
    const gone = { session: 's1', repositoryPath: repository().path, path: made.path }
    unwrap(await worktrees.discard(gone))
    expect(existsSync(made.path)).toBe(false)
  })

  it('can be taken back: the files of the snapshot, uncommitted over its parent', async () => {
    repository().commit('one', { '.gitignore': 'out\n', a: '1', gone: 'g' })
    const commit = repository().commit('two', { 'd/b': '2' })
    const made = await create(commit)
    writeFileSync(path.join(made.path, 'a'), 'changed')
    writeFileSync(path.join(made.path, 'new'), 'n')
    rmSync(path.join(made.path, 'gone'))
    const objects = await checkout.objects()
    const snapshot = unwrap(
      await takeSnapshot(checkout.git, objects, {
        worktree: made.path,
        gitDir: made.gitDir,
        commonDir: checkout.commonDir,
        ref: 'refs/winnow/s1/r1',
        message: 'r1\n',
      }),
    )
    const status = repository().git('-C', made.path, 'status', '--porcelain')
    const target = { session: 's1', repositoryPath: repository().path }
    unwrap(await worktrees.discard({ ...target, path: made.path }))
    const again = unwrap(await worktrees.restore({ ...target, snapshot: snapshot.commit }))
    expect(again.path).toBe(made.path)
    expect(repository().git('-C', again.path, 'rev-parse', 'HEAD')).toBe(commit)
    expect(repository().git('-C', again.path, 'status', '--porcelain')).toBe(status)
    const retaken = await takeSnapshot(checkout.git, objects, {
      worktree: again.path,
      gitDir: again.gitDir,
      commonDir: checkout.commonDir,
      ref: 'refs/winnow/s1/r2',
      message: 'r2\n',
    })
    expect(unwrap(retaken).tree).toBe(snapshot.tree)
  })
})
