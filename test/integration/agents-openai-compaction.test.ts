import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentOutcome, TurnContext } from '#main/agents/adapter.ts'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { scripted, type ScriptStep, type WireItem } from '#test/support/fake-responses-script.ts'
import {
  startFakeResponses,
  type FakeResponses,
  type FakeResponsesOptions,
} from '#test/support/fake-responses.ts'

let fake: FakeResponses
let bench: TurnBench
let agent: ReturnType<typeof createOpenaiAgent>

beforeEach(async () => {
  bench = turnBench()
  agent = createOpenaiAgent({ retry: { delay: () => 1 } })
  await serve({ window: 20_000 })
})
afterEach(async () => {
  await fake.close()
  bench.remove()
})

async function serve(options: FakeResponsesOptions): Promise<void> {
  await (fake as FakeResponses | undefined)?.close()
  fake = await startFakeResponses(options)
}

const none = { window: 0, rounds: 0, minutes: 0, thousandTokens: 0 }

function run(
  steps: readonly ScriptStep[],
  limits: Partial<typeof none> = {},
  changes: Partial<TurnContext> = {},
): Promise<AgentOutcome> {
  const context = bench.context(scripted('Work.', ...steps), { kind: 'openai' })
  const env = { ...context.env, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
  const openaiLimits = { ...none, ...limits }
  const settings = { shell: '', openaiBaseUrl: '', openaiModel: 'gpt-5.5', openaiLimits }
  return agent.startTurn({ ...context, env, settings, ...changes }).done
}

const inputOf = (request: number): readonly WireItem[] =>
  (fake.requests.at(request)?.body['input'] ?? []) as readonly WireItem[]
const textOf = (request: number): string => JSON.stringify(inputOf(request))
const paths = (): readonly string[] => fake.requests.map((request) => request.path)
const compactions = () => bench.items().filter((item) => item.kind === 'compaction')
/** A command whose output takes about so many tokens. */
const print = (tokens: number): ScriptStep => ({ sh: `head -c ${tokens * 4} /dev/zero | tr '\\0' x` })

describe('a conversation that comes close to the window', () => {
  const standing: TurnContext['standing'] = () =>
    Promise.resolve({ task: 'Fix the retry.', rejected: ['Rejected in a.ts, line 3:\nBecause: too clever'] })
  const steps: readonly ScriptStep[] = [
    {
      plan: [
        ['look', 'completed'],
        ['write', 'in_progress'],
      ],
    },
    { multi: [{ reason: 'deep thought' }, print(9000)] },
    print(9000),
    { sh: 'echo after' },
    { say: 'Done.' },
  ]

  test('is shortened to a summary; task, plan and rejections are told again from the records', async () => {
    expect(await run(steps, { window: 20_000 }, { standing })).toEqual({ kind: 'completed' })
    expect(compactions()).toMatchObject([{ state: 'completed' }])
    expect(compactions()[0]?.text).toMatch(
      /^About 1\dk of 20k tokens were shortened to a summary by the model, to about \dk\. Told again .*: the task, the plan, 1 rejected hunk\.$/,
    )
    const last = textOf(-1)
    for (const part of ['Work.', 'Summary: the work goes on.', 'Fix the retry.', '[x] look', '[>] write'])
      expect(last).toContain(part)
    expect(last).toContain('too clever')
    expect(last).toContain('after')
    expect(last).not.toContain('xxxx')
    // Nothing was run again.
    expect(bench.items().filter(({ kind }) => kind === 'command')).toHaveLength(3)
    // What the summary took counts as well.
    expect(bench.usages).toHaveLength(6)
  })

  test('is shortened by the server where it can, and what that gave is sent as it came', async () => {
    await serve({ window: 20_000, compacts: true })
    expect(await run(steps, { window: 20_000 }, { standing })).toEqual({ kind: 'completed' })
    expect(paths().filter((path) => path.endsWith('/compact'))).toHaveLength(1)
    expect(compactions()[0]?.text).toContain('by the model’s server')
    const opaque = inputOf(-1).find((item) => item.type === 'compaction')
    expect(opaque).toMatchObject({
      encrypted_content: expect.stringMatching(/^opaque-/),
      id: expect.any(String),
    })
    expect(textOf(-1)).toContain('Fix the retry.')
    expect(textOf(-1)).toContain('too clever')
    // A follow-up goes on with it; another model can't read it, and is told so.
    expect(await run([{ say: 'ok' }])).toEqual({ kind: 'completed' })
    expect(inputOf(-1)).toContainEqual(opaque)
    expect(await run([{ say: 'ok' }], {}, { choice: { kind: 'openai', model: 'gpt-6' } })).toEqual({
      kind: 'completed',
    })
    expect(textOf(-1)).not.toContain('opaque-')
    expect(textOf(-1)).toContain('in a form that you can’t read')
    expect(textOf(-1)).toContain('Fix the retry.')
  })

  test('goes on from the short one after a restart', async () => {
    expect(await run(steps, { window: 20_000 }, { standing })).toEqual({ kind: 'completed' })
    agent = createOpenaiAgent()
    expect(await run([{ say: 'ok' }])).toEqual({ kind: 'completed' })
    expect(textOf(-1)).toContain('Summary: the work goes on.')
    expect(textOf(-1)).not.toContain('xxxx')
  })

  test('is left as it was where the summary fails', async () => {
    await serve({ play: () => ({ status: 500 }) })
    const failing = fake
    await serve({ window: 20_000 })
    expect(await run([print(9000), { say: 'ok' }])).toEqual({ kind: 'completed' })
    const before = textOf(-1)
    const key = { OPENAI_API_KEY: 'sk-bad', OPENAI_BASE_URL: fake.url, PATH: process.env['PATH'] }
    expect(await run([{ say: 'ok' }], { window: 5000 }, { env: key })).toMatchObject({
      kind: 'failed',
      failure: { kind: 'badKey' },
    })
    expect(compactions()).toMatchObject([{ state: 'failed' }])
    expect(await run([{ say: 'ok' }])).toEqual({ kind: 'completed' })
    expect(textOf(-1).startsWith(before.slice(0, -1))).toBe(true)
    await failing.close()
  })
})

describe('a conversation that is too long for its server', () => {
  test('is shortened, and asked once more', async () => {
    expect(await run([print(9000), print(9000), print(9000), { say: 'ok' }])).toEqual({ kind: 'completed' })
    expect(compactions()).toMatchObject([{ state: 'completed' }])
    expect(textOf(-1)).not.toContain('xxxx')
    // What it learned keeps the next one from running into it.
    const refused = (): number =>
      fake.requests.filter(({ body }, index) => body['tools'] && textOf(index).length > 80_000).length
    const before = refused()
    expect(before).toBe(1)
    expect(await run([print(9000), print(9000), print(9000), { say: 'fine' }])).toEqual({ kind: 'completed' })
    expect(compactions().length).toBeGreaterThan(1)
    expect(refused()).toBe(before)
    expect(paths().filter((path) => path.endsWith('/compact'))).toHaveLength(1)
  })

  test.each<ScriptStep>([
    { status: 400, code: 'context_length_exceeded' },
    { failed: { code: 'context_length_exceeded', message: 'Too long.' } },
    { status: 400, message: 'This model’s maximum context length is 9 tokens.' },
  ])('that does not become short enough ends the turn: %j', async (step) => {
    await serve({})
    const outcome = await run([step])
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'overflow' } })
    expect(outcome).toMatchObject({ failure: { message: expect.stringContaining('no longer fits') } })
    expect(compactions()).toHaveLength(1)
  })

  test('twice without anything done in between stops with an explanation', async () => {
    const outcome = await run([{ status: 400, code: 'context_length_exceeded' }], { window: 200 })
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'overflow', message: expect.stringContaining('nothing was done in between') },
    })
    expect(compactions()).toHaveLength(1)
  })
})

describe('a conversation that the person wants shortened', () => {
  const compact = (turn: number, changes: Partial<TurnContext> = {}): Promise<AgentOutcome> => {
    const env = { PATH: process.env['PATH'], OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
    const context = bench.context('', { kind: 'openai' }, { turn, env, ...changes })
    return agent.compaction?.start(context).done ?? Promise.reject(new Error('it can’t'))
  }
  const isDue = (): Promise<boolean> | undefined => agent.compaction?.isDue(bench.folder)

  test('is due once something was said, is made short without a prompt, and is gone on with', async () => {
    expect(await isDue()).toBe(false)
    expect(await run([print(3000), { say: 'Seen.' }])).toEqual({ kind: 'completed' })
    expect(await isDue()).toBe(true)
    const standing: TurnContext['standing'] = () => Promise.resolve({ task: 'Fix the retry.', rejected: [] })
    expect(await compact(2, { standing })).toEqual({ kind: 'completed' })
    expect(compactions()).toMatchObject([
      { state: 'completed', text: expect.stringMatching(/^About \dk of 272k tokens were shortened/) },
    ])
    expect(bench.usages).toHaveLength(3)
    expect(await isDue()).toBe(false)
    agent = createOpenaiAgent()
    expect(await run([{ say: 'ok' }])).toEqual({ kind: 'completed' })
    expect(textOf(-1)).toContain('Summary: the work goes on.')
    expect(textOf(-1)).toContain('Fix the retry.')
    expect(textOf(-1)).not.toContain('xxxx')
    expect(await isDue()).toBe(true)
  })

  test('can be gone back to as it was before', async () => {
    expect(await run([{ sh: 'echo before' }, { say: 'Seen.' }])).toEqual({ kind: 'completed' })
    expect(await compact(2)).toEqual({ kind: 'completed' })
    await agent.conversation?.rollBack(bench.folder, { turn: 1, mark: null })
    expect(await isDue()).toBe(true)
    expect(await run([{ say: 'ok' }])).toEqual({ kind: 'completed' })
    expect(textOf(-1)).toContain('echo before')
    expect(textOf(-1)).not.toContain('Summary: the work goes on.')
  })

  test('stays as it is where that fails or is stopped, and is still due', async () => {
    expect(await run([{ sh: 'echo before' }, { say: 'Seen.' }])).toEqual({ kind: 'completed' })
    const bad = { PATH: process.env['PATH'], OPENAI_API_KEY: 'sk-bad', OPENAI_BASE_URL: fake.url }
    expect(await compact(2, { env: bad })).toMatchObject({ kind: 'failed', failure: { kind: 'badKey' } })
    await serve({ summary: () => ({ hang: true }) })
    const env = { ...bad, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
    const stopped = agent.compaction?.start(bench.context('', { kind: 'openai' }, { turn: 3, env }))
    // By the server it can't be done, so that the model is asked.
    await fake.request(2)
    await stopped?.interrupt()
    expect(await stopped?.done).toEqual({ kind: 'interrupted' })
    expect(compactions().map(({ state }) => state)).toEqual(['failed', 'interrupted'])
    expect(await isDue()).toBe(true)
    await serve({})
    expect(await run([{ say: 'ok' }])).toEqual({ kind: 'completed' })
    expect(textOf(-1)).toContain('echo before')
  })
})

describe('what a turn may take', () => {
  const endless = Array.from({ length: 50 }, () => ({ sh: 'true' }))

  test.each([
    [{ rounds: 3 }, '3 rounds with the model', 3],
    [{ thousandTokens: 3 }, '3 thousand tokens', 3],
  ])('ends it: %j', async (limits, words, requests) => {
    await serve({})
    const outcome = await run(endless, limits)
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'tooManySteps' } })
    expect(outcome).toMatchObject({ failure: { message: expect.stringContaining(`after ${words},`) } })
    expect(fake.requests).toHaveLength(requests)
  })
})

test('what a server turned out to lack is not tried again in the next turn', async () => {
  await serve({ lacks: ['customTools', 'reasoning'] })
  expect(await run([{ say: 'ok' }])).toEqual({ kind: 'completed' })
  expect(fake.requests).toHaveLength(3)
  expect(await run([{ say: 'ok' }])).toEqual({ kind: 'completed' })
  expect(fake.requests).toHaveLength(4)
})
