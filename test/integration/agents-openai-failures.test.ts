import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentFailure, AgentOutcome, TurnContext } from '#main/agents/adapter.ts'
import { createOpenaiAgent, type OpenaiAgentOptions } from '#main/agents/openai/adapter.ts'
import { knownAgents } from '#main/agents/registry.ts'
import { withheldSecrets } from '#main/agents/secrets.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'

let fake: FakeResponses
let bench: TurnBench

beforeEach(async () => {
  fake = await startFakeResponses()
  bench = turnBench()
})
afterEach(async () => {
  await fake.close()
  bench.remove()
})

async function run(
  steps: readonly ScriptStep[],
  options: OpenaiAgentOptions['retry'] = {},
  env: Record<string, string> = {},
  changes: Partial<TurnContext> = {},
): Promise<AgentOutcome> {
  const agent = createOpenaiAgent({ retry: { delay: () => 1, ...options } })
  const context = bench.context(scripted('Go.', ...steps), { kind: 'openai' })
  const own = { ...context.env, OPENAI_API_KEY: 'sk-test-1234', OPENAI_BASE_URL: fake.url, ...env }
  const withheld = withheldSecrets(context.choice, own, knownAgents)
  return agent.startTurn({ ...context, env: own, withheld, ...changes }).done
}

async function failure(...args: Parameters<typeof run>): Promise<AgentFailure> {
  const outcome = await run(...args)
  if (outcome.kind !== 'failed') throw new Error(`expected a failure, got ${outcome.kind}`)
  // What happened; what was not touched, or is kept; what to do next.
  expect(outcome.failure.message.split('. ').length).toBeGreaterThanOrEqual(2)
  expect(outcome.failure.message).not.toContain('sk-test-1234')
  return outcome.failure
}

describe('tries again', () => {
  test.each<[string, ScriptStep]>([
    ['a rate limit', { status: 429, code: 'rate_limit_exceeded', type: 'requests', times: 2 }],
    ['an error of the server', { status: 503, times: 2 }],
    ['a timeout at the server', { status: 408, times: 2 }],
    ['a stream that is cut', { abort: true, say: 'half an answer', times: 2 }],
    ['a failed response', { failed: { code: 'server_error', message: 'Sorry.' }, times: 2 }],
    [
      'a rate limit inside the stream',
      { failed: { code: 'rate_limit_exceeded', message: 'Slow.' }, times: 2 },
    ],
  ])('after %s', async (_, step) => {
    expect(await run([step, { sh: 'echo once' }, { say: 'fine' }])).toEqual({ kind: 'completed' })
    expect(fake.requests).toHaveLength(4)
    const items = bench.items()
    expect(items.filter((item) => item.kind === 'command')).toHaveLength(1)
    expect(items.find((item) => item.kind === 'notice')).toMatchObject({ state: 'completed' })
    expect(items.at(-1)).toMatchObject({ kind: 'message', state: 'completed', text: 'fine' })
    // A broken answer is shown as such and is not part of the conversation.
    for (const item of items.filter(({ text }) => text.startsWith('half'))) expect(item.state).toBe('failed')
    expect(JSON.stringify(fake.requests.at(-1)?.body['input'])).not.toContain('"text":"half')
  })

  test('when nothing comes for too long', async () => {
    const outcome = await run([{ hang: true, say: 'half', times: 1 }, { say: 'fine' }], { idle: 1500 })
    expect(outcome).toEqual({ kind: 'completed' })
    expect(fake.requests).toHaveLength(2)
  })

  test.each<[string, ScriptStep]>([
    ['a request that hangs', { hang: true, times: 1 }],
    ['an answer that hangs', { hang: true, say: 'half', times: 1 }],
    ['a wait', { status: 429, headers: { 'retry-after': '100' }, times: 1 }],
  ])('at once when the machine went on after a sleep: %s', async (_, step) => {
    const agent = createOpenaiAgent({ retry: { delay: () => 1, idleAfterSleep: 50 } })
    const context = bench.context(scripted('Go.', step, { say: 'fine' }), { kind: 'openai' })
    const env = { ...context.env, OPENAI_API_KEY: 'sk-test-1234', OPENAI_BASE_URL: fake.url }
    const turn = agent.startTurn({ ...context, env })
    await fake.request(1)
    if (step.say !== undefined) await bench.until(() => bench.items().length > 0)
    if (step.status !== undefined)
      await bench.until(() => bench.items().some(({ kind }) => kind === 'notice'))
    agent.resumed?.()
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(fake.requests).toHaveLength(2)
  })

  test('no sooner than the server asks', async () => {
    const step = { status: 429, headers: { 'retry-after-ms': '300' }, times: 1 }
    expect(await run([step, { say: 'fine' }])).toEqual({ kind: 'completed' })
    const [first, second] = fake.requests
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(290)
  })

  test('but not when it asks for too long', async () => {
    const { kind, message } = await failure([{ status: 429, headers: { 'retry-after': '3600' } }])
    expect(kind).toBe('rateLimit')
    expect(message).toContain('60 minutes')
    expect(fake.requests).toHaveLength(1)
  })

  test('five times at most', async () => {
    expect((await failure([{ status: 500 }])).kind).toBe('serverError')
    expect(fake.requests).toHaveLength(5)
    expect(bench.items().at(-1)).toMatchObject({ kind: 'notice', state: 'failed' })
  })
})

describe('says what is wrong, at once', () => {
  test.each<[AgentFailure['kind'], ScriptStep, RegExp]>([
    ['quota', { status: 429, code: 'insufficient_quota', type: 'insufficient_quota' }, /quota .* used up/],
    [
      'badModel',
      { status: 400, code: 'model_not_found', param: 'model' },
      /does not offer the model gpt-5\.5/,
    ],
    ['badRequest', { status: 400, message: 'Nope.' }, /did not accept the request.*Nope\./],
    ['badKey', { status: 403, message: 'Country not supported.' }, /did not accept the API key \(HTTP 403\)/],
    ['refused', { status: 400, code: 'content_policy_violation' }, /refused to go on/],
    ['refused', { refuse: 'I can’t help with that.' }, /It said: I can’t help with that\./],
    ['refused', { incomplete: 'content_filter', say: 'Well' }, /content filter/],
  ])('%s: %j', async (kind, step, sentence) => {
    const found = await failure([step])
    expect(found.kind).toBe(kind)
    expect(found.message).toMatch(sentence)
    expect(fake.requests).toHaveLength(1)
  })

  test('a server with neither API: each is asked once', async () => {
    await fake.close()
    fake = await startFakeResponses({ lacks: ['responses', 'chat'] })
    const found = await failure([{ say: 'x' }])
    expect(found.kind).toBe('noResponses')
    expect(found.message).toMatch(/neither the Responses API nor chat completions \(HTTP 404\)/)
    expect(fake.requests.map((one) => one.path)).toEqual(['/v1/responses', '/v1/chat/completions'])
  })

  test('no key: nothing is sent anywhere', async () => {
    const found = await failure([{ say: 'x' }], {}, { OPENAI_API_KEY: '', OPENAI_BASE_URL: '' })
    expect(found.kind).toBe('noKey')
    expect(found.message).toContain('OPENAI_API_KEY')
  })

  test('a wrong key, from the keychain', async () => {
    const keyed = { key: () => Promise.resolve('sk-bad\n') }
    const found = await failure([{ say: 'x' }], {}, { OPENAI_API_KEY: '' }, keyed)
    expect(found.kind).toBe('badKey')
    expect(found.message).not.toContain('sk-bad')
    expect(fake.requests[0]?.headers.authorization).toBe('Bearer sk-bad')
  })

  test('a key that can’t be one', async () => {
    expect((await failure([], {}, { OPENAI_API_KEY: 'schlüssel' })).kind).toBe('badKey')
    expect(fake.requests).toHaveLength(0)
  })

  test('an unknown model', async () => {
    const settings = { shell: '', openaiBaseUrl: fake.url, openaiModel: 'unknown-1' }
    const found = await failure([{ say: 'x' }], {}, {}, { settings })
    expect(found.kind).toBe('badModel')
    expect(found.message).toContain('unknown-1')
  })

  test('an address that is none', async () => {
    expect((await failure([], {}, { OPENAI_BASE_URL: 'localhost:11434' })).kind).toBe('badAddress')
  })

  test('no network', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    await new Promise((resolve) => taken.close(resolve))
    const found = await failure([], {}, { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` })
    expect(found.kind).toBe('noNetwork')
    expect(found.message).toContain('ECONNREFUSED')
  })

  test('no shell', async () => {
    const settings = { shell: '/nowhere/fish', openaiBaseUrl: fake.url, openaiModel: 'm' }
    expect((await failure([], {}, {}, { settings })).kind).toBe('notStarted')
  })

  test('a state folder that is gone', async () => {
    const found = await failure([], {}, {}, { folder: path.join(bench.folder, 'gone') })
    expect(found.kind).toBe('stateFailed')
  })
})

test('an answer that its server cut off ends the turn with a notice', async () => {
  expect(await run([{ incomplete: 'max_output_tokens', say: 'So' }])).toEqual({ kind: 'completed' })
  expect(bench.items().at(-1)).toMatchObject({
    kind: 'notice',
    text: expect.stringContaining('max_output_tokens'),
  })
})

test('the key is never in what is kept', async () => {
  await run([{ sh: 'env' }, { say: 'ok' }])
  expect(readFileSync(path.join(bench.folder, 'rollout.jsonl'), 'utf8')).not.toContain('sk-test-1234')
})
