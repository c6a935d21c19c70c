import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { connectToOwner } from '#main/client/connect.ts'
import { markedProcesses } from '#main/system/marked-processes.ts'
import { markOfFolder } from '#main/system/turn-mark.ts'
import { approval, askingPrompt, type AskingStep } from '#test/support/asking-agent.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { TestRepository, temporaryFolder, testGitEnvironment } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
let folder: ReturnType<typeof temporaryFolder>
let winnow: CommandLine
let pond: TestRepository
let host: ChildProcess | null = null

/** Starts a host whose workbench has the agent that asks. */
async function serve(): Promise<void> {
  const started = spawn(process.execPath, [path.resolve('test/support/asking-host-process.ts')], {
    env: {
      ...testGitEnvironment(folder.path),
      WINNOW_HOME: winnow.home,
      SHELL: '/bin/sh',
      NODE_NO_WARNINGS: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  started.stdout.on('data', (bytes) => (said += String(bytes)))
  host = started
  await until('the host serves', () => said.includes('Open '), 30_000)
}

async function end(signal: NodeJS.Signals): Promise<void> {
  if (host === null || host.exitCode !== null || host.signalCode !== null) return
  host.kill(signal)
  await once(host, 'exit')
}

beforeEach(async () => {
  folder = temporaryFolder()
  winnow = new CommandLine(folder.path)
  pond = new TestRepository(path.join(folder.path, 'pond'))
  pond.commit('Begin', { 'a.txt': 'one\n' })
  await serve()
})
afterEach(async () => {
  for (const { pid } of await markedProcesses(markOfFolder(winnow.home))) process.kill(pid, 'SIGKILL')
  await end('SIGTERM')
  folder.remove()
})

async function connected<T>(
  work: (client: Awaited<ReturnType<typeof reach>>['client']) => Promise<T>,
): Promise<T> {
  const reached = await reach()
  try {
    return await work(reached.client)
  } finally {
    reached.close()
  }
}
const reach = async () => unwrap(await connectToOwner(winnow.home, version))

const start = (...steps: readonly AskingStep[]): Promise<string> =>
  connected(async (client) => {
    const { id: repository } = unwrap(await client.repository.open({ path: pond.path }))
    const tasks = [{ repository, prompt: askingPrompt(...steps), agent: { kind: 'asking' } }]
    return unwrap(await client.session.submit({ tasks })).sessions[0] ?? ''
  })

interface Listed {
  readonly sessions: readonly { readonly state: string; readonly asks: readonly { readonly id: string }[] }[]
}
const listed = async () => (await winnow.json<Listed>(['sessions'])).sessions[0]
const waits = (): Promise<void> => until('it asks', async () => (await listed())?.asks.length !== 0, 30_000)

test('a command line shows a plan, and approves it as it stands in a file', async () => {
  const session = await start({
    ask: approval('plan', 'May it?', { plan: '1. Fill it\n   Files: `a.txt`\n' }),
  })
  await waits()
  expect((await winnow.run(['sessions'])).stdout).toContain('    1. Fill it\n       Files: `a.txt`\n')
  const file = path.join(folder.path, 'plan.md')
  const given = ['answer', session, '--option', 'once', '--plan', file]
  const missing = await winnow.run(given)
  expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('Nothing was sent')])
  writeFileSync(file, '1. Fill it slowly\n')
  await winnow.json(given)
  const { worktree } = await winnow.json<{ worktree: string }>(['show', session])
  await until('the agent got it', () => existsSync(path.join(worktree, 'answers.txt')))
  expect(readFileSync(path.join(worktree, 'answers.txt'), 'utf8')).toBe(
    '{"id":"plan","answer":{"option":"once","words":"","plan":"1. Fill it slowly\\n"}}\n',
  )
})

test('a command line shows what is asked, waits for it and answers it', async () => {
  const session = await start(
    {
      together: [
        {
          ask: approval('install', 'npm \u001b[2Jinstall', {
            reason: 'left-pad',
            touches: ['registry.npmjs.org'],
          }),
        },
        {
          ask: { kind: 'question', id: 'which', text: 'Which?', options: [{ label: 'A', description: '' }] },
        },
      ],
    },
    { waitFor: 'go' },
  )
  await waits()
  const table = await winnow.run(['sessions'])
  expect(table.stdout).toContain('waiting')
  expect(table.stdout).toContain('asks t1-install: npm ')
  expect(table.stdout).not.toContain('\u001b')
  expect(table.stdout).toContain('touches: registry.npmjs.org')
  expect(table.stdout).toContain(`winnow answer ${session} t1-install --option: once (Allow once)`)

  const waiting = winnow.start(['follow-up', session, 'and', 'then', '--wait'])
  let said = ''
  waiting.stderr.on('data', (bytes) => (said += String(bytes)))
  await until('it says that it waits', () => said.includes('waits for you'), 30_000)
  expect(waiting.exitCode).toBeNull()

  const both = await winnow.run(['answer', session, '--option', 'once'])
  expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('t1-install, t1-which')])
  expect((await winnow.run(['answer', session])).exitCode).toBe(2)
  expect((await winnow.run(['answer', session, 't1-install', '--option', 'never'])).exitCode).toBe(4)
  await winnow.json(['answer', session, 't1-install', '--option', 'no', '--words', 'use ours'])
  await winnow.json(['answer', session, '--words', 'neither'])
  expect((await winnow.run(['answer', session, 't1-install', '--option', 'once'])).exitCode).toBe(4)
  expect((await winnow.run(['answer', session, '--option', 'once'])).exitCode).toBe(3)

  const { worktree } = await winnow.json<{ worktree: string }>(['show', session])
  await until('the agent got both', () => {
    const file = path.join(worktree, 'answers.txt')
    return existsSync(file) && readFileSync(file, 'utf8').trim().split('\n').length === 2
  })
  expect(readFileSync(path.join(worktree, 'answers.txt'), 'utf8').trim().split('\n').sort()).toEqual([
    '{"id":"install","answer":{"option":"no","words":"use ours"}}',
    '{"id":"which","answer":{"option":null,"words":"neither"}}',
  ])
  expect(await winnow.json(['follow-up', session, 'left', '--now'])).toMatchObject({ steered: true })
  const { items } = await connected(async (client) => unwrap(await client.session.timeline({ session })))
  expect(items.flatMap((one) => (one.kind === 'notice' ? [one.text] : []))).toEqual(
    expect.arrayContaining([
      'This was answered from the command line.',
      'This was said from the command line.',
    ]),
  )
  await winnow.run(['discard', session])
  await until('the wait is over', () => waiting.exitCode !== null, 30_000)
  // Once for each of both, not more.
  expect(said.match(/waits for you/g)?.length).toBeLessThanOrEqual(2)
}, 120_000)

test('what was asked when the workbench was killed has expired; what was answered stays', async () => {
  const session = await start({
    together: [{ ask: approval('one', 'first') }, { ask: approval('two', 'second') }],
  })
  await waits()
  await winnow.json(['answer', session, 't1-one', '--option', 'once'])
  await end('SIGKILL')
  await serve()
  expect(await listed()).toMatchObject({ state: 'stopped', asks: [] })
  const { items } = await connected(async (client) => unwrap(await client.session.timeline({ session })))
  expect(items.filter(({ kind }) => kind === 'approval')).toMatchObject([
    { id: 't1-one', state: 'completed', answer: 'once' },
    { id: 't1-two', state: 'interrupted', answer: null },
  ])
  const late = await winnow.run(['answer', session, 't1-two', '--option', 'once'])
  expect([late.exitCode, late.stderr]).toEqual([4, expect.stringContaining('expired')])
}, 60_000)

test.runIf(process.platform === 'linux')(
  'a process of an agent can’t answer what it asks',
  async () => {
    const bin = path.resolve('bin/winnow.mjs')
    const home = `WINNOW_HOME='${winnow.home}'`
    const call = (name: string, before: string): string =>
      `${before} ${home} '${process.execPath}' '${bin}' answer "$S" t1-evil --option once > '${folder.path}/${name}' 2>&1; echo "exit $?" >> '${folder.path}/${name}'`
    const line = [
      // It learns its session's id as anybody may.
      `S=$(${home} '${process.execPath}' '${bin}' sessions | head -1 | cut -d' ' -f1); export S`,
      call('plain', 'env'),
      call('clean', 'env -i HOME="$HOME" PATH="$PATH" S="$S"'),
      call('apart', 'setsid --wait env'),
      'touch tried',
    ].join('\n')
    const session = await start(
      { together: [{ ask: approval('evil', 'rm -rf ~'), withdrawnBy: 'tried' }, { run: line }] },
      { waitFor: 'tried' },
    )
    await until('it tried', async () => (await listed())?.state === 'ready', 60_000)
    for (const name of ['plain', 'clean', 'apart']) {
      const answer = readFileSync(path.join(folder.path, name), 'utf8')
      expect(answer).toContain('Only the person may do this')
      expect(answer).toContain('exit 4')
    }
    const { items } = await connected(async (client) => unwrap(await client.session.timeline({ session })))
    expect(items.find(({ kind }) => kind === 'approval')).toMatchObject({
      state: 'interrupted',
      answer: null,
    })
  },
  120_000,
)
