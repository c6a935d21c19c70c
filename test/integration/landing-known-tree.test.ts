import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { LandingPreview } from '#shared/contract/landing.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'

const lines = (...words: readonly string[]): string => words.map((word) => `${word}\n`).join('')
const base = { 'a.txt': lines('1', '2', '3', '4', '5'), 'dir/b.txt': lines('1', '2', '3') }
const changed = { 'a.txt': lines('one', '2', '3', '4', 'five'), 'dir/b.txt': lines('1', 'two', '3') }

let opened: OpenedRepository
let session: string

openForEachTest(
  (repository) => repository.commit('base', base),
  (made) => (opened = made),
  () => opened.workbench,
)
beforeEach(async () => {
  const { repository, workbench, id } = opened
  repository.git('checkout', '-q', '-b', 'work')
  repository.commit('work', changed)
  repository.git('checkout', '-q', 'main')
  const source = { kind: 'range', range: 'main..work' } as const
  session = unwrap(await workbench.client.session.review({ repository: id, source })).session
})

const hunksOf = async (path: string): Promise<readonly string[]> => {
  const { files } = unwrap(await opened.workbench.client.changeset.get({ session }))
  return files.filter((file) => file.path === path).flatMap(({ hunks }) => hunks.map(({ id }) => id))
}

const decide = async (hunk: string | undefined, verdict: 'accept' | 'reject'): Promise<void> => {
  const decisions = [{ hunk: hunk ?? '', verdict }]
  unwrap(await opened.workbench.client.review.decide({ session, decisions }))
}

const preview = async (): Promise<LandingPreview> =>
  unwrap(await opened.workbench.client.landing.preview({ session, branch: 'main' }))

const land = (shown: LandingPreview, branch = 'main') =>
  opened.workbench.client.landing.land({ session, branch, shown: shown.trees.accepted })

const onMain = (path: string): string =>
  opened.repository.gitBytes(['cat-file', 'blob', `main:${path}`]).toString()

describe('what was looked at before', () => {
  beforeEach(async () => {
    const [first] = await hunksOf('a.txt')
    await decide(first, 'accept')
  })

  test('lands, and is what a tree made anew is', async () => {
    const shown = await preview()
    const landed = unwrap(await land(shown))
    expect(landed.tree).toBe(shown.trees.landed)
    expect(onMain('a.txt')).toBe(lines('one', '2', '3', '4', '5'))
    opened.repository.git('fsck', '--strict')
  })

  test('never lands after another decision, be it of another client, nor after one that was taken back', async () => {
    const shown = await preview()
    const before = opened.repository.git('rev-parse', 'main')
    const [first, last] = await hunksOf('a.txt')
    await decide(last, 'accept')
    expect(await land(shown)).toMatchObject({ ok: false, error: { kind: 'acceptedChanged' } })
    await decide(first, 'reject')
    expect(await land(shown)).toMatchObject({ ok: false, error: { kind: 'acceptedChanged' } })
    expect(opened.repository.git('rev-parse', 'main')).toBe(before)
    const now = await preview()
    unwrap(await land(now))
    expect(onMain('a.txt')).toBe(lines('1', '2', '3', '4', 'five'))
  })

  test('never lands after an own edit', async () => {
    const { client } = opened.workbench
    const shown = await preview()
    const file = unwrap(await client.changeset.file({ session, path: 'a.txt' }))
    const oid = file.after?.oid ?? ''
    unwrap(await client.review.edit({ session, path: 'a.txt', oid, start: 1, lines: 1, text: 'mine\n' }))
    expect(await land(shown)).toMatchObject({ ok: false, error: { kind: 'acceptedChanged' } })
    unwrap(await land(await preview()))
    expect(onMain('a.txt').split('\n')[0]).toBe('mine')
  })

  test('never lands what a new revision has changed', async () => {
    const { repository, workbench } = opened
    const shown = await preview()
    repository.git('checkout', '-q', 'work')
    repository.commit('work again', { 'a.txt': lines('uno', '2', '3', '4', 'five') })
    repository.git('checkout', '-q', 'main')
    unwrap(await workbench.client.session.refresh({ session }))
    expect(await land(shown)).toMatchObject({ ok: false, error: { kind: 'acceptedChanged' } })
    expect(onMain('a.txt')).toBe(base['a.txt'])
  })

  test('lands on what the branch is by then, with all that others committed', async () => {
    const { repository } = opened
    const shown = await preview()
    repository.commit('theirs', { 'dir/b.txt': lines('1', '2', 'drei') })
    const theirs = repository.git('rev-parse', 'main')
    const landed = unwrap(await land(shown))
    expect(repository.git('rev-parse', `${landed.commit}^`)).toBe(theirs)
    expect(onMain('a.txt')).toBe(lines('one', '2', '3', '4', '5'))
    expect(onMain('dir/b.txt')).toBe(lines('1', '2', 'drei'))
    expect(repository.git('status', '--porcelain')).toBe('')
  })

  test.each(['main', 'other'])('is made again where its objects were collected, on %s', async (branch) => {
    const { repository } = opened
    repository.git('branch', 'other')
    const shown = await preview()
    repository.git('prune', '--expire=now')
    expect(() => repository.git('cat-file', '-t', shown.trees.accepted)).toThrow('cat-file')
    unwrap(await land(shown, branch))
    const bytes = repository.gitBytes(['cat-file', 'blob', `${branch}:a.txt`]).toString()
    expect(bytes).toBe(lines('one', '2', '3', '4', '5'))
    repository.git('fsck', '--strict')
  })

  test('lands with every content of it, also where one alone went meanwhile', async () => {
    const { repository } = opened
    repository.git('branch', 'other')
    const shown = await preview()
    const oid = repository.git('rev-parse', `${shown.trees.accepted}:a.txt`)
    rmSync(join(repository.path, '.git', 'objects', oid.slice(0, 2), oid.slice(2)))
    unwrap(await land(shown, 'other'))
    expect(repository.git('rev-parse', 'other:a.txt')).toBe(oid)
    repository.git('fsck', '--strict')
  })
})
