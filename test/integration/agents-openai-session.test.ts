import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: string
let fake: FakeResponses
let workbench: TestWorkbench
let repository: TestRepository

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'winnow-openai-session-'))
  fake = await startFakeResponses()
  repository = new TestRepository(path.join(folder, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\ntwo\nthree\n' })
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
  workbench = await TestWorkbench.start(folder, { env })
})
afterEach(async () => {
  await workbench.end()
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const lastInput = (): string => JSON.stringify(fake.requests.at(-1)?.body['input'])

test('a shortened conversation is told the task and what was rejected, with the reason, as the workbench has it', async () => {
  const { client } = workbench
  const id = await workbench.open(repository.path)
  const patch = '*** Begin Patch\n*** Update File: a.txt\n@@\n-two\n+zwei\n*** End Patch'
  const made = await client.session.submit({
    tasks: [
      {
        repository: id,
        prompt: scripted('Say two in other words.', { patch }, { say: 'Done.' }),
        agent: { kind: 'openai' },
      },
    ],
  })
  const [session = ''] = unwrap(made).sessions
  await workbench.state(session, 'ready')
  const { files } = unwrap(await client.changeset.get({ session }))
  const hunk = files[0]?.hunks[0]?.id ?? ''
  unwrap(
    await client.review.decide({
      session,
      decisions: [{ hunk, verdict: 'reject' }],
      reason: 'In English, please.',
    }),
  )
  await client.workbench.saveSettings({ openaiWindow: 2000 })
  unwrap(
    await client.session.followUp({ session, text: scripted('Go on.', { sh: 'true' }, { say: 'Fine.' }) }),
  )
  await workbench.until(session, ({ state }) => state === 'ready' && lastInput().includes('Go on.'))
  const { items } = unwrap(await client.session.timeline({ session, limit: 100 }))
  expect(items.filter(({ kind }) => kind === 'compaction')[0]).toMatchObject({
    state: 'completed',
    text: expect.stringContaining('the task, 1 rejected hunk.'),
  })
  const told = lastInput()
  expect(told).toContain('# The task\\nSay two in other words.')
  expect(told).toContain('Rejected in a.txt, line 2:')
  expect(told).toContain('-two\\n+zwei')
  expect(told).toContain('Because: In English, please.')
})

test('the settings bound what one turn takes', async () => {
  await workbench.client.workbench.saveSettings({ openaiMostRounds: 2 })
  const id = await workbench.open(repository.path)
  const steps = Array.from({ length: 5 }, () => ({ sh: 'true' }))
  const made = await workbench.client.session.submit({
    tasks: [{ repository: id, prompt: scripted('Go.', ...steps), agent: { kind: 'openai' } }],
  })
  const [session = ''] = unwrap(made).sessions
  const failed = await workbench.state(session, 'failed')
  expect(failed.activity).toContain('2 rounds')
  expect(fake.requests).toHaveLength(2)
})
