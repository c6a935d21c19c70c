import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let fake: FakeResponses
let workbench: TestWorkbench
let repository: string
let session: string

const start = async (): Promise<void> => {
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
  workbench = await TestWorkbench.start(folder.path, { env })
}
beforeEach(async () => {
  folder = temporaryFolder('winnow-modes-')
  fake = await startFakeResponses()
  const pond = new TestRepository(path.join(folder.path, 'pond'))
  pond.commit('Begin', { 'a.txt': 'one\n' })
  await start()
  repository = await workbench.open(pond.path)
})
afterEach(async () => {
  await workbench.end()
  await fake.close()
  folder.remove()
})

const add = (name: string): ScriptStep => ({
  patch: `*** Begin Patch\n*** Add File: ${name}\n+new\n*** End Patch`,
})
const propose = (...files: readonly string[]): ScriptStep => ({
  call: { name: 'propose_plan', args: { steps: [{ step: 'Make it', files }] } },
})
const heard = (): string => JSON.stringify(fake.requests.at(-1)?.body['input'])
const instructions = (): string => String(fake.requests.at(-1)?.body['instructions'])
const offersPatch = (): boolean => JSON.stringify(fake.requests.at(-1)?.body['tools']).includes('apply_patch')
const there = async (name: string): Promise<boolean> => {
  const { worktree } = unwrap(await workbench.client.session.get({ session }))
  return existsSync(path.join(worktree ?? '', name))
}
const submit = async (mode: string, prompt: string): Promise<void> => {
  const agent = { kind: 'openai', mode }
  const made = await workbench.client.session.submit({ tasks: [{ repository, prompt, agent }] })
  session = unwrap(made).sessions[0] ?? ''
}
const ended = (words: string) =>
  workbench.until(session, ({ state }) => state === 'ready' && heard().includes(words))
const send = (text: string, mode?: string) =>
  workbench.client.session.followUp({ session, text, ...(mode === undefined ? {} : { mode }) })
const approve = async (): Promise<void> => {
  const { asks } = await workbench.state(session, 'waiting')
  const item = asks[0]?.id ?? ''
  unwrap(await workbench.client.session.answer({ session, item, option: 'approve', words: '' }))
}

test('a session that is asked builds from the turn on that is begun in build, and stays in that', async () => {
  await submit('ask', scripted('Why?', add('early.txt'), { say: 'So.' }))
  await ended('Why?')
  expect([await there('early.txt'), offersPatch()]).toEqual([false, false])
  unwrap(await send(scripted('Make it.', add('new.txt'), { say: 'Made.' }), 'build'))
  await ended('Make it.')
  expect([await there('new.txt'), offersPatch()]).toEqual([true, true])
  expect(heard()).toContain('From here on the person wants you to carry out')
  expect(instructions()).not.toContain('# This session only reads')
  const { items } = unwrap(await workbench.client.session.timeline({ session, limit: 100 }))
  expect(items).toContainEqual(
    expect.objectContaining({ turn: 2, kind: 'notice', text: expect.stringContaining('“build”') as string }),
  )
  await workbench.end()
  await start()
  unwrap(await send(scripted('More.', add('more.txt'), { say: 'Made.' })))
  const { agent } = await ended('More.')
  expect([agent.mode, await there('more.txt')]).toEqual(['build', true])
  // The model is told once.
  expect(heard().split('From here on').length).toBe(2)
  unwrap(await send(scripted('And why?', add('late.txt'), { say: 'So.' }), 'ask'))
  await ended('And why?')
  expect([await there('late.txt'), offersPatch()]).toEqual([false, false])
})

test('one that waits has its mode, and does not widen what the turn before may do', async () => {
  await submit(
    'ask',
    scripted('Why?', { call: { name: 'ask_user', args: { question: 'Which?' } } }, add('early.txt'), {
      say: 'So.',
    }),
  )
  const { asks } = await workbench.state(session, 'waiting')
  const now = await workbench.client.session.followUp({
    ...{ session, when: 'now', text: scripted('Make it.', add('new.txt'), { say: 'Made.' }), mode: 'build' },
  })
  expect(unwrap(now)).toMatchObject({ waits: true, steered: false })
  expect(unwrap(await workbench.client.session.get({ session }))).toMatchObject({
    agent: { mode: 'ask' },
    waiting: [{ mode: 'build' }],
  })
  unwrap(
    await workbench.client.session.answer({ session, item: asks[0]?.id ?? '', option: null, words: 'That.' }),
  )
  await ended('Make it.')
  expect([await there('early.txt'), await there('new.txt')]).toEqual([false, true])
})

test('who chooses to plan again is handed a plan again, whatever was approved before', async () => {
  await submit('plan', scripted('Make it.', propose('new.txt'), add('new.txt'), { say: 'Made.' }))
  await approve()
  await ended('Make it.')
  unwrap(
    await send(
      scripted('Next.', add('early.txt'), propose('next.txt'), add('next.txt'), { say: 'Made.' }),
      'plan',
    ),
  )
  await workbench.state(session, 'waiting')
  expect([await there('early.txt'), offersPatch()]).toEqual([false, false])
  expect(instructions()).not.toContain('# The plan that the person approved')
  await approve()
  await ended('Next.')
  expect(await there('next.txt')).toBe(true)
  // What either plan names is within.
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  expect(files.map((file) => [file.path, file.hunks[0]?.outsidePlan])).toEqual([
    ['new.txt', undefined],
    ['next.txt', undefined],
  ])
  // A fork has the mode, and what was approved where it begins; what was chosen later is chosen for it too.
  const fork = async (turn: number): Promise<void> => {
    const text = scripted(`Fork ${turn}.`, add('forked.txt'), { say: 'Done.' })
    session = unwrap(await workbench.client.session.fork({ session, text, from: { turn } })).session
    await ended(`Fork ${turn}.`)
  }
  const first = session
  await fork(2)
  expect(await there('forked.txt')).toBe(true)
  session = first
  await fork(1)
  expect(await there('forked.txt')).toBe(false)
})

test('what the agent has no such mode for is not sent', async () => {
  await submit('ask', scripted('Why?', { say: 'So.' }))
  await ended('Why?')
  expect(await send('Go on.', 'fly')).toMatchObject({
    ok: false,
    error: { kind: 'badAgentOption', message: expect.stringContaining('ask, plan, build') as string },
  })
  session = await workbench.task(repository, 'true')
  await workbench.state(session, 'ready')
  expect(await send('Go on.', 'build')).toMatchObject({ ok: false, error: { kind: 'badAgentOption' } })
  expect(unwrap(await workbench.client.session.get({ session }))).toMatchObject({ state: 'ready' })
})
