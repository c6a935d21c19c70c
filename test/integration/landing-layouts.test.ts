import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { Objects } from '#main/git/objects.ts'
import { filesOf, LandingSetting } from '#test/support/landing.ts'

/** Repositories laid out in ways of their own: bare ones with worktrees, and clones without all contents. */
let setting: LandingSetting
afterEach(() => setting.dispose())

const files = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'far/c.txt': 'c\n', 'far/d.txt': 'd\n' }
const git = (...args: string[]): string => setting.repository.git(...args)
const undo = () => setting.landing().undo({ session: setting.session })

describe('a bare repository with worktrees that have configurations of their own', () => {
  test('lands on the branch that its HEAD names, and writes no file', async () => {
    setting = new LandingSetting({ files })
    const linked = path.join(setting.folder.path, 'linked')
    git('worktree', 'add', '-q', linked, '-b', 'topic')
    git('config', 'core.bare', 'true')
    git('-C', linked, 'sparse-checkout', 'set', 'far')
    expect(git('rev-parse', '--is-bare-repository')).toBe('true')
    expect(git('-C', linked, 'config', '--bool', '--default', 'false', 'core.bare')).toBe('false')
    setting.opened = linked
    setting.accept({ 'a.txt': 'A\n', 'new.txt': 'n\n' })
    const before = [setting.repository.path, linked].map((folder) => filesOf(folder))
    const landed = await setting.land('main')
    expect(git('rev-parse', 'main')).toBe(landed.commit)
    unwrap(await undo())
    expect(git('rev-parse', 'main')).toBe(setting.base.commit)
    expect([setting.repository.path, linked].map((folder) => filesOf(folder))).toEqual(before)
  })

  test('a checkout with a configuration of its own is one all the same', async () => {
    setting = new LandingSetting({ files })
    const linked = path.join(setting.folder.path, 'linked')
    git('worktree', 'add', '-q', linked, '-b', 'topic')
    git('config', 'extensions.worktreeConfig', 'true')
    git('config', '--worktree', 'core.bare', 'false')
    setting.opened = linked
    setting.accept({ 'a.txt': 'A\n' })
    await setting.land('main')
    expect(filesOf(setting.repository.path)['a.txt']).toBe('- A\n')
    expect(git('status', '--porcelain')).toBe('')
  })
})

/**
 * Takes away the contents of all files, as a blobless clone lacks them, and names a program as where they come from: it
 * leaves a file behind when it is run, which this gives. `keep` are contents that are there.
 */
function loseContents(keep: readonly string[]): string {
  const { repository, folder } = setting
  const clone = path.join(folder.path, 'clone.git')
  git('config', 'uploadpack.allowFilter', 'true')
  const allowed = ['-c', 'protocol.file.allow=always']
  git(...allowed, 'clone', '-q', '--mirror', '--filter=blob:none', `file://${repository.path}`, clone)
  const own = path.join(repository.path, '.git/objects')
  rmSync(own, { recursive: true })
  renameSync(path.join(clone, 'objects'), own)
  for (const content of keep) repository.gitBytes(['hash-object', '-w', '--stdin'], content)
  const ran = path.join(folder.path, 'ran')
  const program = path.join(folder.path, 'program')
  writeFileSync(program, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 })
  for (const [key, value] of [
    ['core.repositoryFormatVersion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.url', `ext::${program}`],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.partialCloneFilter', 'blob:none'],
    ['protocol.ext.allow', 'always'],
    ['protocol.allow', 'always'],
  ] as const)
    git('config', key, value)
  return ran
}

describe('a clone that lacks contents', () => {
  test('is landed on, merged with and undone, as far as these are not needed; nothing is fetched', async () => {
    setting = new LandingSetting({ files })
    const tree = setting.treeWith(setting.base.tree, { 'far/c.txt': 'theirs\n', 'far/new.txt': 'n\n' })
    git('branch', 'topic', git('commit-tree', tree, '-p', 'HEAD', '-m', 'topic'))
    setting.accept({ 'a.txt': 'A\n', 'b.txt': null })
    git('branch', 'kept', git('commit-tree', setting.accepted, '-m', 'kept'))
    git('sparse-checkout', 'set', '--no-cone', '/a.txt', '/b.txt')
    const ran = loseContents(['a\n', 'A\n', 'b\n'])
    const before = setting.listing()
    const landed = await setting.land('main')
    expect(git('rev-parse', 'main')).toBe(landed.commit)
    expect(filesOf(setting.repository.path)['a.txt']).toBe('- A\n')
    unwrap(await undo())
    expect(setting.listing()).toEqual(before)
    const merged = await setting.land('topic')
    expect(git('ls-tree', '-r', '--name-only', merged.tree).split('\n')).toEqual([
      'a.txt',
      'far/c.txt',
      'far/d.txt',
      'far/new.txt',
    ])
    expect(existsSync(ran)).toBe(false)
  })

  test('a tree of it is written with contents that are not there, and only with changes that are', async () => {
    setting = new LandingSetting({ files })
    const lost = git('rev-parse', 'HEAD:far/d.txt')
    const ran = loseContents(['A\n'])
    const objects = await Objects.open(setting.git, {
      folder: path.join(setting.folder.path, 'own.git'),
      commonDir: path.join(setting.repository.path, '.git'),
      format: 'sha1',
    })
    try {
      const oid = objects.blobId(Buffer.from('A\n'))
      const written = unwrap(
        await objects.writeTree(setting.base.tree, [{ path: 'a.txt', mode: '100644', oid }]),
      )
      expect(git('diff-tree', '-r', '--name-only', setting.base.tree, written)).toBe('a.txt')
      const refused = await objects.writeTree(setting.base.tree, [{ path: 'x', mode: '100644', oid: lost }])
      expect(refused).toMatchObject({ ok: false, error: { stderr: `object ${lost} is missing` } })
      expect(existsSync(ran)).toBe(false)
    } finally {
      objects.dispose()
    }
  })

  test('a repository that lost a content which nobody promised is not written to', async () => {
    setting = new LandingSetting({ files })
    const lost = git('rev-parse', 'HEAD:b.txt')
    rmSync(path.join(setting.repository.path, '.git/objects', lost.slice(0, 2), lost.slice(2)))
    const objects = await Objects.open(setting.git, {
      folder: path.join(setting.folder.path, 'own.git'),
      commonDir: path.join(setting.repository.path, '.git'),
      format: 'sha1',
    })
    const oid = objects.blobId(Buffer.from('A\n'))
    const refused = await objects.writeTree(setting.base.tree, [{ path: 'a.txt', mode: '100644', oid }])
    objects.dispose()
    expect(refused).toMatchObject({ ok: false, error: { purpose: 'write a tree' } })
  })
})
