import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { changedSession } from '#shared/domain/session/summary.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

let folder: ReturnType<typeof temporaryFolder>
let owner: KillableOwner
let repository: string

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

const followUps = ['second', 'third', 'fourth']
const asked = (): readonly string[] => {
  const file = path.join(folder.path, 'asked')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}
const letGo = (): void => writeFileSync(path.join(folder.path, 'gate'), '')
const get = async (session: string): Promise<Session> => unwrap(await owner.client.session.get({ session }))

/** A session whose turns note what they were asked, and go on until the test lets them; follow-ups wait. */
async function begin(): Promise<string> {
  const command = `echo "$WINNOW_PROMPT" >> ${folder.path}/asked; while [ ! -e ${folder.path}/gate ]; do sleep 0.02; done; echo more >> a.txt`
  const tasks = [{ repository, prompt: 'first', agent: { kind: 'command' as const, command } }]
  const [session = ''] = unwrap(await owner.client.session.submit({ tasks })).sessions
  await until('the turn runs', () => asked().length === 1)
  for (const text of followUps) unwrap(await owner.client.session.followUp({ session, text }))
  return session
}

/** Waits until so many changes of a session were told after the agent was let go; the session may do less. */
async function afterChanges(session: string, changes: number): Promise<void> {
  let seen = 0
  for await (const event of await owner.client.session.watch()) {
    if (event.type === 'snapshot') letGo()
    else if (changedSession(event) === session) seen += 1
    const { state, waiting } = await get(session)
    if (seen >= changes || (state === 'ready' && waiting.length === 0)) return
  }
}

/** Where the texts of a session are once nothing is under way: asked in a turn, waiting, or the person's draft. */
async function placesOf(session: string): Promise<readonly string[]> {
  // What was queued goes on after a start.
  await until('nothing is under way', async () =>
    ['ready', 'stopped', 'failed'].includes((await get(session)).state),
  )
  const draft = (await owner.client.workbench.drafts())[`followUp.${session}`] ?? ''
  const { items } = unwrap(await owner.client.session.timeline({ session }))
  const prompts = items.flatMap((item) => (item.kind === 'prompt' ? [item.text] : []))
  const waiting = (await get(session)).waiting.map(({ text }) => text)
  return [...prompts, ...waiting, ...draft.split('\n\n').filter(Boolean)]
}
const exactlyOnce = ['first', ...followUps]

test.each([0, 2, 3, 4, 6, 10])(
  'a workbench killed with follow-ups waiting, after %i changes, has each exactly once',
  async (changes) => {
    const session = await begin()
    if (changes > 0) await afterChanges(session, changes)
    await owner.kill('everything')
    letGo()
    await owner.start()
    expect(await placesOf(session)).toEqual(exactlyOnce)
    await owner.kill('everything')
    await owner.start()
    expect(await placesOf(session)).toEqual(exactlyOnce)
    expect(new Set(asked()).size).toBe(asked().length)
  },
)

test('a workbench killed while a follow-up waits for a free place sends it at the next start, once', async () => {
  const session = await begin()
  await owner.client.workbench.saveSettings({ parallelLimit: 1 })
  const command = `while [ ! -e ${folder.path}/never ]; do sleep 0.02; done`
  const tasks = [{ repository, prompt: 'other', agent: { kind: 'command' as const, command } }]
  unwrap(await owner.client.session.submit({ tasks }))
  letGo()
  await until('its turn is queued behind the other', async () => {
    const { state, waiting } = await get(session)
    return state === 'queued' && waiting.length === 2
  })
  await owner.kill('everything')
  await owner.start()
  expect(await placesOf(session)).toEqual(exactlyOnce)
  expect(asked()).toEqual(exactlyOnce)
})
