import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { TurnContext } from '#main/agents/adapter.ts'
import { describeAgent } from '#main/agents/acp/agent-file.ts'
import { createDescribedAgent } from '#main/agents/acp/described-agent.ts'
import { ToldModels } from '#main/agents/told-models.ts'
import { samplePng } from '#test/support/sample-pictures.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { until } from '#test/support/until.ts'

const program = path.resolve(import.meta.dirname, '../support/scripted-acp.mjs')

let bench: TurnBench
let models: ToldModels
beforeEach(() => {
  bench = turnBench()
  models = new ToldModels(path.join(bench.folder, '..', 'private'))
})
afterEach(() => bench.remove())

interface Message {
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** The agent with what it offers; its messages are in `log`. */
function agentOf(offer: Readonly<Record<string, unknown>> = {}): ReturnType<typeof createDescribedAgent> {
  const env = {
    FAKE_ACP: JSON.stringify(offer),
    FAKE_ACP_LOG: logFile(),
    FAKE_ACP_STATE: path.join(bench.folder, '..', 'scripted-state'),
  }
  const said = {
    ...{ id: 'scripted', name: 'Scripted', version: '1.0.0', description: 'It does as it is told.' },
    distribution: { npx: { package: 'scripted', env } },
    winnow: { program },
  }
  return createDescribedAgent(unwrap(describeAgent(said, { platform: 'linux', arch: 'x64' })), models)
}

const logFile = (): string => path.join(bench.folder, '..', 'messages.txt')
const messages = (): readonly Message[] =>
  readFileSync(logFile(), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message)
const asked = (method: string): readonly Message[] => messages().filter((one) => one.method === method)

function turn(
  agent: ReturnType<typeof createDescribedAgent>,
  steps: readonly Readonly<Record<string, unknown>>[],
  choice: Readonly<Record<string, string>> = {},
  changes: Partial<TurnContext> = {},
) {
  const prompt = `Do it @@${JSON.stringify(steps)}@@`
  return agent.startTurn(bench.context(prompt, { kind: 'scripted', ...choice }, changes))
}

const itemsOf = (kind: string) => bench.items().filter((item) => item.kind === kind)
const select = (id: string, category: string, values: readonly string[]) => ({
  ...{ id, category, name: id, type: 'select', currentValue: values[0] },
  options: values.map((value) => ({ value, name: value })),
})

test('a model is chosen among those that the agent offers, and these are known for the next time', async () => {
  const offers = [
    { configOptions: [select('m', 'model', ['small', 'large']), select('how', 'mode', ['default', 'plan'])] },
    { models: { currentModelId: 'small', availableModels: [{ modelId: 'small' }, { modelId: 'large' }] } },
  ]
  for (const offer of offers) {
    rmSync(logFile(), { force: true })
    expect(await turn(agentOf(offer), [{ say: 'Done.' }], { model: 'large' }).done).toEqual({
      kind: 'completed',
    })
  }
  expect(asked('session/set_model')).toMatchObject([{ params: { modelId: 'large' } }])
  expect(await models.of('scripted')).toEqual(['small', 'large'])
  const later = new ToldModels(path.join(bench.folder, '..', 'private'))
  expect(await later.of('scripted')).toEqual(['small', 'large'])
})

test('options of a session are set by their kind, whatever they are called', async () => {
  const configOptions = [
    select('m', 'model', ['small', 'large']),
    select('how', 'mode', ['auto', 'default', 'plan']),
  ]
  await turn(agentOf({ configOptions }), [{ say: 'Done.' }], { model: 'large', mode: 'plan' }).done
  expect(asked('session/set_config_option').map(({ params }) => params)).toMatchObject([
    { configId: 'm', value: 'large' },
    { configId: 'how', value: 'plan' },
  ])
})

test.each([
  [{ configOptions: [select('m', 'model', ['small'])] }, 'no model “large”. It offers small.'],
  [{}, 'does not offer a choice of models'],
])('a model that the agent does not offer ends the turn before it runs: %j', async (offer, words) => {
  const outcome = await turn(agentOf(offer), [{ write: 'a.txt', text: 'a' }], { model: 'large' }).done
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'notStarted' } })
  expect(outcome.kind === 'failed' ? outcome.failure.message : '').toContain(words)
  expect(existsSync(path.join(bench.worktree, 'a.txt'))).toBe(false)
})

test('tokens that it tells are counted, the cached ones with the others', async () => {
  const usage = {
    totalTokens: 1630,
    inputTokens: 100,
    outputTokens: 30,
    cachedReadTokens: 1400,
    cachedWriteTokens: 100,
  }
  await turn(agentOf(), [{ usage }]).done
  await turn(agentOf(), [
    { usage: { totalTokens: 130, inputTokens: 100, outputTokens: 30, cachedReadTokens: 60 } },
  ]).done
  expect(bench.usages).toEqual([
    { input: 1600, cachedInput: 1400, output: 30, reasoning: 0 },
    { input: 100, cachedInput: 60, output: 30, reasoning: 0 },
  ])
})

test.each([true, false])('pictures are shown only to one that takes them: %s', async (image) => {
  const shown = path.join(bench.folder, 'one.png')
  writeFileSync(shown, samplePng(8, 8, [200, 10, 10]))
  await turn(agentOf({ image }), [{ say: 'Seen.' }], {}, { pictures: [shown] }).done
  const prompt = asked('session/prompt')[0]?.params?.['prompt'] as readonly { readonly type: string }[]
  expect(prompt.map(({ type }) => type)).toEqual(image ? ['text', 'image'] : ['text'])
})

test('a conversation is loaded in a later turn, and is not told again', async () => {
  const agent = agentOf({ load: true })
  await turn(agent, [{ say: 'First.' }]).done
  await turn(agent, [{ say: 'Second.' }]).done
  expect(asked('session/load')).toHaveLength(1)
  expect(asked('session/new')).toHaveLength(1)
  expect(itemsOf('message').map((item) => ('text' in item ? item.text : ''))).toEqual(['First.', 'Second.'])
  expect(itemsOf('notice')).toEqual([])
})

test('where it can’t be loaded a new one is told the task, the plan and what was rejected and why', async () => {
  const entries = [
    { content: 'Read the code', status: 'completed', priority: 'high' },
    { content: 'Mend the tide', status: 'in_progress', priority: 'high' },
  ]
  await turn(agentOf(), [{ update: { sessionUpdate: 'plan', entries } }]).done
  const standing = { task: 'Mend the tides', rejected: ['a.txt: -1 +2\nBecause: the old one was right'] }
  const changes = { standing: () => Promise.resolve(standing) }
  await turn(agentOf(), [{ say: 'Again.' }], {}, changes).done
  const prompts = asked('session/prompt').map(({ params }) => JSON.stringify(params))
  expect(prompts[0]).not.toContain('Mend the tides')
  for (const words of ['Mend the tides', 'Mend the tide (in_progress)', 'the old one was right', 'Do it @@'])
    expect(prompts[1]).toContain(words)
  expect(itemsOf('notice')).toMatchObject([
    { text: expect.stringContaining('what you rejected and why') as string },
  ])
})

test('a stop asks for it first, then ends what does not listen, with all that it started', async () => {
  const agent = agentOf({ deaf: true })
  const running = turn(agent, [{ sh: 'echo $$ > pid; sleep 617' }, { say: 'never' }])
  const pid = path.join(bench.worktree, 'pid')
  await until('the command runs', () => existsSync(pid) && readFileSync(pid, 'utf8') !== '', 30_000)
  await running.interrupt()
  expect(await running.done).toEqual({ kind: 'interrupted' })
  expect(asked('session/cancel')).toHaveLength(1)
  expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain('sleep 617')
})

test('a stop that it listens to ends the turn by its own answer', async () => {
  const call = {
    sessionUpdate: 'tool_call',
    toolCallId: 't',
    kind: 'execute',
    title: 'wait',
    status: 'in_progress',
  }
  const running = turn(agentOf(), [{ update: call }, { untilCancelled: true }])
  await bench.until(() => itemsOf('command').length > 0)
  await running.interrupt()
  expect(await running.done).toEqual({ kind: 'interrupted' })
  expect(itemsOf('command')).toMatchObject([{ state: 'interrupted' }])
})

test('what it tells that nobody knows is kept and named, once for each kind of it', async () => {
  const weather = (sky: string) => ({ update: { sessionUpdate: 'weather_update', sky } })
  const broken = { update: { sessionUpdate: 'tool_call', title: 7 } }
  const outcome = await turn(agentOf(), [weather('grey'), weather('blue'), broken, { say: 'Done.' }]).done
  expect(outcome).toEqual({ kind: 'completed' })
  const notices = itemsOf('notice').map((item) => ('text' in item ? item.text : ''))
  expect(notices).toHaveLength(2)
  expect(notices[0]).toMatch(/2 times, the last time .*“weather_update”/)
  expect(notices[0]).toContain('blue')
  expect(notices[1]).toContain('“tool_call”')
  expect(itemsOf('notice').every(({ state }) => state === 'completed')).toBe(true)
  expect(itemsOf('message')).toHaveLength(1)
})

test('a call that is told by its permission alone is an item, and the options are known by their kind', async () => {
  bench.answer = (ask) =>
    Promise.resolve({
      option:
        ask.kind === 'approval'
          ? (ask.options.find(({ effect }) => effect === 'allowOnce')?.id ?? null)
          : null,
      words: '',
    })
  const toolCall = { toolCallId: 'only-asked', kind: 'execute', title: 'ls', rawInput: { command: 'ls -l' } }
  const options = [
    { optionId: 'zz', name: 'No', kind: 'reject_once' },
    { optionId: 'qq', name: 'Go on', kind: 'allow_once' },
  ]
  await turn(agentOf(), [{ ask: { toolCall, options } }, { say: 'Done.' }]).done
  expect(bench.read('answers.txt')).toBe('selected qq\n')
  expect(itemsOf('command')).toMatchObject([{ text: 'ls -l' }])
})

test('files and terminals of Winnow’s are neither offered nor there', async () => {
  mkdirSync(path.join(bench.worktree, 'in'))
  const steps = [
    { request: 'fs/read_text_file', params: { sessionId: 's', path: '/etc/passwd' } },
    { request: 'terminal/create', params: { sessionId: 's', command: 'touch', args: ['made'] } },
  ]
  await turn(agentOf(), steps).done
  expect(asked('initialize')[0]?.params).toMatchObject({
    clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
  })
  const answers = bench.read('answers.txt').trim().split('\n')
  expect(answers).toHaveLength(2)
  for (const answer of answers) expect(JSON.parse(answer)).toMatchObject({ error: { code: -32601 } })
})
