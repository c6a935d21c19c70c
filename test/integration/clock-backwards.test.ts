import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { arrangeQueue } from '#shared/domain/session/queue.ts'
import { summaryOf } from '#shared/domain/session/summary.ts'
import { released } from '#main/git/lock-file.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let workbench: TestWorkbench | null
/** A clock that is an hour earlier every time it is read. */
let hours: number

beforeEach(() => {
  folder = temporaryFolder()
  hours = 0
  workbench = null
  const start = Date.now()
  vi.spyOn(Date, 'now').mockImplementation(() => start - (hours += 1) * 3_600_000)
})
afterEach(async () => {
  await workbench?.end()
  vi.restoreAllMocks()
  folder.remove()
})

test('a clock that only goes backwards: order, undo and what was decided are as if it went forwards', async () => {
  const repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n' })
  const other = new TestRepository(path.join(folder.path, 'other'))
  other.commit('one', { 'a.txt': 'a\n' })
  const started = await TestWorkbench.start(folder.path)
  workbench = started
  await started.open(other.path)
  const id = await started.open(repository.path)
  const sessions: string[] = []
  for (const name of ['x', 'y', 'z']) {
    const session = await started.task(id, `sleep 0.01; echo ${name} > ${name}.txt; echo said`)
    await started.state(session, 'ready')
    sessions.push(session)
  }
  const hunk = async (session: string) =>
    unwrap(await started.client.changeset.get({ session })).files[0]?.hunks[0]?.id ?? ''
  for (const session of sessions)
    for (const verdict of ['reject', 'defer', 'accept'] as const)
      unwrap(
        await started.client.review.decide({
          session,
          decisions: [{ hunk: await hunk(session), verdict }],
        }),
      )
  const [first = '', second = ''] = sessions
  unwrap(await started.client.landing.land({ session: first, branch: 'topic' }))
  unwrap(await started.client.session.followUp({ session: first, text: 'more' }))
  await started.state(first, 'ready')
  await started.end()

  workbench = await TestWorkbench.start(folder.path)
  const { client } = workbench
  const list = await client.session.list()
  expect(list.map((one) => one.id)).toEqual(sessions)
  expect(list.map((one) => one.createdAt)).toEqual(list.map((one) => one.createdAt).toSorted((a, b) => b - a))
  const ready = arrangeQueue(list.map(summaryOf)).find((section) => section.group === 'ready')?.sessions ?? []
  // What has waited longest comes first.
  expect(ready.map((one) => one.id)).toEqual([second, sessions[2]])
  expect((await client.repository.list()).map((one) => path.basename(one.path))).toEqual(['repo', 'other'])
  const verdict = async () =>
    unwrap(await client.changeset.get({ session: second })).files[0]?.hunks[0]?.decision ?? null
  expect(await verdict()).toBe('accept')
  unwrap(await client.review.undo({ session: second }))
  expect(await verdict()).toBe('defer')
  for (const session of sessions) {
    const { items } = unwrap(await client.session.timeline({ session }))
    expect(items.map((item) => item.seq)).toEqual(items.map((_, index) => index + 1))
    for (const item of items) expect(item.endedAt ?? item.at).toBeGreaterThanOrEqual(item.at)
  }
  unwrap(await client.landing.undo({ session: first }))
  expect(repository.git('branch', '--list', 'topic')).toBe('')
  for await (const entry of await client.workbench.watchCommandLog()) {
    expect(entry.duration).toBeGreaterThanOrEqual(0)
    if (entry.seq >= 5) break
  }
})

test('waiting for another git ends although the clock goes backwards', async () => {
  const lock = path.join(folder.path, 'index.lock')
  writeFileSync(lock, '')
  expect(await released([lock])).toEqual([lock])
})
