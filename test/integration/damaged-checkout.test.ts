import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { filesOf } from '#test/support/landing.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** A checkout that a landing can't be put into: what that is, what was not touched and what mends it is said beforehand. */
let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let session: string

const inGit = (name: string): string => path.join(repository.path, '.git', name)
const landing = (): TestWorkbench['client']['landing'] => workbench.client.landing
const said = (result: Result<unknown, LandingFailure>): string => (result.ok ? '' : result.error.message)

beforeEach(async () => {
  folder = temporaryFolder('winnow-damaged-checkout-')
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('one', { 'a.txt': 'a\n', 'b.txt': 'b\n' })
  repository.git('branch', 'other')
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('two', { 'a.txt': 'A\n', 'n.txt': 'n\n' })
  repository.git('switch', '-q', 'main')
  repository.write({ 'mine.txt': 'mine\n', 'b.txt': 'changed by hand\n' })
  workbench = await TestWorkbench.start(folder.path)
  const source = { kind: 'range', range: 'main..work' } as const
  const id = await workbench.open(repository.path)
  session = unwrap(await workbench.client.session.review({ repository: id, source })).session
  await workbench.acceptAll(session)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

function change(work: (bytes: Buffer) => Buffer): void {
  writeFileSync(inGit('index'), work(readFileSync(inGit('index'))))
}

const damages: Readonly<Record<string, () => void>> = {
  'is empty': () => change(() => Buffer.alloc(0)),
  'is cut off after its first lines': () => change((bytes) => bytes.subarray(0, 20)),
  'is cut off where git does not see it': () => change((bytes) => bytes.subarray(0, 60)),
  'is of NUL bytes': () => change((bytes) => Buffer.alloc(bytes.length)),
  'has another byte': () => change((bytes) => bytes.fill(0xff, 30, 31)),
  'is of a version that is not known': () => change((bytes) => bytes.fill(9, 7, 8)),
  'is a folder': () => {
    rmSync(inGit('index'))
    mkdirSync(inGit('index'))
  },
}

describe('an index of the checkout that', () => {
  test.each(Object.keys(damages))(
    '%s is told before a landing and by it, which goes elsewhere, and the way back works',
    async (name) => {
      const files = filesOf(repository.path)
      const main = repository.git('rev-parse', 'main')
      damages[name]?.()
      const acts = [
        () => landing().preview({ session }),
        () => landing().land({ session, branch: 'main' }),
        () => landing().preview({ session, way: 'checkout' }),
        () => landing().applyToCheckout({ session }),
      ]
      for (const act of acts) {
        const message = said(await act())
        expect(message).toMatch(/index of .*repo, in which git keeps what is staged there, is damaged/)
        expect(message).toContain('Nothing was changed')
        expect(message).toContain('git reset make it anew')
      }
      expect(filesOf(repository.path)).toEqual(files)
      expect(repository.git('rev-parse', 'main')).toBe(main)

      // What is nowhere checked out is landed on.
      expect(unwrap(await landing().preview({ session, branch: 'other' })).inTheWay).toEqual([])
      unwrap(await landing().land({ session, branch: 'other' }))
      expect(repository.git('show', 'other:n.txt')).toBe('n')

      unwrap(await landing().undo({ session }))

      const [, remedy = ''] =
        /[Tt]here, (rm .*?) and then git reset make/.exec(said(await landing().preview({ session }))) ?? []
      execFileSync('/bin/sh', ['-c', `${remedy} && git reset -q`], { cwd: repository.path })
      expect(filesOf(repository.path)).toEqual(files)
      unwrap(await landing().land({ session, branch: 'main' }))
      expect(repository.git('status', '--porcelain')).toBe('M b.txt\n?? mine.txt')
      expect(repository.git('show', 'main:n.txt')).toBe('n')
    },
  )
})

test.each<[string, () => void, RegExp]>([
  [
    'its HEAD is damaged',
    () => writeFileSync(inGit('HEAD'), ''),
    /HEAD, which says what is checked out, is damaged.*Write into it/,
  ],
  [
    'a lock of its index was left',
    () => writeFileSync(inGit('index.lock'), ''),
    /if none is running, remove .*index\.lock/,
  ],
  [
    'a merge is not ended there',
    () => writeFileSync(inGit('MERGE_HEAD'), `${repository.git('rev-parse', 'work')}\n`),
    /in the middle of a merge.*git merge --abort/,
  ],
])('a checkout is told of before a landing where %s', async (_, work, says) => {
  const files = filesOf(repository.path)
  work()
  for (const way of ['branch', 'checkout'] as const) {
    const message = said(
      await landing().preview({ session, way, ...(way === 'branch' ? { branch: 'main' } : {}) }),
    )
    expect(message).toMatch(says)
    expect(message).toContain('Nothing was changed')
  }
  expect(filesOf(repository.path)).toEqual(files)
})
