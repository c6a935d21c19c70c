import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { TimelinePage } from '#shared/contract/timeline.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

let folder: ReturnType<typeof temporaryFolder>
let owner: KillableOwner
let repository: string
let session: string

beforeEach(async () => {
  folder = temporaryFolder()
  const made = new TestRepository(path.join(folder.path, 'repo'))
  made.commit('one', { 'a.txt': 'a\n' })
  owner = new KillableOwner(folder.path)
  await owner.start()
  repository = unwrap(await owner.client.repository.open({ path: made.path })).id
})
afterEach(async () => {
  await owner.kill('everything')
  folder.remove()
})

async function run(command: string): Promise<void> {
  const agent = { kind: 'command' as const, command }
  const made = await owner.client.session.submit({ tasks: [{ repository, prompt: 'do it', agent }] })
  session = unwrap(made).sessions[0] ?? ''
}
const timeline = async (): Promise<TimelinePage> => unwrap(await owner.client.session.timeline({ session }))

/** Waits until a running item has this much output. */
async function printed(bytes: number): Promise<TimelineItem> {
  for await (const event of await owner.client.session.watchTimeline({ session })) {
    const items = event.type === 'snapshot' ? event.items : [event.item]
    const found = items.find((item) => item.kind === 'output' && item.outputBytes >= bytes)
    if (found) return found
  }
  throw new Error('the timeline ended')
}

// The step that ran was shown as running for ever, without its output.
test('what ran when the workbench was killed is interrupted, and its output is there', async () => {
  await run('echo half > half.txt; seq 1 20000; echo the last; sleep 600')
  const text = `${Array.from({ length: 20_000 }, (_, at) => `${at + 1}\n`).join('')}the last\n`
  const running = await printed(text.length)
  await owner.kill('everything')
  await owner.start()

  const { items, total } = await timeline()
  expect(items.map((item) => [item.seq, item.kind, item.state])).toEqual([
    [1, 'prompt', 'completed'],
    [2, 'notice', 'completed'],
    [3, 'output', 'interrupted'],
    [4, 'notice', 'completed'],
    [5, 'revision', 'completed'],
  ])
  expect(total).toBe(5)
  const [, , output, notice] = items
  expect(output).toEqual({
    ...running,
    state: 'interrupted',
    endedAt: expect.any(Number),
    outputBytes: text.length,
  })
  expect(output?.endedAt).toBeGreaterThanOrEqual(running.at)
  expect(notice).toMatchObject({ text: expect.stringContaining('The workbench stopped') })
  const kept = unwrap(
    await owner.client.session.output({ session, item: running.id, from: 0, length: 1_000_000 }),
  )
  expect(kept).toMatchObject({ from: 0, total: text.length, leftOut: null })
  expect(Buffer.from(kept.base64, 'base64').toString()).toBe(text)

  // Killed once more, while it is idle, nothing changes.
  await owner.kill('everything')
  await owner.start()
  expect(await timeline()).toEqual({ items, total })
})

test('killed again in the next turn, only what ran then is interrupted', async () => {
  await run('test $WINNOW_TURN = 2 || exit 0; echo second; sleep 600')
  const { client } = owner
  await until('the first turn ends', async () => {
    const found = unwrap(await client.session.get({ session }))
    return found.state === 'ready'
  })
  const before = (await timeline()).items
  unwrap(await client.session.followUp({ session, text: 'more' }))
  await printed('second\n'.length)
  await owner.kill('everything')
  await owner.start()
  const { items } = await timeline()
  expect(items.slice(0, before.length)).toEqual(before)
  expect(items.slice(before.length).map((item) => [item.turn, item.kind, item.state])).toEqual([
    [2, 'prompt', 'completed'],
    // It was asked for as a command line asks.
    [2, 'notice', 'completed'],
    [2, 'output', 'interrupted'],
    [2, 'notice', 'completed'],
  ])
})
