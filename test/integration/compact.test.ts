import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { agentPrograms, codexHome, patience, type AgentHome } from '#test/support/real-agents.ts'
import { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: string
let fake: FakeResponses
let workbench: TestWorkbench
let repository: string
/** What the model does when it is to write a summary. */
let summary: () => ScriptStep
let codex: AgentHome

const environment = (): Record<string, string> => ({
  OPENAI_API_KEY: 'sk-test',
  OPENAI_BASE_URL: fake.url,
  ...codex.env,
})

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'winnow-compact-'))
  summary = () => ({ say: 'Summary: the heron is grey.' })
  fake = await startFakeResponses({ summary: () => summary() })
  codex = codexHome(fake.url)
  const made = new TestRepository(path.join(folder, 'pond'))
  made.commit('Begin', { 'a.txt': 'one\n' })
  workbench = await TestWorkbench.start(folder, { env: environment() })
  repository = await workbench.open(made.path)
})
afterEach(async () => {
  await workbench.end()
  await fake.close()
  codex.remove()
  rmSync(folder, { recursive: true, force: true })
})

async function start(agent: { readonly kind: AgentKind; readonly command?: string }): Promise<string> {
  const patch = '*** Begin Patch\n*** Add File: b.txt\n+b\n*** End Patch'
  const prompt = scripted('Make b.', { patch }, { say: 'Made.' })
  const made = await workbench.client.session.submit({ tasks: [{ repository, prompt, agent }] })
  return unwrap(made).sessions[0] ?? ''
}
const items = async (session: string): Promise<readonly TimelineItem[]> =>
  unwrap(await workbench.client.session.timeline({ session, limit: 100 })).items
const compact = (session: string) => workbench.client.session.compact({ session })
const refusal = async (session: string) => {
  const refused = await compact(session)
  return refused.ok ? null : refused.error
}
const lastInput = (): string => JSON.stringify(fake.requests.at(-1)?.body['input'])

const agents: readonly AgentKind[] = agentPrograms === null ? ['openai'] : ['openai', 'codex']

describe.each(agents)('the conversation of a session with %s', { timeout: patience }, (kind) => {
  test('is shortened between turns without a prompt; files, revisions and talk go on', async () => {
    const session = await start({ kind })
    const before = await workbench.state(session, 'ready')
    unwrap(await compact(session))
    await workbench.until(
      session,
      ({ state, updatedSeq }) => state === 'ready' && updatedSeq > before.updatedSeq,
    )
    const told = (await items(session)).filter(({ turn }) => turn === 2)
    expect(told.map(({ kind: one, state }) => [one, state])).toEqual(
      expect.arrayContaining([
        ['notice', 'completed'],
        ['compaction', 'completed'],
      ]),
    )
    expect(told.some(({ kind: one }) => one === 'prompt' || one === 'command')).toBe(false)
    const after = unwrap(await workbench.client.session.get({ session }))
    expect(after.revisions).toEqual(before.revisions)
    // Nothing was said since.
    expect(await refusal(session)).toMatchObject({ kind: 'nothingToCompact' })

    unwrap(await workbench.client.session.followUp({ session, text: scripted('Go on.', { say: 'Fine.' }) }))
    await workbench.until(session, ({ state }) => state === 'ready' && lastInput().includes('Go on.'))
    expect(lastInput()).toContain('the heron is grey')
    expect(lastInput()).not.toContain('"text":"Made."')
    // And back to how it was at the end of the first turn.
    unwrap(await workbench.client.session.rollBack({ session, to: { turn: 1 } }))
    unwrap(await workbench.client.session.followUp({ session, text: scripted('Anew.', { say: 'Fine.' }) }))
    await workbench.until(session, ({ state }) => state === 'ready' && lastInput().includes('Anew.'))
    expect(lastInput()).toContain('"text":"Made."')
    expect(lastInput()).not.toContain('the heron is grey')
  })

  test('is as it was where that fails; the session says why', async () => {
    const session = await start({ kind })
    await workbench.state(session, 'ready')
    summary = () => ({ status: 400, message: 'The heron has flown.' })
    unwrap(await compact(session))
    const failed = await workbench.state(session, 'failed')
    expect(failed.activity).toContain('The heron has flown.')
    expect(await items(session)).toContainEqual(
      expect.objectContaining({
        kind: 'compaction',
        turn: 2,
        state: expect.stringMatching(/failed|interrupted/),
      }),
    )
    unwrap(await workbench.client.session.followUp({ session, text: scripted('Go on.', { say: 'Fine.' }) }))
    await workbench.until(session, ({ state }) => state === 'ready' && lastInput().includes('Go on.'))
    expect(lastInput()).toContain('"text":"Made."')
  })

  test('can be stopped; what was written meanwhile waits and is a draft again', async () => {
    const session = await start({ kind })
    await workbench.state(session, 'ready')
    const before = fake.requests.length
    summary = () => ({ hang: true })
    unwrap(await compact(session))
    await fake.request(before + (kind === 'openai' ? 2 : 1))
    expect(await refusal(session)).toMatchObject({
      kind: 'wrongState',
      message: expect.stringContaining('Wait for its turn to end'),
    })
    const { waits } = unwrap(
      await workbench.client.session.followUp({ session, text: 'And then?', when: 'now' }),
    )
    expect(waits).toBe(true)
    unwrap(await workbench.client.session.stop({ session }))
    const stopped = await workbench.state(session, 'stopped')
    expect(stopped.waiting).toEqual([])
    expect((await items(session)).find(({ kind: one }) => one === 'compaction')).toMatchObject({
      state: 'interrupted',
    })
    const drafts = await workbench.client.workbench.drafts()
    expect(JSON.stringify(drafts)).toContain('And then?')
  })
})

test('an agent that does not do so when it is told to says so, and nothing happens', async () => {
  const session = await start({ kind: 'command', command: 'true' })
  const before = await workbench.state(session, 'ready')
  expect(await refusal(session)).toMatchObject({
    kind: 'cannotCompact',
    message: expect.stringContaining('does not shorten its conversation'),
  })
  const review = unwrap(
    await workbench.client.session.review({ repository, source: { kind: 'range', range: 'main' } }),
  )
  expect(await refusal(review.session)).toMatchObject({ kind: 'noAgent' })
  expect(await refusal('nobody')).toMatchObject({ kind: 'notFound' })
  expect(unwrap(await workbench.client.session.get({ session }))).toEqual(before)
})

test('a compaction that never began, since it was stopped before, leaves nothing behind', async () => {
  const session = await start({ kind: 'openai' })
  await workbench.state(session, 'ready')
  await workbench.client.workbench.saveSettings({ parallelLimit: 1 })
  const gate = path.join(folder, 'gate')
  const other = await start({ kind: 'command', command: `while [ ! -e '${gate}' ]; do sleep 0.02; done` })
  await workbench.state(other, 'running')
  unwrap(await compact(session))
  expect(unwrap(await workbench.client.session.get({ session })).state).toBe('queued')
  unwrap(await workbench.client.session.stop({ session }))
  const drafts = await workbench.client.workbench.drafts()
  expect(JSON.stringify(drafts)).not.toContain(session)
  await workbench.client.session.stop({ session: other })
})

test('the command line does it, and waits for it', async () => {
  const session = await start({ kind: 'openai' })
  await workbench.state(session, 'ready')
  await workbench.end()
  const winnow = new CommandLine(folder, environment(), 'winnow')
  try {
    expect(await winnow.json(['compact', session, '--wait'])).toMatchObject({ session, state: 'ready' })
    const again = await winnow.run(['compact', session])
    expect([again.exitCode, again.stderr]).toEqual([4, expect.stringContaining('Nothing was said')])
  } finally {
    await winnow.endOwner()
  }
  workbench = await TestWorkbench.start(folder, { env: environment() })
  expect((await items(session)).map(({ kind }) => kind)).toContain('compaction')
})
