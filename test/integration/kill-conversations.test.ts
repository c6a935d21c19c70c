import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep, type WireItem } from '#test/support/fake-responses-script.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

/* The workbench is killed where a conversation changes otherwise than by a turn's words. */

let folder: ReturnType<typeof temporaryFolder>
let fake: FakeResponses
let owner: KillableOwner
let repository: TestRepository
let session: string
/** What the model does when it is to write a summary. */
let summary: () => ScriptStep

beforeEach(async () => {
  folder = temporaryFolder('winnow-kill-conversations-')
  summary = () => ({ say: 'Summary: the heron is grey.' })
  fake = await startFakeResponses({ summary: () => summary() })
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n' })
  owner = new KillableOwner(folder.path, { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url })
  await owner.start()
})
afterEach(async () => {
  await owner.kill('everything')
  await fake.close()
  folder.remove()
})

const now = async (): Promise<Session> => unwrap(await owner.client.session.get({ session }))
const items = async (): Promise<readonly TimelineItem[]> =>
  unwrap(await owner.client.session.timeline({ session, limit: 100 })).items
const state = (wanted: Session['state']): Promise<void> =>
  until(`the session is ${wanted}`, async () => (await now()).state === wanted)
const submit = async (mode: string, ...steps: readonly ScriptStep[]): Promise<void> => {
  const { id } = unwrap(await owner.client.repository.open({ path: repository.path }))
  const made = await owner.client.session.submit({
    tasks: [{ repository: id, prompt: scripted('Work.', ...steps), agent: { kind: 'openai', mode } }],
  })
  session = unwrap(made).sessions[0] ?? ''
}
const goOn = async (...steps: readonly ScriptStep[]): Promise<void> => {
  unwrap(await owner.client.session.followUp({ session, text: scripted('Go on.', ...steps) }))
  await until('it went on', async () => (await now()).state === 'ready' && heard().includes('Go on.'))
}
const inputAt = (at: number): readonly WireItem[] =>
  (fake.requests.at(at)?.body['input'] ?? []) as readonly WireItem[]
const heard = (): string => JSON.stringify(inputAt(-1))
const ran = async (): Promise<string> => {
  const tree = (await now()).revisions.at(-1)?.tree ?? ''
  return repository.git('show', `${tree}:ran`)
}
const propose: ScriptStep = {
  call: { name: 'propose_plan', args: { steps: [{ step: 'Run', files: ['ran'] }] } },
}
const once: ScriptStep = { sh: 'echo once >> ran' }
const answer = async (option: string): Promise<void> => {
  const item = (await now()).asks[0]?.id ?? ''
  unwrap(await owner.client.session.answer({ session, item, option, words: '' }))
}
const rollout = (id = session): string => path.join(owner.home, 'sessions', id, 'agent', 'rollout.jsonl')

test('a plan that waits is there after a kill, to be sent back and to be approved, and is carried out once', async () => {
  await submit('plan', propose, propose, once, { say: 'Ran.' })
  await state('waiting')
  const { asks } = await now()
  await owner.kill('everything')
  await owner.start()
  expect(await now()).toMatchObject({ state: 'waiting', asks })
  await answer('sendBack')
  const isAnother = async (): Promise<boolean> => {
    const [ask] = (await now()).asks
    return ask !== undefined && ask.id !== asks[0]?.id
  }
  await until('it is handed over again', isAnother)
  await owner.kill('owner')
  await owner.start()
  expect(await isAnother()).toBe(true)
  await answer('approve')
  await state('ready')
  expect(await ran()).toBe('once')
  const plans = (await items()).filter(({ kind }) => kind === 'approval')
  expect(plans.map((item) => [item.turn, item.state])).toEqual([
    [1, 'declined'],
    [2, 'completed'],
  ])
  expect(fake.requests).toHaveLength(4)
})

test('who stops a session that waits after a kill has approved nothing', async () => {
  await submit('plan', propose, once, { say: 'Ran.' })
  await state('waiting')
  await owner.kill('everything')
  await owner.start()
  unwrap(await owner.client.session.stop({ session }))
  expect(await now()).toMatchObject({ state: 'stopped', asks: [] })
  expect((await items()).filter(({ kind }) => kind === 'approval')).toMatchObject([{ state: 'interrupted' }])
  unwrap(await owner.client.session.followUp({ session, text: scripted('Go on.', propose) }))
  await state('waiting')
  expect(inputAt(-1)).toContainEqual(
    expect.objectContaining({ output: expect.stringContaining('had not answered your plan') as string }),
  )
})

test('what was approved when the workbench was killed, and had no effect yet, is carried out when it goes on', async () => {
  await submit('plan', propose, { hang: true })
  await state('waiting')
  await answer('approve')
  await fake.request(2)
  await owner.kill('everything')
  // As if it had been killed a moment earlier: the answer is kept, and the conversation does not know of it.
  const lines = readFileSync(rollout(), 'utf8').split('\n')
  const at = lines.findIndex((line) => line.includes('"type":"approved"'))
  expect(at).toBeGreaterThan(0)
  writeFileSync(rollout(), `${lines.slice(0, at).join('\n')}\n`)
  rmSync(path.join(path.dirname(rollout()), 'approved-plan.md'), { force: true })
  await owner.start()
  expect(await now()).toMatchObject({ state: 'stopped', asks: [] })
  expect((await items()).filter(({ kind }) => kind === 'approval')).toMatchObject([{ state: 'completed' }])
  await goOn(once, { say: 'Ran.' })
  expect(inputAt(-1).filter(({ type }) => type === 'function_call_output')).toMatchObject([
    { output: expect.stringMatching(/^The person approved your plan/) as string },
    {},
  ])
  expect(await ran()).toBe('once')
})

test('a conversation that was being shortened is whole after a kill, and can be shortened again', async () => {
  await submit('build', once, { say: 'Ran.' })
  await state('ready')
  const before = readFileSync(rollout(), 'utf8')
  summary = () => ({ hang: true })
  unwrap(await owner.client.session.compact({ session }))
  await fake.request(3)
  await owner.kill('everything')
  expect(readFileSync(rollout(), 'utf8').startsWith(before)).toBe(true)
  await owner.start()
  expect((await now()).state).toBe('stopped')
  expect((await items()).filter(({ kind }) => kind === 'compaction').map((item) => item.state)).toEqual([
    'interrupted',
  ])
  await goOn({ say: 'Fine.' })
  expect(inputAt(-1).some(({ type }) => type === 'function_call')).toBe(true)
  summary = () => ({ say: 'Summary: it ran.' })
  unwrap(await owner.client.session.compact({ session }))
  await state('ready')
  await goOn({ say: 'Fine.' })
  expect(heard()).toContain('Summary: it ran.')
  expect(inputAt(-1).some(({ type }) => type === 'function_call')).toBe(false)
  expect(await ran()).toBe('once')
})

test('a fork that was being made when the workbench was killed never was, and can be made again', async () => {
  await submit('build', once, { say: 'Ran.' })
  await state('ready')
  // Whoever reads the conversation waits here for the rest of it.
  renameSync(rollout(), `${rollout()}.kept`)
  execFileSync('mkfifo', [rollout()])
  const fork = () =>
    owner.client.session.fork({
      session,
      text: scripted('Fork.', { sh: 'echo two >> ran' }, { say: 'Ran.' }),
    })
  const asked = fork().catch(() => null)
  const refs = (): string[] =>
    repository
      .git('for-each-ref', '--format=%(refname)', 'refs/winnow')
      .split('\n')
      .filter((ref) => !ref.includes(session))
  await until('its references are there', () => refs().length === 2)
  const folders = (): string[] =>
    readdirSync(path.join(owner.home, 'sessions')).filter((name) => name !== session)
  await until('its folder is there', () => folders().length === 1)
  await owner.kill('everything')
  await asked
  rmSync(rollout())
  renameSync(`${rollout()}.kept`, rollout())
  await owner.start()
  const listed = async (): Promise<readonly string[]> =>
    (await owner.client.session.list()).map(({ id }) => id)
  expect(await listed()).toEqual([session])
  expect(refs()).toEqual([])
  expect(folders()).toEqual([])
  const original = await now()
  const made = unwrap(await fork())
  expect(await listed()).toEqual([session, made.session])
  session = made.session
  await state('ready')
  expect(heard()).toContain('Work.')
  expect(await ran()).toBe('once\ntwo')
  expect(existsSync(path.join(original.worktree ?? '', 'ran'))).toBe(true)
})
