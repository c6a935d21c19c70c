import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { runDoctor } from '#main/doctor/doctor.ts'
import { startFakeChat } from '#test/support/fake-chat.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { agentPrograms, opencodeHome, patience } from '#test/support/real-agents.ts'
import { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

const program = path.resolve(import.meta.dirname, '../support/scripted-acp.mjs')
const hasOpencode = agentPrograms !== null && existsSync(path.join(agentPrograms, 'opencode'))

let folder: string
let agents: string
let workbench: TestWorkbench | null = null
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'winnow-by-file-'))
  agents = path.join(folder, 'winnow', 'agents')
  mkdirSync(agents, { recursive: true })
})
afterEach(async () => {
  await workbench?.end()
  workbench = null
  rmSync(folder, { recursive: true, force: true })
})

/** Puts an agent's file into the data folder. */
function addFile(name: string, said: unknown): void {
  writeFileSync(path.join(agents, name), typeof said === 'string' ? said : JSON.stringify(said))
}

function agentFile(
  id: string,
  more: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>>,
): unknown {
  return {
    ...{ id, name: 'Scribe', version: '1.0.0', description: 'Writes what it is told.' },
    distribution: { npx: { package: '@ink/scribe', args: ['--acp'], env } },
    winnow: { program, ...more },
  }
}

const offered = JSON.stringify({
  modes: {
    currentModeId: 'auto',
    availableModes: ['auto', 'careful', 'yolo'].map((id) => ({ id, name: id })),
  },
})

async function start(env: Readonly<Record<string, string>> = {}): Promise<{
  readonly client: TestWorkbench['client']
  readonly run: (prompt: string, agent: Readonly<{ kind: string; mode?: string }>) => Promise<string>
}> {
  const repository = new TestRepository(path.join(folder, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const started = await TestWorkbench.start(folder, { env })
  workbench = started
  const id = await started.open(repository.path)
  const run = async (prompt: string, agent: Readonly<{ kind: string; mode?: string }>): Promise<string> => {
    const task = { repository: id, prompt, agent }
    const [session = ''] = unwrap(await started.client.session.submit({ tasks: [task] })).sessions
    return session
  }
  return { client: started.client, run }
}

async function itemsOf(client: TestWorkbench['client'], session: string): Promise<readonly TimelineItem[]> {
  return unwrap(await client.session.timeline({ session })).items
}

const allow = [
  { optionId: 'y', name: 'Allow', kind: 'allow_once' },
  { optionId: 'n', name: 'Deny', kind: 'reject_once' },
]

test('an agent that a file adds is offered, set to ask, and works; one that asks is answered', async () => {
  addFile('scribe.json', agentFile('scribe', { modes: { ask: 'careful' } }, { FAKE_ACP: offered }))
  const { client, run } = await start()
  const offer = (await client.workbench.agents()).find(({ choice }) => choice.kind === 'scribe')
  expect(offer).toMatchObject({
    label: 'Scribe',
    available: true,
    note: expect.stringContaining(program) as string,
  })
  const call = { toolCallId: 't1', kind: 'execute', title: 'Say hello', rawInput: { command: 'echo hello' } }
  const steps = [
    { write: 'said.txt', text: 'said\n' },
    { ask: { toolCall: call, options: allow } },
    { say: 'Done.' },
  ]
  const session = await run(`@@${JSON.stringify(steps)}@@`, { kind: 'scribe' })
  const waiting = await workbench?.state(session, 'waiting')
  expect(waiting).toBeDefined()
  const ask = (await itemsOf(client, session)).find(({ kind }) => kind === 'approval')
  unwrap(await client.session.answer({ session, item: ask?.id ?? '', option: 'once', words: '' }))
  const ready = await workbench?.state(session, 'ready')
  expect(ready?.agent).toMatchObject({ kind: 'scribe', label: 'Scribe' })
  const worktree = path.join(folder, 'winnow', 'worktrees')
  expect(existsSync(worktree)).toBe(true)
  const kinds = (await itemsOf(client, session)).map(({ kind }) => kind)
  expect(kinds).toEqual(expect.arrayContaining(['command', 'approval', 'message']))
  expect(unwrap(await client.session.get({ session })).revisions).toHaveLength(1)
})

test('a mode that is named wrongly ends the turn before anything runs, with what there is', async () => {
  addFile('scribe.json', agentFile('scribe', { modes: { ask: 'carefull' } }, { FAKE_ACP: offered }))
  // Without a name there is none that asks: it begins in one that decides by itself.
  addFile('other.json', agentFile('other', {}, { FAKE_ACP: offered }))
  const { client, run } = await start()
  for (const [kind, words] of [
    ['scribe', 'no mode “carefull”'],
    ['other', 'begins in “auto”'],
  ] as const) {
    const session = await run('@@[{"write":"said.txt","text":"said"}]@@', { kind })
    expect((await workbench?.state(session, 'failed'))?.activity).toContain(words)
    expect(unwrap(await client.changeset.get({ session })).files).toEqual([])
  }
})

test('a file that is wrong is named with what is wrong with it, and the others work', async () => {
  addFile('a-broken.json', '{ "id": ')
  addFile('b-nameless.json', { ...(agentFile('nameless', {}, {}) as object), name: undefined })
  addFile('c-good.json', agentFile('good', {}, {}))
  addFile('d-same.json', agentFile('good', {}, {}))
  addFile('e-codex.json', agentFile('codex', {}, {}))
  addFile('not-an-agent.txt', 'x')
  const { client, run } = await start()
  const checks = await client.workbench.checkAgents()
  const note = (label: string): string => checks.find((check) => check.label === label)?.note ?? ''
  expect(note('a-broken.json')).toContain('It is no JSON')
  expect(note('b-nameless.json')).toContain('name is missing')
  expect(note('d-same.json')).toContain('that of c-good.json, too')
  expect(note('e-codex.json')).toContain('an agent that Winnow brings itself')
  for (const name of ['a-broken.json', 'e-codex.json'])
    expect(note(name)).toContain('Mend the file, or remove it.')
  expect(checks.find(({ kind }) => kind === 'good')).toMatchObject({ state: 'ok', canTry: true })
  expect(note('Scribe')).toContain('Version 1.2.3.')
  // The command line tells the same.
  const env = { PATH: '/usr/bin:/bin', WINNOW_HOME: path.join(folder, 'winnow') }
  const told = await runDoctor({ env, platform: 'linux' })
  expect(told.checks.find(({ name }) => name.endsWith('a-broken.json'))?.note).toContain('It is no JSON')
  const session = await run('@@[{"write":"said.txt","text":"said"}]@@', { kind: 'good' })
  expect((await workbench?.state(session, 'ready'))?.state).toBe('ready')
  // A file that comes and goes is seen without a restart.
  addFile('f-late.json', agentFile('late', {}, {}))
  await workbench?.state(await run('@@[{"write":"l","text":"l"}]@@', { kind: 'late' }), 'ready')
  rmSync(path.join(agents, 'f-late.json'))
  const repository = unwrap(await client.session.get({ session })).repository
  const gone = await client.session.submit({ tasks: [{ repository, prompt: 'x', agent: { kind: 'late' } }] })
  expect(gone).toMatchObject({ ok: false, error: { kind: 'unknownAgent' } })
})

test('what it ships is offered where its program is, and not spoken of elsewhere', async () => {
  const bin = path.join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(path.join(bin, 'qwen'), readFileSync(program), { mode: 0o755 })
  const { client } = await start({ PATH: `${bin}:/usr/bin:/bin` })
  const kinds = (await client.workbench.agents()).map(({ choice }) => choice.kind)
  expect(kinds).toContain('qwen-code')
  for (const kind of ['cline', 'auggie', 'factory-droid']) expect(kinds).not.toContain(kind)
  const checked = (await client.workbench.checkAgents()).map(({ kind }) => kind)
  expect(checked).toContain('qwen-code')
  expect(checked).not.toContain('cline')
})

test.skipIf(!hasOpencode)(
  'opencode, added by a file, asks, runs and edits',
  { timeout: patience },
  async () => {
    const model = await startFakeChat()
    const home = opencodeHome(model.url)
    try {
      addFile('mine.json', {
        ...{ id: 'mine', name: 'My opencode', version: '1.18.33', description: 'opencode, set up by me.' },
        distribution: {
          npx: {
            package: 'opencode-ai',
            args: ['acp'],
            env: { OPENCODE_CONFIG_CONTENT: JSON.stringify({ permission: { bash: 'ask' } }) },
          },
        },
        winnow: {
          program: 'opencode',
          stateFolders: ['.local/share', '.config', '.cache', '.local/state'].map(
            (place) => `${place}/opencode`,
          ),
        },
      })
      const { client, run } = await start(home.env)
      const command = { name: 'bash', args: { command: 'echo made > made.txt', description: 'make it' } }
      const session = await run(scripted('Do it', { call: command }, { say: 'All done.' }), { kind: 'mine' })
      await workbench?.state(session, 'waiting')
      const ask = (await itemsOf(client, session)).find(({ kind }) => kind === 'approval')
      const once =
        ask?.kind === 'approval' ? ask.options.find(({ effect }) => effect === 'allowOnce') : undefined
      unwrap(
        await client.session.answer({ session, item: ask?.id ?? '', option: once?.id ?? null, words: '' }),
      )
      await workbench?.state(session, 'ready')
      const { files } = unwrap(await client.changeset.get({ session }))
      expect(files.map(({ path: name }) => name)).toEqual(['made.txt'])
    } finally {
      await workbench?.end()
      workbench = null
      await model.close()
      home.remove()
    }
  },
)
