import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '#shared/base/clock.ts'
import { unwrap } from '#shared/base/result.ts'
import { openStore } from '#main/store/open-store.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let workbench: TestWorkbench
let repository: string

beforeEach(async () => {
  folder = temporaryFolder('winnow-asked-')
  const made = new TestRepository(path.join(folder.path, 'pond'))
  made.commit('Begin', { 'a.txt': 'one\n' })
  workbench = await TestWorkbench.start(folder.path)
  repository = await workbench.open(made.path)
})
afterEach(() => folder.remove())

const client = 'commandLine' as const
/** The same workbench, asked by a command line. */
const commandLine = () => createRouterClient(workbench.router, { context: { client } })

const told = 'This turn was asked for from the command line.'

/** What the journal and the timeline keep of a session, once its workbench has ended. */
async function kept(session: string): Promise<{
  readonly events: readonly (readonly [string, number, string | undefined])[]
  readonly notices: readonly (readonly [number, string | undefined])[]
}> {
  await workbench.end()
  const store = unwrap(openStore(path.join(folder.path, 'winnow'), systemClock))
  const events = store
    .read(`session/${session}`)
    .filter(({ type }) => ['turnQueued', 'sessionRestored', 'sessionDiscarded'].includes(type))
    .map(
      ({ type, version, data }) =>
        [type, version, (data as { readonly client?: string } | null)?.client] as const,
    )
  const notices = store
    .timeline(session, 1000, 1000)
    .map(({ data }) => data as { readonly kind: string; readonly turn: number; readonly text?: string })
    .filter(({ kind, text }) => kind === 'notice' && text?.includes('the command line'))
    .map(({ turn, text }) => [turn, text] as const)
  store.close()
  return { events, notices }
}

describe('what a command line asks of a session', () => {
  it('is noted, and told in the session: turns, follow-ups that waited, and a restored session', async () => {
    const gate = path.join(folder.path, 'gate')
    const begun = path.join(folder.path, 'begun')
    const command = `touch ${begun}; while [ ! -e ${gate} ]; do sleep 0.02; done; echo more >> a.txt`
    const agent = { kind: 'command' as const, command }
    const { sessions } = unwrap(
      await commandLine().session.submit({ tasks: [{ repository, prompt: 'first', agent }] }),
    )
    const session = sessions[0] ?? ''
    await until('the turn runs', () => existsSync(begun), 60_000)
    unwrap(await commandLine().session.followUp({ session, text: 'second' }))
    unwrap(await workbench.client.session.followUp({ session, text: 'third' }))
    expect(unwrap(await workbench.client.session.get({ session })).waiting).toEqual([
      { id: expect.any(String) as string, text: 'second', client },
      { id: expect.any(String) as string, text: 'third' },
    ])
    writeFileSync(gate, '')
    const turns = (count: number) =>
      workbench.until(session, ({ state, revisions }) => state === 'ready' && revisions.length === count)
    await turns(3)
    unwrap(await commandLine().session.followUp({ session, text: 'fourth' }))
    await turns(4)
    unwrap(await workbench.client.session.discard({ session }))
    unwrap(await commandLine().session.restore({ session }))
    unwrap(await commandLine().session.restart({ session }))
    await turns(5)
    unwrap(await commandLine().session.discard({ session }))
    unwrap(await workbench.client.session.restore({ session }))
    const { events, notices } = await kept(session)
    expect(events).toEqual([
      ['turnQueued', 4, client],
      ['turnQueued', 4, client],
      ['turnQueued', 4, undefined],
      ['turnQueued', 4, client],
      ['sessionDiscarded', 2, undefined],
      ['sessionRestored', 2, client],
      ['turnQueued', 4, client],
      ['sessionDiscarded', 2, client],
      ['sessionRestored', 2, undefined],
    ])
    expect(notices).toEqual([
      [2, told],
      [4, told],
      [4, 'Restored from the command line.'],
      [5, told],
      [5, 'Discarded from the command line.'],
    ])
  }, 180_000)
})
