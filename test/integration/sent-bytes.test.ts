import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { unwrap } from '#shared/base/result.ts'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import type { SessionDetailsEvent, SessionsEvent } from '#shared/contract/session.ts'
import { changeSummaries, summariesById, type SessionSummary } from '#shared/domain/session/summary.ts'
import { createChannelLink, createWorkbenchClient, type WorkbenchClient } from '#shared/rpc/client.ts'
import { createRpcServer, type Fault } from '#main/rpc/server.ts'
import { socketChannel } from '#main/rpc/socket-channel.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** Bytes on the wire that one decision may cost a page: the answer, and all that it is told. */
const allowance = 600
const hunks = 40

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let sockets: WebSocketServer
let faults: Fault[]

beforeEach(async () => {
  folder = temporaryFolder()
  repository = new TestRepository(`${folder.path}/repo`)
  workbench = await TestWorkbench.start(folder.path)
  faults = []
  const server = createRpcServer({ router: workbench.router, report: (fault) => faults.push(fault) })
  sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  sockets.on('connection', (socket) => server.serve(socketChannel(socket)))
  await once(sockets, 'listening')
})
afterEach(async () => {
  for (const socket of sockets.clients) socket.terminate()
  sockets.close()
  await workbench.end()
  folder.remove()
})

/** A page with what it was told, and how many bytes that took. */
interface Page {
  readonly client: WorkbenchClient
  readonly queue: SessionsEvent[]
  readonly details: SessionDetailsEvent[]
  readonly changeset: ChangesetEvent[]
  bytes(): number
}

/** Keeps what a stream tells. */
async function keep<Event>(stream: Promise<AsyncIterable<Event>>, events: Event[]): Promise<void> {
  for await (const event of await stream) events.push(event)
}

/** Opens a page that watches the queue, and a session with its changeset. */
async function openPage(session: string): Promise<Page> {
  const accepted = once(sockets, 'connection') as Promise<[WebSocket, { readonly socket: Socket }]>
  const socket = new WebSocket(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`)
  const [, { socket: wire }] = await accepted
  if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open')
  const client = createWorkbenchClient(createChannelLink(socketChannel(socket)))
  const page = { client, queue: [], details: [], changeset: [], bytes: () => wire.bytesWritten }
  const ended = [
    keep(client.session.watch(), page.queue),
    keep(client.session.follow({ session }), page.details),
    keep(client.changeset.watch({ session }), page.changeset),
  ]
  for (const end of ended) end.catch(() => undefined)
  await until('the snapshots', () =>
    [page.queue, page.details, page.changeset].every(({ length }) => length > 0),
  )
  return page
}

const usual = 'packages/workbench/src/features/review/progress-of-hunks.ts'
const deep = `${'packages/'.repeat(30)}progress-of-hunks.ts`
const short = 'Change every third line'

it.each([
  ['a short prompt', short, usual],
  ['a prompt of 1 MB', `${short}. `.repeat(40_000), usual],
  ['paths of 290 characters', short, deep],
])('a decision costs a page little, on a session with %s', async (_, prompt, file) => {
  const lines = Array.from({ length: 3 * hunks }, (_line, index) => `line ${index}`)
  repository.commit('begin', { [file]: `${lines.join('\n')}\n` })
  const id = await workbench.open(repository.path)
  const session = await workbench.task(id, `sed -i '0~3s/$/ changed/' ${file}`, prompt)
  await workbench.state(session, 'ready')
  const page = await openPage(session)
  const { client } = page
  const { files } = unwrap(await client.changeset.get({ session }))
  const ids = files.flatMap((one) => one.hunks.map((hunk) => hunk.id))
  expect(ids).toHaveLength(hunks)
  // Whatever the workbench has to say of something is sent before it answers the next question.
  await client.workbench.info()
  const idle = page.bytes()
  await client.workbench.info()
  const fence = page.bytes() - idle
  const costs: number[] = []
  for (const [index, hunk] of ids.entries()) {
    const before = page.bytes()
    const verdict = index % 2 === 0 ? 'accept' : 'reject'
    unwrap(await client.review.decide({ session, act: randomUUID(), decisions: [{ hunk, verdict }] }))
    await client.workbench.info()
    costs.push(page.bytes() - before - fence)
  }
  const told = page.queue.reduce<ReadonlyMap<string, SessionSummary>>(
    (known, event) =>
      event.type === 'snapshot' ? summariesById(event.sessions) : changeSummaries(known, event),
    new Map(),
  )
  const decided = { hunks, undecided: 0, accepted: hunks / 2, rejected: hunks / 2 }
  expect(told.get(session)?.counts).toMatchObject(decided)
  expect(page.changeset.filter(({ type }) => type === 'decided')).toHaveLength(hunks)
  expect(page.details).toHaveLength(1)
  expect(Math.min(...costs)).toBeGreaterThan(200)
  expect(Math.max(...costs)).toBeLessThan(allowance)
  expect(faults).toEqual([])
})
