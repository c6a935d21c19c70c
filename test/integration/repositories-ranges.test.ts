import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RangeResolver } from '#main/repositories/ranges.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import type { TestRepository } from '#test/support/repository.ts'

let checkout: TestCheckout
const repository = (): TestRepository => checkout.repository

beforeEach(() => {
  checkout = new TestCheckout()
})
afterEach(() => checkout.remove())

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
  const resolve = (range: string, base?: string, exact?: boolean): ReturnType<RangeResolver['range']> =>
    new RangeResolver(checkout.git, repository().path).range({ range, base, exact })

  it('are what one end has since it left the other', async () => {
    const { base, main2, t1, t2 } = branches()
    const tree = (commit: string): string => repository().tree(commit)
    const expected = (from: string, to: string): object => ({
      ok: true,
      value: { baseCommit: from, baseTree: tree(from), commit: to, tree: tree(to) },
    })
    expect(await resolve('main..topic')).toMatchObject(expected(base, t2))
    expect(await resolve('main...topic')).toMatchObject(expected(base, t2))
    expect(await resolve('topic~1..')).toMatchObject(expected(base, main2))
    expect(await resolve('..topic')).toMatchObject(expected(base, t2))
    expect(await resolve('topic')).toMatchObject(expected(base, t2))
    expect(await resolve(t2)).toMatchObject(expected(t1, t2))
    expect(await resolve('topic~1')).toMatchObject(expected(base, t1))
    expect(await resolve('topic', 'topic~1')).toMatchObject(expected(t1, t2))
    repository().git('tag', '-am', 'one', 'v1', t1)
    expect(await resolve('v1..topic')).toMatchObject(expected(t1, t2))
  })

  it('of two dots are the difference of the two where one is an ancestor, and say so where it moved on', async () => {
    const { base, main2, t1, t2 } = branches()
    const plain = { comparedWith: 'named', notice: null }
    expect(await resolve('topic~1..topic')).toMatchObject({ value: { baseCommit: t1, commit: t2, ...plain } })
    expect(await resolve('main..main')).toMatchObject({ value: { baseCommit: main2, ...plain } })
    const moved = {
      comparedWith: 'mergeBase',
      notice: expect.stringContaining('main has moved on') as string,
    }
    expect(await resolve('main..topic')).toMatchObject({ value: { baseCommit: base, commit: t2, ...moved } })
    // Turned round: there is nothing that the first has not, and that is said too.
    expect(await resolve('topic..topic~1')).toMatchObject({
      value: { baseCommit: t1, commit: t1, comparedWith: 'mergeBase' },
    })
    expect(await resolve('main..topic', undefined, true)).toMatchObject({
      value: { baseCommit: main2, baseTree: repository().tree(main2), commit: t2, ...plain },
    })
    expect(await resolve('topic', 'main', true)).toMatchObject({ value: { baseCommit: main2, ...plain } })
    for (const range of ['main...topic', 'topic'])
      expect(await resolve(range, undefined, true)).toMatchObject({ ok: false, error: { kind: 'badRange' } })
  })

  it('name the branch that a tag has the name of, unless the tag is named by its full name', async () => {
    const { base, main2, t1, t2 } = branches()
    repository().git('tag', 'main', base)
    repository().git('tag', 'topic', base)
    repository().git('branch', 'origin/topic', base)
    repository().git('update-ref', 'refs/remotes/origin/topic', t1)
    const ranges = new RangeResolver(checkout.git, repository().path)
    const start = async (name?: string): Promise<unknown> => {
      const found = await ranges.base(name)
      return found.ok ? [found.value.name, found.value.commit] : found.error.kind
    }
    expect(await start()).toEqual(['main', main2])
    expect(await start('main')).toEqual(['main', main2])
    expect(await start('refs/heads/main')).toEqual(['main', main2])
    expect(await start('main~1')).toEqual(['main~1', base])
    expect(await start('main@{0}')).toEqual(['main@{0}', main2])
    expect(await start('refs/tags/main')).toEqual(['refs/tags/main', base])
    expect(await start('tags/main')).toEqual(['tags/main', base])
    expect(await start('origin/topic')).toEqual(['origin/topic', base])
    expect(await start('refs/remotes/origin/topic')).toEqual(['refs/remotes/origin/topic', t1])
    expect(await start('HEAD')).toEqual(['HEAD', main2])
    expect(await start(t2.slice(0, 9))).toEqual([t2.slice(0, 9), t2])
    expect(await resolve('topic')).toMatchObject({
      value: { baseCommit: base, baseName: 'main', commit: t2 },
    })
    expect(await resolve('topic~1..topic')).toMatchObject({ value: { baseCommit: t1, commit: t2 } })
    expect(await resolve('refs/tags/topic..topic')).toMatchObject({
      value: { baseCommit: base, baseName: 'refs/tags/topic', commit: t2 },
    })
    expect(await resolve('topic', 'main')).toMatchObject({ value: { baseCommit: base, baseName: 'main' } })

    // Names of references that are made to be taken for others.
    repository().git('update-ref', 'refs/heads/HEAD', base)
    repository().git('update-ref', `refs/heads/${t2}`, base)
    repository().git('update-ref', 'refs/heads/refs/heads/main', base)
    repository().git('update-ref', 'refs/tags/refs/heads/other', base)
    expect(await start('HEAD')).toEqual(['HEAD', main2])
    expect(await start(t2)).toEqual([t2, t2])
    expect(await start('refs/heads/main')).toEqual(['main', main2])
    expect(await start('refs/heads/HEAD')).toEqual(['refs/heads/HEAD', base])
  })

  it('of ends that have no commit in common are the difference of their trees', async () => {
    const { main2 } = branches()
    repository().git('checkout', '-q', '--orphan', 'island')
    const alone = repository().commit('alone', { island: '1' })
    expect(await resolve('main..island')).toMatchObject({
      value: { baseCommit: main2, baseTree: repository().tree(main2), commit: alone, comparedWith: 'named' },
    })
    const resolved = await resolve('main..island')
    expect(resolved.ok && resolved.value.notice).toMatch(/no commit in common/)
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
