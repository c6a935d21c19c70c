import { readdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ok, unwrap } from '#shared/base/result.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

// In two parts, so that the prompt which looks for it does not hold it.
const planted = { environment: `sk-planted-${'e'.repeat(20)}`, keychain: `sk-planted-${'k'.repeat(20)}` }

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let fake: FakeResponses

beforeEach(async () => {
  folder = temporaryFolder('winnow-secrets-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  repository.commit('base', { a: 'a\n' })
  fake = await startFakeResponses()
})
afterEach(async () => {
  await fake.close()
  folder.remove()
})

/** Files below a folder that hold a text, as it is or as base64. */
function holding(secret: string): string[] {
  const inner = Buffer.from(secret).toString('base64').slice(0, 20)
  return readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file)
      return bytes.includes(secret) || bytes.includes(inner)
    })
}

async function run(workbench: TestWorkbench, agent: AgentChoice, prompt: string): Promise<string> {
  const opened = await workbench.open(repository.path)
  const tasks = [{ repository: opened, prompt, agent }]
  const session = unwrap(await workbench.client.session.submit({ tasks })).sessions[0] ?? ''
  await workbench.state(session, 'ready', 'failed')
  return JSON.stringify(await workbench.client.session.timeline({ session }))
}

it.each(['environment', 'keychain'] as const)('a key of the %s is written nowhere', async (from) => {
  const secret = planted[from]
  const workbench = await TestWorkbench.start(folder.path, {
    env: { OPENAI_BASE_URL: fake.url, ...(from === 'environment' ? { OPENAI_API_KEY: secret } : {}) },
    keychain: {
      get: () => Promise.resolve(from === 'keychain' ? secret : null),
      set: () => Promise.resolve(ok(null)),
    },
  })
  const told = [
    await run(
      workbench,
      { kind: 'openai' },
      scripted('Look.', { sh: 'env; cat /proc/self/environ | base64 -w0; env > found' }, { say: 'Done.' }),
    ),
    await run(
      workbench,
      { kind: 'openai' },
      scripted('Fail.', {
        status: 401,
        message: 'Incorrect API key provided: ECHO',
        code: 'invalid_api_key',
      }),
    ),
    await run(workbench, { kind: 'command', command: 'env; env > found; exit 1' }, 'Look.'),
    JSON.stringify(await workbench.client.workbench.info()),
  ]
  expect(fake.requests.some((request) => request.headers.authorization === `Bearer ${secret}`)).toBe(true)
  await workbench.end()
  for (const text of told) expect(text).not.toContain(secret)
  expect(holding('PATH=').length).toBeGreaterThan(1)
  expect(holding(secret)).toEqual([])
})

it('a command agent that names the key gets it', async () => {
  const workbench = await TestWorkbench.start(folder.path, { env: { OPENAI_API_KEY: planted.environment } })
  await run(workbench, { kind: 'command', command: 'test -n "$OPENAI_API_KEY" && echo yes > asked' }, 'Look.')
  const sessions = await workbench.client.session.list()
  expect(sessions[0]?.state).toBe('ready')
  const session = sessions[0]?.id ?? ''
  const changeset = unwrap(await workbench.client.changeset.get({ session }))
  expect(changeset.files.map((file) => file.path)).toEqual(['asked'])
  await workbench.end()
})

it('a host that fails and crashes tells it nowhere', async () => {
  const secret = planted.environment
  const winnow = new CommandLine(folder.path, {
    OPENAI_BASE_URL: fake.url,
    OPENAI_API_KEY: secret,
    // A bug that strikes when the test says so: an error that nothing catches.
    NODE_OPTIONS:
      '--import=data:text/javascript,process.on(%22SIGUSR2%22,()=>{throw%20new%20Error(%22a%20bug%22)})',
  })
  const host = winnow.start(['serve'])
  let said = ''
  host.stdout.setEncoding('utf8')
  for (const stream of [host.stdout, host.stderr])
    stream.on('data', (text: string | Buffer) => (said += text.toString()))
  while (!said.includes('token=')) await once(host.stdout, 'data')
  const failing = scripted(
    'Fail.',
    { sh: 'env > found; exit 3' },
    { status: 401, message: 'Incorrect API key provided: ECHO', code: 'invalid_api_key' },
  )
  const repo = ['--repo', repository.path]
  const outputs = [
    await winnow.run(['task', failing, ...repo, '--wait']),
    await winnow.run(['task', 'go', '--run', 'env; exit 1', ...repo, '--wait']),
    await winnow.run(['sessions', '--json']),
  ]
  expect(outputs.map((output) => output.exitCode)).toEqual([6, 6, 0])
  const running = await winnow.json<{ session: string }>([
    'task',
    scripted('Hang.', { sh: 'true' }, { hang: true }),
    ...repo,
  ])
  await until('the model to be asked', () => fake.requests.length >= 4)
  const ended = once(host, 'close')
  host.kill('SIGUSR2')
  await ended
  expect(said).toContain('Error: a bug')
  outputs.push(await winnow.run(['sessions', '--json']))
  expect(outputs.at(-1)?.stdout).toContain(running.session)
  expect(fake.requests.some((request) => request.headers.authorization === `Bearer ${secret}`)).toBe(true)
  expect(said + JSON.stringify(outputs)).not.toContain(secret)
  expect(holding('PATH=').length).toBeGreaterThan(0)
  expect(holding(secret)).toEqual([])
})

it('an address that holds a password is not used, and not told', async () => {
  const workbench = await TestWorkbench.start(folder.path, {
    env: { OPENAI_BASE_URL: fake.url.replace('://', `://me:${planted.keychain}@`), OPENAI_API_KEY: 'x' },
  })
  const told = await run(workbench, { kind: 'openai' }, scripted('Look.', { say: 'Done.' }))
  await workbench.end()
  expect(fake.requests).toEqual([])
  expect(told).toContain('holds a name or a password')
  expect(told).not.toContain(planted.keychain)
  expect(holding(planted.keychain)).toEqual([])
})
