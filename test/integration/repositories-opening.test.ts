import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Git } from '#main/git/run.ts'
import { inspectRepository, type RepositoryFacts } from '#main/repositories/inspect.ts'
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
