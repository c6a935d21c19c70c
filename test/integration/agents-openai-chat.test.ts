import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentOutcome, TurnContext } from '#main/agents/adapter.ts'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { patchOf } from '#test/support/scenarios/scenario.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import {
  startFakeResponses,
  type FakeResponses,
  type FakeResponsesOptions,
} from '#test/support/fake-responses.ts'
import { samplePng } from '#test/support/sample-pictures.ts'

let fake: FakeResponses
let bench: TurnBench
const chatAlone: FakeResponsesOptions = { lacks: ['responses'] }

beforeEach(async () => {
  fake = await startFakeResponses(chatAlone)
  bench = turnBench({ OPENAI_API_KEY: 'sk-test' })
})
afterEach(async () => {
  await fake.close()
  bench.remove()
})

const retry = { delay: () => 1 }
const run = (
  agent: ReturnType<typeof createOpenaiAgent>,
  prompt: string,
  changes: Partial<TurnContext> = {},
): Promise<AgentOutcome> => {
  const context = bench.context(prompt, { kind: 'openai' }, changes)
  return agent.startTurn({ ...context, env: { ...context.env, OPENAI_BASE_URL: fake.url } }).done
}
const paths = (): readonly string[] => fake.requests.map((request) => request.path.replace('/v1/', ''))
const messages = (): readonly Record<string, unknown>[] =>
  fake.requests.at(-1)?.body['messages'] as readonly Record<string, unknown>[]
/** Another server at the same address. */
async function become(options: FakeResponsesOptions): Promise<void> {
  const port = Number(new URL(fake.url).port)
  await fake.close()
  fake = await startFakeResponses({ ...options, port })
}

describe('a session', () => {
  test('goes on when its server turns to chat completions, and when it turns back', async () => {
    await become({})
    const agent = createOpenaiAgent({ retry })
    const patch = patchOf('*** Add File: a.txt', '+a')
    const first = scripted(
      'First.',
      { multi: [{ reason: 'Hm.' }, { say: 'I write.' }, { patch }] },
      { say: 'Done.' },
    )
    expect(await run(agent, first)).toEqual({ kind: 'completed' })
    await become(chatAlone)
    expect(await run(agent, scripted('Second.', { sh: 'cat a.txt' }, { say: 'Done.' }))).toEqual({
      kind: 'completed',
    })
    expect(paths()).toEqual(['responses', 'chat/completions', 'chat/completions'])
    expect(messages().map(({ role }) => role)).toEqual([
      ...['system', 'user', 'assistant', 'tool', 'assistant', 'user', 'assistant', 'tool'],
    ])
    expect(messages()[2]).toMatchObject({
      content: 'I write.',
      tool_calls: [{ function: { name: 'apply_patch', arguments: JSON.stringify({ patch }) } }],
    })
    await become({ lacks: ['chat'] })
    expect(await run(agent, scripted('Third.', { sh: 'true' }, { say: 'Done.' }))).toEqual({
      kind: 'completed',
    })
    expect(paths()).toEqual(['chat/completions', 'responses', 'responses'])
    expect(JSON.stringify(fake.requests.at(-1)?.body['input'])).toContain('Second.')
  })

  test('has a picture shown as if the person had, where an answer can hold none', async () => {
    writeFileSync(path.join(bench.worktree, 'x.png'), samplePng(4, 4, [1, 2, 3]))
    const look = scripted(
      'Look.',
      { call: { name: 'view_image', args: { path: 'x.png' } } },
      { say: 'Seen.' },
    )
    expect(await run(createOpenaiAgent({ retry }), look)).toEqual({ kind: 'completed' })
    expect(messages().slice(-2)).toMatchObject([
      { role: 'tool', content: expect.any(String) as string },
      {
        role: 'user',
        content: [
          { type: 'text' },
          {
            type: 'image_url',
            image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) as string },
          },
        ],
      },
    ])
  })

  test('counts the tokens, and thinks as much as was chosen', async () => {
    const agent = createOpenaiAgent({ retry })
    const think = scripted('Think.', { multi: [{ reason: 'Hm, so.' }, { say: 'Done.' }] })
    const choice = { kind: 'openai', effort: 'low' } as const
    expect(await run(agent, think, { choice })).toEqual({ kind: 'completed' })
    expect(bench.usages).toEqual([{ input: 1000, cachedInput: 500, output: 50, reasoning: 10 }])
    expect(bench.items()).toMatchObject([{ kind: 'reasoning', text: 'Hm, so.' }, { kind: 'message' }])
    expect(fake.requests.at(-1)?.body).toMatchObject({ reasoning_effort: 'low' })
  })
})

describe('what a server can do', () => {
  const folder = (): string => path.join(bench.folder, '..', 'kept')

  test('is known to the next process, and found out anew at another address', async () => {
    const say = scripted('Go.', { say: 'Done.' })
    await run(createOpenaiAgent({ retry, folder: folder() }), say)
    expect(paths()).toEqual(['responses', 'chat/completions'])
    await run(createOpenaiAgent({ retry, folder: folder() }), say)
    expect(paths()).toEqual(['responses', 'chat/completions', 'chat/completions'])
    await fake.close()
    fake = await startFakeResponses(chatAlone)
    await run(createOpenaiAgent({ retry, folder: folder() }), say)
    expect(paths()).toEqual(['responses', 'chat/completions'])
  })

  test('is found out where what was kept of it is damaged, or can not be kept', async () => {
    const say = scripted('Go.', { say: 'Done.' })
    mkdirSync(folder())
    writeFileSync(path.join(folder(), 'servers.json'), '{"x": [')
    expect(await run(createOpenaiAgent({ retry, folder: folder() }), say)).toEqual({ kind: 'completed' })
    expect(JSON.parse(readFileSync(path.join(folder(), 'servers.json'), 'utf8'))).toMatchObject({
      [`${fake.url} gpt-5.5`]: { api: 'chat' },
    })
    const nowhere = '/dev/null/nowhere'
    expect(await run(createOpenaiAgent({ retry, folder: nowhere }), say)).toEqual({ kind: 'completed' })
    expect(existsSync(nowhere)).toBe(false)
  })
})

test('a call of a tool that the model brought along is shown, answered, and sent on as one that any server knows', async () => {
  await become({})
  const call = { type: 'local_shell_call', id: 'lsh_1', call_id: 'call_1', action: { command: ['ls'] } }
  const events = [
    { type: 'response.output_item.done', output_index: 0, item: { ...call, status: 'completed' } },
    { type: 'response.completed', response: { usage: null } },
  ]
  const raw = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
  const prompt = scripted('Go.', { raw, times: 1 }, { say: 'Done.' })
  expect(await run(createOpenaiAgent({ retry }), prompt)).toEqual({ kind: 'completed' })
  expect(bench.items()).toMatchObject([
    {
      kind: 'toolCall',
      state: 'failed',
      tool: 'local_shell',
      input: expect.stringContaining('ls') as string,
    },
    { kind: 'message' },
  ])
  const input = (fake.requests.at(-1)?.body['input'] ?? []) as readonly unknown[]
  expect(input.slice(1)).toMatchObject([
    { type: 'function_call', call_id: 'call_1', name: 'local_shell' },
    { type: 'function_call_output', call_id: 'call_1', output: 'error: there is no tool local_shell.' },
  ])
})
