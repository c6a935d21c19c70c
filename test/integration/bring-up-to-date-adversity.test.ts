import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { openForEachTest } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import type { TestWorkbench } from '#test/support/workbench.ts'

/** Bringing a session up to date where something is gone, broken or in the way: it is told, and nothing is lost. */
let repository: TestRepository
let workbench: TestWorkbench
let id: string
openForEachTest(
  (made) => {
    made.commit('one', { a: 'one\n', b: 'b\n' })
  },
  (opened) => ({ repository, workbench, id } = opened),
  () => workbench,
)

const get = async (session: string): Promise<Session> =>
  unwrap(await workbench.client.session.get({ session }))
const bring = (session: string) => workbench.client.session.bringUpToDate({ session })

/** A session with one accepted hunk. */
async function accepted(): Promise<Session> {
  const session = await workbench.task(id, 'echo mine > mine')
  await workbench.state(session, 'ready')
  await workbench.acceptAll(session)
  return get(session)
}

/** What must hold of a session that could not be brought up to date. */
async function isAsBefore(before: Session): Promise<void> {
  const now = await get(before.id)
  expect([now.baseCommit, now.baseTree, now.revisions.length]).toEqual([
    before.baseCommit,
    before.baseTree,
    before.revisions.length,
  ])
  const { files } = unwrap(await workbench.client.changeset.get({ session: before.id }))
  expect(files.flatMap((file) => file.hunks.map(({ decision }) => `${file.path} ${decision}`))).toEqual([
    'mine accept',
  ])
  expect(now.state).toBe('ready')
}

test('a worktree that was deleted comes back, and is brought up to date', async () => {
  const before = await accepted()
  repository.commit('up', { b: 'theirs\n' })
  const worktree = before.worktree ?? ''
  rmSync(worktree, { recursive: true })
  unwrap(await bring(before.id))
  expect(readFileSync(path.join(worktree, 'mine'), 'utf8')).toBe('mine\n')
  expect(readFileSync(path.join(worktree, 'b'), 'utf8')).toBe('theirs\n')
  expect((await get(before.id)).baseCommit).toBe(repository.git('rev-parse', 'main'))
})

test('content of the target that is missing is told, and nothing is changed', async () => {
  const before = await accepted()
  repository.commit('up', { b: 'theirs\n' })
  const blob = repository.git('rev-parse', 'main:b')
  const object = path.join(repository.path, '.git', 'objects', blob.slice(0, 2), blob.slice(2))
  const bytes = readFileSync(object)
  rmSync(object, { force: true })
  const refused = await bring(before.id)
  expect(refused).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/not on this machine/) as string },
  })
  await isAsBefore(before)
  expect(readFileSync(path.join(before.worktree ?? '', 'b'), 'utf8')).toBe('b\n')
  expect(existsSync(object)).toBe(false)
  writeFileSync(object, bytes)
  unwrap(await bring(before.id))
  expect(readFileSync(path.join(before.worktree ?? '', 'b'), 'utf8')).toBe('theirs\n')
})

test('a branch of another history is no base, whether it has the name of the target or its place', async () => {
  const before = await accepted()
  repository.git('checkout', '-q', '--orphan', 'other')
  repository.commit('unlike', { b: 'unlike\n' })
  repository.git('branch', '-D', 'main')
  const refusal = { kind: 'wrongState', message: expect.stringContaining('no history in common') as string }
  expect(await bring(before.id)).toMatchObject({ ok: false, error: refusal })
  await isAsBefore(before)
  repository.git('branch', '-m', 'other', 'main')
  expect(await bring(before.id)).toMatchObject({ ok: false, error: refusal })
  await isAsBefore(before)
  expect(readFileSync(path.join(before.worktree ?? '', 'b'), 'utf8')).toBe('b\n')
})

test('a second one at the same moment waits or is refused, and the target moves once', async () => {
  const before = await accepted()
  repository.commit('up', { b: 'theirs\n' })
  const both = await Promise.all([bring(before.id), bring(before.id)])
  expect(both.filter((one) => one.ok && one.value.revision !== null)).toHaveLength(1)
  const now = await get(before.id)
  expect(now.revisions).toHaveLength(2)
  expect(now.baseCommit).toBe(repository.git('rev-parse', 'main'))
})
