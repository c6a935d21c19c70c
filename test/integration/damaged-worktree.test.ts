import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** What git keeps for a session's worktree is broken, by its agent or a disk: its files are all that counts. */
let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let session: string
let worktree: string
let gitDir: string

beforeEach(async () => {
  folder = temporaryFolder('winnow-damaged-worktree-')
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('one', { 'a.txt': 'a\n', 'kept.log': 'tracked\n', '.gitignore': '*.log\n' })
  workbench = await TestWorkbench.start(folder.path)
  session = await workbench.task(await workbench.open(repository.path), 'echo A > a.txt; echo n > n.txt')
  await workbench.state(session, 'ready')
  worktree = unwrap(await workbench.client.session.get({ session })).worktree ?? ''
  gitDir = readFileSync(path.join(worktree, '.git'), 'utf8').trim().slice('gitdir: '.length)
  writeFileSync(path.join(worktree, 'late.txt'), 'late\n')
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const write = (name: string, bytes: Buffer | string) => () => writeFileSync(path.join(gitDir, name), bytes)
const change = (name: string, work: (bytes: Buffer) => Buffer) => () =>
  writeFileSync(path.join(gitDir, name), work(readFileSync(path.join(gitDir, name))))
const link = (text: Buffer | string) => () => writeFileSync(path.join(worktree, '.git'), text)

const damages: Readonly<Record<string, () => void>> = {
  'an empty .git': link(''),
  'a .git of NUL bytes': link(Buffer.alloc(40)),
  'a .git that leads nowhere': link('gitdir: /nowhere/at/all\n'),
  'no .git': () => rmSync(path.join(worktree, '.git')),
  'an empty HEAD': write('HEAD', ''),
  'a HEAD of NUL bytes': write('HEAD', Buffer.alloc(41)),
  'a HEAD that names nothing': write('HEAD', `${'1'.repeat(40)}\n`),
  'no HEAD': () => rmSync(path.join(gitDir, 'HEAD')),
  'an empty index': write('index', ''),
  'an index of NUL bytes': change('index', (bytes) => Buffer.alloc(bytes.length)),
  'an index cut off where git does not see it': change('index', (bytes) => bytes.subarray(0, 60)),
  'an index with another byte': change('index', (bytes) => bytes.fill(0xff, 30, 31)),
  'an index whose entry says not to look at its file': change('index', (bytes) =>
    bytes.fill(0x80, 12 + 60, 12 + 61),
  ),
  'an empty commondir': write('commondir', ''),
  'an empty gitdir': write('gitdir', ''),
  'no folder of its own': () => rmSync(gitDir, { recursive: true }),
}

describe.each([false, true])('a session, started anew: %s, with', (anew) => {
  test.each(Object.keys(damages))(
    '%s is reviewed, taken, discarded and restored, and loses nothing',
    async (name) => {
      if (anew) await workbench.end()
      damages[name]?.()
      if (anew) workbench = await TestWorkbench.start(folder.path)
      const { client } = workbench
      const paths = async (): Promise<readonly string[]> =>
        unwrap(await client.changeset.get({ session })).files.map((file) => file.path)
      expect(await paths()).toEqual(['a.txt', 'n.txt'])
      unwrap(await client.changeset.file({ session, path: 'a.txt' }))
      // What is in no revision is told, and taken with nothing else of it.
      expect(unwrap(await client.session.compareWorktree({ session }))).toMatchObject({ paths: ['late.txt'] })
      expect(unwrap(await client.session.refresh({ session }))).toEqual({ revision: 2 })
      expect(await paths()).toEqual(['a.txt', 'late.txt', 'n.txt'])
      expect(repository.git('show', `refs/winnow/${session}/r2:kept.log`)).toBe('tracked')
      writeFileSync(path.join(worktree, 'last.txt'), 'last\n')

      expect(unwrap(await client.session.discard({ session })).notice).toBeNull()
      expect(existsSync(worktree)).toBe(false)
      unwrap(await client.session.restore({ session }))
      const back = unwrap(await client.session.get({ session })).worktree ?? ''
      expect(readFileSync(path.join(back, 'last.txt'), 'utf8')).toBe('last\n')
      expect(readFileSync(path.join(back, 'late.txt'), 'utf8')).toBe('late\n')
      // Git opens it again, and what was accepted lands.
      execFileSync('git', ['status', '--porcelain'], { cwd: back })
      await workbench.acceptAll(session)
      unwrap(await client.landing.land({ session, branch: 'main' }))
      expect(repository.git('show', 'main:last.txt')).toBe('last')
      expect(repository.git('status', '--porcelain')).toBe('')
    },
  )
})

test('the uncommitted changes of a checkout whose index is damaged are not taken for others', async () => {
  repository.write({ 'mine.txt': 'mine\n' })
  const index = path.join(repository.path, '.git/index')
  const bytes = readFileSync(index)
  writeFileSync(index, bytes.subarray(0, 60))
  const id = await workbench.open(repository.path)
  const asked = () => workbench.client.session.review({ repository: id, source: { kind: 'uncommitted' } })
  const refused = await asked()
  expect(refused.ok ? '' : refused.error.message).toMatch(
    /the index.* is damaged; there, rm -r .* git reset make it anew/,
  )
  expect(readFileSync(path.join(repository.path, 'mine.txt'), 'utf8')).toBe('mine\n')
  writeFileSync(index, bytes)
  const review = unwrap(await asked()).session
  expect(
    unwrap(await workbench.client.changeset.get({ session: review })).files.map((file) => file.path),
  ).toEqual(['mine.txt'])
})
