import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import { Porcelain } from './porcelain.ts'

let checkout: TestCheckout
let porcelain: Porcelain
let folder: string
beforeEach(() => {
  checkout = new TestCheckout()
  porcelain = new Porcelain(checkout.git)
  folder = checkout.repository.path
})
afterEach(() => checkout.remove())

describe('git’s ordinary verbs', () => {
  it('name commits and trees, and say which are not there', async () => {
    const commit = checkout.repository.commit('one', { a: '1' })
    expect(await porcelain.commit(folder, 'HEAD')).toBe(commit)
    expect(await porcelain.commit(folder, commit.slice(0, 10))).toBe(commit)
    expect(await porcelain.commit(folder, 'nothing')).toBeNull()
    expect(await porcelain.commit(folder, '--all')).toBeNull()
    expect(unwrap(await porcelain.tree(folder, commit))).toBe(checkout.repository.tree())
    expect(await porcelain.tree(folder, 'nothing')).toMatchObject({
      ok: false,
      error: { kind: 'failed', exitCode: 128 },
    })
  })

  it('know branches, their upstreams, and what two have in common', async () => {
    const { repository } = checkout
    const start = repository.commit('one', { a: '1' })
    repository.git('switch', '-q', '-c', 'work')
    const work = repository.commit('two', { b: '2' })
    repository.git('branch', '-q', '--set-upstream-to', 'main', 'work')
    expect(await porcelain.currentBranch(folder)).toBe('work')
    expect(await porcelain.upstream(folder, 'refs/heads/work')).toBe('refs/heads/main')
    expect(await porcelain.upstream(folder, 'refs/heads/main')).toBeNull()
    expect(await porcelain.remoteHead(folder)).toBeNull()
    repository.git('tag', 'work', start)
    expect(await porcelain.currentBranch(folder)).toBe('work')
    expect(await porcelain.mergeBase(folder, 'main', work)).toBe(start)
    const orphan = repository.git('commit-tree', '-m', 'alone', repository.tree())
    expect(await porcelain.mergeBase(folder, 'main', orphan)).toBeNull()
    repository.git('switch', '-q', '--detach')
    expect(await porcelain.currentBranch(folder)).toBeNull()
  })

  it('list references whose names are no UTF-8 among the others', async () => {
    const { repository } = checkout
    const commit = repository.commit('one', { a: '1' })
    const latin = Buffer.concat([
      Buffer.from('create refs/heads/caf'),
      Buffer.from([0xe9]),
      Buffer.from(` ${commit}\ncreate refs/heads/other ${commit}\n`),
    ])
    repository.gitBytes(['update-ref', '--stdin'], latin)
    const listed = await porcelain.listRefs({
      purpose: 'list',
      folder,
      below: ['refs/heads'],
      fields: ['refname', 'objectname'],
      sort: 'refname',
      most: 10,
    })
    expect(unwrap(listed)).toEqual([
      ['refs/heads/caf\ufffd', commit],
      ['refs/heads/main', commit],
      ['refs/heads/other', commit],
    ])
  })

  it('read the setting that holds', async () => {
    const { repository } = checkout
    repository.git('config', 'user.name', 'First')
    repository.git('config', '--add', 'user.name', '  Ada Person ')
    expect(unwrap(await porcelain.config('read', folder, 'user.name'))).toBe('Ada Person')
    expect(unwrap(await porcelain.config('read', folder, 'user.nothing'))).toBe('')
    const entry = checkout.log.entries.at(-1)
    expect(entry).toMatchObject({ purpose: 'read', folder, exitCode: 1 })
    expect(entry?.argv).toEqual(['git', 'config', '--null', '--show-origin', '--get-all', 'user.nothing'])
  })

  it('run in the environment of every git here, whatever the repository says', async () => {
    const { repository } = checkout
    repository.commit('one', { a: '1' })
    repository.git('config', 'core.sshCommand', 'evil')
    repository.git('config', 'core.pager', 'evil')
    // What is pinned comes after what any file says.
    expect(unwrap(await porcelain.config('read', folder, 'core.sshCommand'))).toBe('false')
    expect(unwrap(await porcelain.config('read', folder, 'core.pager'))).toBe('cat')
    expect(unwrap(await porcelain.config('read', folder, 'core.hooksPath'))).toBe('/dev/null')
  })

  it('say that there is no such folder', async () => {
    expect(await porcelain.tree('/no/such/folder', 'HEAD')).toMatchObject({
      ok: false,
      error: { kind: 'notStarted' },
    })
  })
})
