import { mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Repository } from '#shared/domain/repository/repository.ts'
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
      { name: 'main', ref: 'refs/heads/main', kind: 'branch', commit: head, upstream: null, behind: null },
      {
        name: 'behind',
        ref: 'refs/heads/behind',
        kind: 'branch',
        commit: first,
        upstream: 'origin/main',
        behind: 1,
      },
      {
        name: 'origin/main',
        ref: 'refs/remotes/origin/main',
        kind: 'remoteBranch',
        commit: head,
        upstream: null,
        behind: null,
      },
      { name: 'v1', ref: 'refs/tags/v1', kind: 'tag', commit: first, upstream: null, behind: null },
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
