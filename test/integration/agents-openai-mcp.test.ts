import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: string
let fake: FakeResponses
let workbench: TestWorkbench
let repository: TestRepository
const server = path.resolve('test/support/little-mcp-server.mjs')
const little = (mode: string, env = {}) => ({ command: process.execPath, args: [server, mode], env })

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'winnow-servers-'))
  fake = await startFakeResponses()
  repository = new TestRepository(path.join(folder, 'pond'))
  workbench = await TestWorkbench.start(folder, {
    env: { PATH: process.env['PATH'] ?? '', OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url },
  })
})
afterEach(async () => {
  await workbench.end()
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const call = (name: string, args = {}): ScriptStep => ({ call: { name: `mcp__${name}`, args } })
async function submit(...steps: readonly ScriptStep[]): Promise<string> {
  const id = await workbench.open(repository.path)
  const made = await workbench.client.session.submit({
    tasks: [{ repository: id, prompt: scripted('Look.', ...steps), agent: { kind: 'openai' } }],
  })
  return unwrap(made).sessions[0] ?? ''
}
const asked = async (session: string): Promise<{ readonly id: string; readonly text: string }> => {
  const { asks } = await workbench.until(session, (now) => now.asks.length > 0)
  return asks[0] ?? { id: '', text: '' }
}
const answer = async (session: string, option: string): Promise<string> => {
  const { id, text } = await asked(session)
  unwrap(await workbench.client.session.answer({ session, item: id, option, words: '' }))
  await workbench.until(session, (now) => now.asks.every((one) => one.id !== id))
  return text
}
const told = (): string => JSON.stringify(fake.requests.at(-1)?.body['input'])
const offered = (at: number): readonly string[] =>
  ((fake.requests.at(at)?.body['tools'] ?? []) as readonly { readonly name: string }[])
    .map(({ name }) => name)
    .filter((name) => name.startsWith('mcp__'))
const notices = async (session: string): Promise<string> => {
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  return items.flatMap((item) => (item.kind === 'notice' ? [item.text] : [])).join('\n')
}

test('a server of the person is used; what only reads asks nothing, and the rest asks once where that is wanted', async () => {
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const servers = { little: little('large', { LITTLE: 'frogs' }), lost: little('broken') }
  writeFileSync(path.join(folder, 'winnow', 'mcp.json'), JSON.stringify({ mcpServers: servers }))
  const outside = path.join(folder, 'outside.txt')
  const session = await submit(
    call('little__depth', { pond: 'Lily' }),
    call('little__long'),
    call('little__fill', { file: 'inside.txt' }),
    call('little__fill', { file: outside }),
    call('little__crash'),
    call('little__depth', { pond: 'Late' }),
    { say: 'Done.' },
  )
  expect(await answer(session, 'session')).toContain('Call fill of little with {"file":"inside.txt"}')
  await workbench.state(session, 'ready')
  expect(offered(0)).toEqual([
    'mcp__little__depth',
    'mcp__little__fill',
    'mcp__little__long',
    'mcp__little__crash',
  ])
  expect(offered(-1)).toEqual([])
  expect(told()).toContain('Lily is 3 m deep; frogs')
  expect(told()).toMatch(/begin.*characters of the middle are left out.*end/)
  expect(told()).toContain('It is full.')
  expect(told()).toContain('little did not answer')
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  expect(files.map((file) => file.path)).toEqual(['inside.txt'])
  const said = await notices(session)
  expect(said).toMatch(/“lost” did not start.*no such pond/)
  expect(said).toContain('Left out: large')
  expect(said).toContain('“little” ended')
  // Where there is a sandbox it is in it.
  expect(existsSync(outside)).toBe(!said.includes('and nowhere else'))
})

const names = (env: object): string => JSON.stringify({ mcpServers: { little: little('', env) } })
const steps = [
  // What the agent writes counts for nothing.
  { sh: "echo '{}' > .mcp.json" },
  call('little__depth', { pond: 'Lily' }),
  { say: 'Done.' },
]

test('a server of the repository starts only by its exact text in the base, trusted by the person', async () => {
  repository.commit('Begin', { 'a.txt': 'one\n', '.mcp.json': names({ LITTLE: 'frogs' }) })
  const declined = await submit(...steps)
  expect(await answer(declined, 'no')).toContain('LITTLE="frogs"')
  await workbench.state(declined, 'ready')
  expect(offered(0)).toEqual([])
  expect(told()).toContain('there is no tool mcp__little__depth')

  const trusted = await submit(...steps)
  expect(await answer(trusted, 'always')).toContain('little-mcp-server.mjs')
  await workbench.state(trusted, 'ready')
  expect(told()).toContain('Lily is 3 m deep; frogs')
})

test('the trust in a server of the repository is remembered over a restart, for exactly that text', async () => {
  repository.commit('Begin', { 'a.txt': 'one\n', '.mcp.json': names({ LITTLE: 'frogs' }) })
  const trusted = await submit(...steps)
  await answer(trusted, 'always')
  await workbench.state(trusted, 'ready')
  await workbench.end()
  workbench = await TestWorkbench.start(folder, {
    env: { PATH: process.env['PATH'] ?? '', OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url },
  })
  const again = await submit(...steps)
  await workbench.state(again, 'ready')
  expect(told()).toContain('Lily is 3 m deep; frogs')

  repository.commit('Other', { '.mcp.json': names({ LITTLE: 'toads' }) })
  const changed = await submit(...steps)
  expect(await answer(changed, 'no')).toContain('LITTLE="toads"')
  await workbench.state(changed, 'ready')
})
