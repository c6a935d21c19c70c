import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ok, unwrap } from '#shared/base/result.ts'
import { memoryChannels } from '#shared/rpc/channel.ts'
import { createChannelLink, createWorkbenchClient } from '#shared/rpc/client.ts'
import { createBackend, type Backend } from '#main/client/backend.ts'
import { startHost, type RunningHost } from '#main/instance/host.ts'
import { readRecord } from '#main/instance/record.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { tinyWorkbench } from '#test/support/tiny-workbench.ts'
import { until } from '#test/support/until.ts'

let folder: ReturnType<typeof temporaryFolder>
let home: string
let backend: Backend
let links: string[]

beforeEach(() => {
  folder = temporaryFolder()
  home = path.join(folder.path, 'home')
  links = []
  backend = createBackend({
    home,
    kind: 'electron',
    version: '1.0.0',
    services: {
      open: () => Promise.resolve(ok({ url: null })),
      openLink(url) {
        links.push(url)
        return Promise.resolve(ok(null))
      },
    },
    workbench: () => Promise.resolve(ok(tinyWorkbench('/window'))),
  })
})
afterEach(async () => {
  await backend.end()
  folder.remove()
})

/** A page of the window host, as its port would make it. */
async function page() {
  const [near, far] = memoryChannels()
  unwrap(await backend.attach(far))
  const link = createChannelLink(near)
  return { link, client: createWorkbenchClient(link) }
}
const served = async (tiny = tinyWorkbench('/served')): Promise<RunningHost> =>
  unwrap(await startHost({ home, kind: 'web', version: '1.0.0', workbench: () => Promise.resolve(ok(tiny)) }))

describe('a window on a data folder', () => {
  it('that nobody owns, owns it', async () => {
    const { client } = await page()
    expect(await client.workbench.info()).toMatchObject({ home: '/window' })
    expect(backend.own).not.toBeNull()
    expect(readRecord(home)?.host).toBe('electron')
  })

  it('that another process owns, shows that one’s workbench and answers for itself', async () => {
    const tiny = tinyWorkbench('/served')
    const other = await served(tiny)
    const { client } = await page()
    expect(await client.workbench.info()).toMatchObject({ home: '/served' })
    expect(backend.own).toBeNull()
    expect(await client.host.openLink({ url: 'https://example.test/' })).toMatchObject({ ok: true })
    expect(links).toEqual(['https://example.test/'])
    const events = await client.host.watch()
    backend.tell({ type: 'command', command: 'window.keys' })
    expect((await events.next()).value).toEqual({ type: 'command', command: 'window.keys' })
    await events.return?.()
    const watched = await client.session.watch()
    expect((await watched.next()).value).toMatchObject({ type: 'snapshot', seq: 1 })
    await watched.return?.()
    await until('the stream to end over there', () => tiny.openStreams === 0)
    await other.end()
  })

  it('takes over when that process ends, and its page goes on', async () => {
    const other = await served()
    const first = await page()
    await first.client.workbench.info()
    await other.end()
    expect((await first.link.closed).code).toBe(4503)
    const second = await page()
    expect(await second.client.workbench.info()).toMatchObject({ home: '/window' })
    expect(backend.own).not.toBeNull()
  })

  it('lets go of the owner when its page is gone', async () => {
    const other = await served()
    const { link, client } = await page()
    await client.workbench.info()
    expect(other.connections).toBe(1)
    link.close()
    await until('the owner to be let go', () => other.connections === 0)
    await other.end()
  })
})
