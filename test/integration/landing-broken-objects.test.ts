import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** Objects of which a power cut left the name alone: git never writes them again by itself. */
let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

const lines = (changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 20 }, (_, at) => `${changed[at] ?? at}\n`).join('')

openForEachTest(
  (made) => {
    made.git('config', 'user.name', 'Ada Person')
    made.git('config', 'user.email', 'ada@example.test')
    made.commit('one', { 'dir/a.txt': lines(), 'b.txt': 'b\n' })
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

const fileOf = (oid: string): string =>
  path.join(repository.path, '.git', 'objects', oid.slice(0, 2), oid.slice(2))

const damages = {
  empty: () => Buffer.alloc(0),
  'NUL bytes': (whole: Buffer) => Buffer.alloc(whole.length),
  'its beginning': (whole: Buffer) => whole.subarray(0, whole.length - 6),
}

/** Leaves of a loose object what a power cut may; gives what is there then. */
function lose(oid: string, how: keyof typeof damages): Buffer {
  const file = fileOf(oid)
  const left = damages[how](readFileSync(file))
  chmodSync(file, 0o644)
  writeFileSync(file, left)
  return left
}

/** A session of two hunks in one file, of which the first is accepted: what lands is made here. */
async function halfAccepted(): Promise<string> {
  const session = await workbench.task(id, `sed -i 's/^2$/two/;s/^15$/fifteen/' dir/a.txt; echo B > b.txt`)
  await workbench.state(session, 'ready')
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  const hunks = files.map((file) => file.hunks[0]?.id ?? '')
  unwrap(
    await workbench.client.review.decide({
      session,
      decisions: hunks.map((hunk) => ({ hunk, verdict: 'accept' })),
    }),
  )
  return session
}

/** Lands on a branch that is not checked out, takes that back, and forgets all but the objects. */
async function landAndForget(session: string): Promise<string> {
  const { tree } = unwrap(await workbench.client.landing.land({ session, branch: 'other' }))
  unwrap(await workbench.client.landing.undo({ session }))
  await workbench.end()
  workbench = await TestWorkbench.start(folder.path)
  return tree
}

test.each(
  (['dir/a.txt', 'dir', ''] as const).flatMap((what) =>
    (Object.keys(damages) as (keyof typeof damages)[]).map((how) => [what, how] as const),
  ),
)('what is made for a landing is made again: “%s” left as %s', async (what, how) => {
  const session = await halfAccepted()
  const tree = await landAndForget(session)
  lose(repository.git('rev-parse', `${tree}:${what}`), how)
  const { commit } = unwrap(await workbench.client.landing.land({ session, branch: 'other' }))
  expect(repository.git('rev-parse', 'other')).toBe(commit)
  expect(repository.git('show', 'other:dir/a.txt')).toBe(lines({ 2: 'two' }).trim())
  expect(repository.git('fsck', '--full', '--no-dangling')).toBe('')
})

test('what the agent wrote is taken from its worktree, or else is told before anything moves', async () => {
  const session = await halfAccepted()
  const { worktree } = unwrap(await workbench.client.session.get({ session }))
  const oid = repository.git('rev-parse', `refs/winnow/${session}/r1:b.txt`)
  lose(oid, 'empty')
  unwrap(await workbench.client.landing.land({ session, branch: 'other' }))
  expect(repository.git('show', 'other:b.txt')).toBe('B')
  unwrap(await workbench.client.landing.undo({ session }))

  const left = lose(oid, 'NUL bytes')
  writeFileSync(path.join(worktree ?? '', 'b.txt'), 'changed since\n')
  const refs = repository.git('for-each-ref')
  const landed = await workbench.client.landing.land({ session, branch: 'other' })
  expect(landed.ok ? '' : landed.error.message).toContain(oid.slice(0, 12))
  expect(landed.ok ? '' : landed.error.message).toMatch(/Nothing was changed/)
  expect(repository.git('for-each-ref')).toBe(refs)
  expect(readFileSync(fileOf(oid))).toEqual(left)
})
