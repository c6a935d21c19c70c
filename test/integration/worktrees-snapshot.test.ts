import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Objects } from '#main/git/objects.ts'
import { gitDirOf } from '#main/worktrees/git-dir.ts'
import type { Snapshot, SnapshotOptions } from '#main/worktrees/snapshot-options.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import { TestRepository } from '#test/support/repository.ts'
import { contentOf, plainTree, trySnapshot } from '#test/support/snapshots.ts'

let checkout: TestCheckout
let objects: Objects
const repository = (): TestRepository => checkout.repository
const at = (...parts: string[]): string => path.join(repository().path, ...parts)

beforeEach(async () => {
  checkout = new TestCheckout()
  objects = await checkout.objects()
})
afterEach(() => checkout.remove())

async function snapshot(options: Partial<SnapshotOptions> = {}): Promise<Snapshot> {
  return unwrap(await attempt(options))
}
const attempt = (options: Partial<SnapshotOptions> = {}): ReturnType<typeof trySnapshot> =>
  trySnapshot(checkout, objects, options)
const content = (tree: string, file: string): string => contentOf(repository(), tree, file)

/** "mode path" of every entry of a tree. */
function entries(tree: string): string[] {
  return repository()
    .gitBytes(['ls-tree', '-r', '-z', tree])
    .toString('latin1')
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => `${entry.slice(0, 6)} ${entry.slice(entry.indexOf('\t') + 1)}`)
}

/** Everything of a checkout that a snapshot must not touch. */
function state(): unknown {
  return {
    head: readFileSync(at('.git/HEAD'), 'utf8'),
    index: readFileSync(at('.git/index')).toString('base64'),
    heads: repository().git('for-each-ref', 'refs/heads', 'refs/tags'),
    // Without the option, git status itself may write the index.
    status: repository().git('--no-optional-locks', 'status', '--porcelain', '--ignored', '-z'),
  }
}

describe('a snapshot', () => {
  it('has tracked and untracked files, not ignored ones, and touches nothing', async () => {
    repository().commit('one', { '.gitignore': 'out/\n', a: '1\n', gone: 'x', 'out/kept': 'tracked' })
    repository().write({ a: '2\n', gone: null, new: 'n', 'out/skipped': 's', 'out/kept': 'changed' })
    repository().write({ staged: 'first' }).git('add', 'staged')
    repository().write({ staged: 'second' })
    const before = state()
    const taken = await snapshot()
    expect(state()).toEqual(before)
    expect(taken.leftOut).toEqual([])
    expect(entries(taken.tree)).toEqual([
      '100644 .gitignore',
      '100644 a',
      '100644 new',
      '100644 out/kept',
      '100644 staged',
    ])
    expect(content(taken.tree, 'staged')).toBe('second')
    expect(taken.tree).toBe(plainTree(checkout))
    const shown = repository().git('show', '-s', '--format=%T %P %an <%ae> %cn %s', 'refs/winnow/s1/r1')
    const head = repository().git('rev-parse', 'HEAD')
    expect(shown).toBe(`${taken.tree} ${head} Winnow <winnow@localhost> Winnow r1`)
  })

  it('equals what git add -A makes, over random changes', async () => {
    const names = ['a', 'b', 'd/a', 'd/b', 'd/e/a', 'sp ace', 'new\nline', '"q"', '-dash', 'ünï']
    const change = fc.record({
      name: fc.constantFrom(...names),
      to: fc.constantFrom('file', 'other', 'program', 'link', 'folder', 'gone', 'empty'),
    })
    const apply = ({ name, to }: { name: string; to: string }): void => {
      rmSync(at(name), { recursive: true, force: true })
      try {
        mkdirSync(path.dirname(at(name)), { recursive: true })
        if (to === 'link') symlinkSync('d', at(name))
        else if (to === 'folder') {
          mkdirSync(at(name))
          writeFileSync(at(name, 'inner'), 'inside\n')
        } else if (to !== 'gone') {
          writeFileSync(at(name), to === 'empty' ? '' : `${to} ${name}\n`)
          if (to === 'program') chmodSync(at(name), 0o755)
        }
      } catch {
        // The place is taken by a file or a link: nothing changes there.
      }
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 8 }),
        fc.array(change, { maxLength: 8 }),
        async (first, second) => {
          repository().git('read-tree', '--empty')
          repository().git('clean', '-fdqx')
          for (const one of first) apply(one)
          repository().commit('base')
          for (const one of second) apply(one)
          const before = state()
          const taken = await snapshot()
          expect(state()).toEqual(before)
          expect(taken.leftOut).toEqual([])
          expect(entries(taken.tree)).toEqual(entries(plainTree(checkout)))
          expect(taken.tree).toBe(plainTree(checkout))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('keeps bytes of names that are not UTF-8', async () => {
    repository().commit('one', { a: '1' })
    writeFileSync(Buffer.concat([Buffer.from(`${repository().path}/`), Buffer.from([0xff, 0x0a, 0x22])]), 'x')
    const taken = await snapshot()
    expect(entries(taken.tree)).toEqual(['100644 a', '100644 \xff\n"'])
  })

  it('takes what an agent committed, and works in the middle of a merge', async () => {
    repository().commit('base', { a: '1\n', b: '1\n' })
    repository().git('checkout', '-qb', 'other')
    repository().commit('theirs', { a: '2\n', b: null })
    repository().git('checkout', '-q', 'main')
    repository().commit('ours', { a: '3\n', b: '4\n' })
    expect(() => repository().git('merge', '-q', 'other')).toThrow('Command failed')
    expect(repository().git('ls-files', '-u')).not.toBe('')
    const before = state()
    const taken = await snapshot()
    expect(state()).toEqual(before)
    expect(content(taken.tree, 'a')).toContain('<<<<<<<')
    expect(content(taken.tree, 'b')).toBe('4\n')
  })

  it('has no parent and no index to start from in a new repository', async () => {
    repository().write({ a: '1' })
    const taken = await snapshot()
    expect(entries(taken.tree)).toEqual(['100644 a'])
    expect(repository().git('rev-list', '--parents', 'refs/winnow/s1/r1')).toBe(taken.commit)
  })

  it('keeps what is tracked though ignored when the index is missing', async () => {
    repository().commit('one', { '.gitignore': 'out/\n', 'out/kept': 'k' })
    rmSync(at('.git/index'))
    expect(entries((await snapshot()).tree)).toEqual(['100644 .gitignore', '100644 out/kept'])
  })

  it('finds the worktree although the agent replaced its .git file', async () => {
    const commit = repository().commit('one', { a: '1' })
    const worktree = path.join(checkout.folder, 'linked')
    repository().git('worktree', 'add', '-q', '--detach', worktree)
    const gitDir = await gitDirOf(checkout.commonDir, worktree)
    expect(gitDir).toBe(at('.git/worktrees/linked'))
    rmSync(path.join(worktree, '.git'))
    new TestRepository(worktree).write({ b: '2' })
    expect(await gitDirOf(checkout.commonDir, worktree)).toBe(gitDir)
    const taken = await snapshot({ worktree, gitDir: gitDir ?? '' })
    expect(entries(taken.tree)).toEqual(['100644 a', '100644 b'])
    expect(repository().git('rev-parse', 'refs/winnow/s1/r1^')).toBe(commit)
    expect(await gitDirOf(checkout.commonDir, repository().path)).toBe(checkout.commonDir)
    expect(await gitDirOf(checkout.commonDir, checkout.folder)).toBeNull()
  })

  it('sees a change of the same size in the same tick of the clock', async () => {
    const tick = 1_700_000_000
    repository().git('config', 'core.trustctime', 'false')
    repository().write({ a: '1' })
    utimesSync(at('a'), tick, tick)
    repository().git('add', 'a')
    repository().git('commit', '-qm', 'one')
    repository().write({ a: '2' })
    utimesSync(at('a'), tick, tick)
    utimesSync(at('.git/index'), tick, tick)
    expect(content((await snapshot()).tree, 'a')).toBe('2')
  })

  it('works with a split index and does not change it', async () => {
    repository().commit('one', { a: '1', b: '1' })
    repository().git('update-index', '--split-index')
    repository().write({ c: 'c' })
    const before = [readFileSync(at('.git/index')), execFileSync('ls', [at('.git')]).toString()]
    expect(entries((await snapshot()).tree)).toEqual(['100644 a', '100644 b', '100644 c'])
    expect([readFileSync(at('.git/index')), execFileSync('ls', [at('.git')]).toString()]).toEqual(before)
  })
})

describe('embedded repositories', () => {
  it('are added file by file, by the ignore rules, at any depth', async () => {
    repository().commit('one', { '.gitignore': 'node_modules/\n', a: '1' })
    new TestRepository(at('vendor/lib')).commit('inner', {
      '.gitignore': 'build\n',
      'src/x': 'x',
      build: 'b',
      'node_modules/y': 'y',
    })
    new TestRepository(at('vendor/lib/deep')).write({ z: 'z' })
    symlinkSync('src/x', at('vendor/lib/link'))
    const taken = await snapshot()
    expect(entries(taken.tree)).toEqual([
      '100644 .gitignore',
      '100644 a',
      '100644 vendor/lib/.gitignore',
      '100644 vendor/lib/deep/z',
      '120000 vendor/lib/link',
      '100644 vendor/lib/src/x',
    ])
    const reason = expect.stringMatching(
      /^1 commit of it is in this worktree only, the newest [0-9a-f]{12}$/,
    ) as string
    expect(taken.leftOut).toEqual([{ path: 'vendor/lib/.git', reason }])
  })

  it('are added file by file although the agent committed them as a commit id', async () => {
    const base = repository().commit('one', { a: '1' })
    new TestRepository(at('lib')).commit('inner', { x: 'x' })
    repository().commit('the agent')
    expect(entries(repository().tree())).toEqual(['100644 a', '160000 lib'])
    expect(entries((await snapshot({ base })).tree)).toEqual(['100644 a', '100644 lib/x'])
  })

  it('stay what they are when they are submodules', async () => {
    const source = new TestRepository(path.join(checkout.folder, 'source'))
    const first = source.commit('inner', { x: 'x' })
    repository().commit('one', { a: '1' })
    repository().git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', source.path, 'sub')
    const added = await snapshot()
    expect(entries(added.tree)).toEqual(['100644 .gitmodules', '100644 a', '160000 sub'])
    expect(repository().git('rev-parse', `${added.tree}:sub`)).toBe(first)
    repository().commit('two')
    const second = new TestRepository(at('sub')).commit('more', { x: 'y' })
    expect(repository().git('rev-parse', `${(await snapshot()).tree}:sub`)).toBe(second)
    // Not checked out: the recorded commit stays, and files that lie there are told.
    rmSync(at('sub'), { recursive: true })
    repository().write({ 'sub/stray': 's' })
    const stray = await snapshot()
    expect(repository().git('rev-parse', `${stray.tree}:sub`)).toBe(first)
    expect(stray.leftOut).toEqual([
      { path: 'sub/stray', reason: 'it lies in a submodule that is not checked out' },
    ])
  })
})

describe('what cannot be taken', () => {
  it('is left out and told, and a huge file is not read', async () => {
    repository().commit('one', { grown: 'small', 'fifo/was': 'x' })
    writeFileSync(at('sparse'), '')
    truncateSync(at('sparse'), 10_000_000_000)
    truncateSync(at('grown'), 10_000_000_000)
    rmSync(at('fifo/was'))
    execFileSync('mkfifo', [at('fifo/was'), at('pipe')])
    // Reading them would take longer than a test may.
    const taken = await snapshot()
    expect(entries(taken.tree)).toEqual(['100644 fifo/was', '100644 grown'])
    expect(content(taken.tree, 'grown')).toBe('small')
    expect(taken.leftOut).toEqual([
      { path: 'sparse', reason: 'it is larger than 200 MB' },
      { path: 'fifo/was', reason: 'it is neither a file nor a symbolic link' },
      { path: 'grown', reason: 'it is larger than 200 MB' },
    ])
  })

  it.skipIf(process.getuid?.() === 0)('is told when it cannot be read', async () => {
    repository().commit('one', { a: '1' })
    repository().write({ secret: 's', a: '2', 'locked/x': 'x' })
    chmodSync(at('secret'), 0)
    chmodSync(at('a'), 0)
    chmodSync(at('locked'), 0)
    try {
      const taken = await snapshot()
      expect(content(taken.tree, 'a')).toBe('1')
      expect(taken.leftOut).toEqual([
        { path: 'locked', reason: 'the folder cannot be read' },
        { path: 'secret', reason: 'it cannot be read' },
        { path: 'a', reason: 'it cannot be read' },
      ])
    } finally {
      chmodSync(at('locked'), 0o755)
    }
  })

  it('is a failure when the folder is gone', async () => {
    const missing = await attempt({ worktree: path.join(checkout.folder, 'none') })
    expect(missing).toMatchObject({ ok: false, error: { kind: 'worktreeMissing' } })
  })

  it('is a failure with the reason when git fails, and leaves no index behind', async () => {
    repository().commit('one', { a: '1' })
    const failed = await attempt({ ref: 'refs/winnow/../x' })
    expect(failed).toMatchObject({ ok: false, error: { kind: 'gitFailed' } })
    const left = execFileSync('ls', [path.join(checkout.home, 'objects-0')]).toString()
    expect(left).not.toContain('index')
    const stopped = await attempt({ signal: AbortSignal.abort() })
    expect(stopped).toMatchObject({ ok: false, error: { kind: 'stopped' } })
  })
})

describe('links', () => {
  it('take the place of folders, also when the moved files look unchanged', async () => {
    repository().commit('one', { '.gitignore': 'hidden\n', 'd/x': 'x', 'hidden/y': 'y' })
    for (const name of ['d', 'hidden']) {
      renameSync(at(name), at(`${name}-moved`))
      symlinkSync(`${name}-moved`, at(name))
    }
    writeFileSync(at('hidden-moved/y'), 'changed')
    expect(entries((await snapshot()).tree)).toEqual([
      '100644 .gitignore',
      '120000 d',
      '100644 d-moved/x',
      '100644 hidden-moved/y',
    ])
  })
})
