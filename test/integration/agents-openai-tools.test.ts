import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentTurn } from '#main/agents/adapter.ts'
import { createOpenaiAgent, type OpenaiAgentOptions } from '#main/agents/openai/adapter.ts'
import { openaiManifest } from '#main/agents/openai/manifest.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { scripted, type ScriptStep, type WireItem } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { samplePng } from '#test/support/sample-pictures.ts'

const quick = { retry: { delay: () => 1 }, killAfter: 200 } satisfies OpenaiAgentOptions

let fake: FakeResponses
let bench: TurnBench

beforeEach(async () => {
  fake = await startFakeResponses()
  bench = turnBench({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url })
})
afterEach(async () => {
  await fake.close()
  bench.remove()
})

const agent = createOpenaiAgent(quick)
const start = (...steps: readonly ScriptStep[]): AgentTurn =>
  agent.startTurn(bench.context(scripted('Work.', ...steps), { kind: 'openai' }))
const inputOf = (request: number): readonly WireItem[] =>
  (fake.requests.at(request)?.body['input'] ?? []) as readonly WireItem[]
const textsOf = (request: number): readonly string[] =>
  inputOf(request).map((item) => JSON.stringify(item['content'] ?? item['output'] ?? item.type))
const outputsOf = (request: number): readonly unknown[] =>
  inputOf(request)
    .filter((item) => item.type?.endsWith('_output'))
    .map((item) => item['output'])
const file = (name: string, content: string | Buffer): void => {
  mkdirSync(path.dirname(path.join(bench.worktree, name)), { recursive: true })
  writeFileSync(path.join(bench.worktree, name), content)
}

describe('what the person says while it works', () => {
  test('is heard with the next request, behind what the model had said, and a long wait ends for it', async () => {
    expect(openaiManifest.capabilities).toContain('steer')
    const turn = start(
      {
        sh: 'echo begun; read word; echo got $word; exec sleep 1000',
        args: { stdin: true, yield_time_ms: 250 },
      },
      { stdin: { session_id: 1, chars: 'go\n', yield_time_ms: 120_000 } },
      { say: 'I see.' },
    )
    await bench.until(() => bench.items().some(({ id }) => bench.output(id).includes('got go')))
    expect(await turn.steer?.('Use tabs.')).toBe(true)
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(textsOf(-1)).toEqual([
      expect.stringContaining('Work.'),
      '"function_call"',
      expect.stringContaining('Process running with session ID 1'),
      '"function_call"',
      expect.stringContaining('Process running with session ID 1'),
      expect.stringContaining('Use tabs.'),
    ])
    expect(await turn.steer?.('Too late.')).toBe(false)
  })

  test('before a long wait begins keeps that from beginning', async () => {
    const turn = start(
      { sh: 'echo begun; exec sleep 1000', args: { yield_time_ms: 250 } },
      {
        multi: [{ say: 'I wait for it now.' }, { stdin: { session_id: 1, yield_time_ms: 120_000 } }],
        delay: 30,
      },
      { say: 'I see.' },
    )
    await bench.until(() => bench.items().some(({ kind }) => kind === 'message'))
    expect(await turn.steer?.('Use tabs.')).toBe(true)
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(textsOf(-1).at(-1)).toContain('Use tabs.')
  })

  test('is answered, though it came when the model said its last words', async () => {
    const turn = start({ say: 'All is done now, I think.', delay: 60 })
    await bench.until(() => bench.items().some(({ kind }) => kind === 'message'))
    expect(await turn.steer?.('One more thing.')).toBe(true)
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(fake.requests).toHaveLength(2)
    expect(textsOf(1).slice(-2)).toEqual([
      expect.stringContaining('I think'),
      expect.stringContaining('One more thing.'),
    ])
  })

  test('is kept when the turn is stopped before it is heard', async () => {
    const turn = start({ say: 'half', hang: true })
    await bench.until(() => bench.items().some(({ text }) => text === 'half'))
    expect(await turn.steer?.('Remember me.')).toBe(true)
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(await start({ say: 'ok' }).done).toEqual({ kind: 'completed' })
    expect(textsOf(-1).slice(-2)).toEqual([
      expect.stringContaining('Remember me.'),
      expect.stringContaining('Work.'),
    ])
  })
})

describe('a question', () => {
  const ask: ScriptStep = {
    call: { name: 'ask_user', args: { question: 'Tabs or blanks?', options: [{ label: 'Tabs' }, 'Blanks'] } },
  }

  test('is brought before the person, and the model reads the answer', async () => {
    bench.answer = () => Promise.resolve({ option: 'Tabs', words: 'as always' })
    expect(await start(ask, { say: 'ok' }).done).toEqual({ kind: 'completed' })
    expect(bench.asks).toMatchObject([
      { kind: 'question', text: 'Tabs or blanks?', options: [{ label: 'Tabs' }, { label: 'Blanks' }] },
    ])
    expect(outputsOf(1)).toEqual(['The person answered: Tabs\nas always'])
  })

  test('ends with the turn when that is stopped', async () => {
    const turn = start(ask)
    await bench.until(() => bench.asks.length > 0)
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
  })
})

describe('calls of one answer', () => {
  test('run side by side, each in its own time', async () => {
    // Each waits for the other; one after the other they would wait for ever.
    const meet = (own: string, other: string): ScriptStep => ({
      sh: `touch ${own}; until test -e ${other}; do sleep 0.01; done; echo met ${other}`,
      args: { yield_time_ms: 30_000 },
    })
    expect(await start({ multi: [meet('a', 'b'), meet('b', 'a')] }, { say: 'ok' }).done).toEqual({
      kind: 'completed',
    })
    expect(outputsOf(1)).toEqual([expect.stringContaining('met b'), expect.stringContaining('met a')])
  })

  test('with an edit among them keep their order', async () => {
    const add = '*** Begin Patch\n*** Add File: new.txt\n+new\n*** End Patch'
    const look = 'cat new.txt || echo none'
    expect(await start({ multi: [{ sh: look }, { patch: add }, { sh: look }] }, { say: 'ok' }).done).toEqual({
      kind: 'completed',
    })
    expect(outputsOf(1)).toEqual([
      expect.stringMatching(/none\n$/),
      expect.stringContaining('Success.'),
      expect.stringMatching(/Output:\nnew\n$/),
    ])
  })

  test('that are wrong are shown with what was said to them', async () => {
    const wrong: ScriptStep = { call: { name: 'launch_rocket', args: { to: 'the moon' } } }
    expect(await start({ multi: [wrong, { sh: 'echo fine' }] }, { say: 'ok' }).done).toEqual({
      kind: 'completed',
    })
    const shown = bench.items().find(({ kind }) => kind === 'toolCall')
    expect(shown).toMatchObject({ state: 'failed', tool: 'launch_rocket', input: '{"to":"the moon"}' })
    expect(bench.output(shown?.id ?? '')).toBe('error: there is no tool launch_rocket.\n')
    expect(outputsOf(1)).toEqual([
      'error: there is no tool launch_rocket.',
      expect.stringContaining('Output:\nfine\n'),
    ])
  })
})

describe('a picture of the worktree', () => {
  const teal = samplePng(8, 8, [0, 128, 128])
  const look = (name: string): ScriptStep => ({ call: { name: 'view_image', args: { path: name } } })

  test('is shown to the model as it was when it looked', async () => {
    file('shot.png', teal)
    const other = samplePng(8, 8, [9, 9, 9])
    file('other.png', other)
    expect(
      await start(look('shot.png'), { sh: 'cp other.png shot.png' }, look('shot.png'), { say: 'ok' }).done,
    ).toEqual({ kind: 'completed' })
    const data = (bytes: Buffer): string => `data:image/png;base64,${bytes.toString('base64')}`
    const [first, , last] = outputsOf(-1) as readonly (readonly { readonly image_url?: string }[])[]
    expect([first?.[1]?.image_url, last?.[1]?.image_url]).toEqual([data(teal), data(other)])
    expect(bench.items().filter(({ kind }) => kind === 'toolCall')).toMatchObject([
      { tool: 'view_image', state: 'completed', paths: ['shot.png'] },
      { tool: 'view_image', state: 'completed', paths: ['shot.png'] },
    ])
  })

  test('that lies outside, or is none, is not', async () => {
    writeFileSync(path.join(bench.folder, 'secret.png'), teal)
    symlinkSync(path.join(bench.folder, 'secret.png'), path.join(bench.worktree, 'link.png'))
    file('text.png', 'no picture')
    const wrong = ['link.png', '../state/secret.png', 'text.png', 'none.png', ''].map(look)
    expect(await start({ multi: wrong }, { say: 'ok' }).done).toEqual({ kind: 'completed' })
    for (const output of outputsOf(1)) expect(output).toMatch(/^error: /)
    expect(existsSync(path.join(bench.folder, 'viewed'))).toBe(false)
  })
})

describe('notes of folders', () => {
  test('are given once, when something below is touched, and again when they change', async () => {
    file('AGENTS.md', 'Root notes.')
    file('src/net/AGENTS.md', 'Net notes.')
    file('src/net/retry.ts', 'x\n')
    file('docs/AGENTS.md', 'Docs notes.')
    const read: ScriptStep = { sh: 'cat src/net/retry.ts' }
    expect(
      await start(read, read, { sh: 'echo New notes. > src/net/AGENTS.md' }, { say: 'ok' }).done,
    ).toEqual({ kind: 'completed' })
    const all = textsOf(-1).join('\n')
    expect(all.match(/Net notes\./g)).toHaveLength(1)
    expect(textsOf(1).at(-1)).toContain('Net notes.')
    expect(textsOf(-1).at(-1)).toContain('New notes.')
    expect(all).not.toContain('Docs notes.')
    expect(String(fake.requests[0]?.body['instructions'])).toContain('Root notes.')
    const told = bench.items().flatMap((item) => (item.kind === 'notice' ? [item.text] : []))
    expect(told).toEqual([
      expect.stringContaining('AGENTS.md (11 B)'),
      expect.stringContaining('src/net/AGENTS.md (10 B)'),
      expect.stringContaining('src/net/AGENTS.md (11 B)'),
    ])
    // The next turn has them in its conversation already.
    const before = bench.items().length
    expect(await start(read, { say: 'ok' }).done).toEqual({ kind: 'completed' })
    expect(inputOf(-1).filter(({ role }) => role === 'user')).toHaveLength(4)
    expect(
      bench
        .items()
        .slice(before)
        .some(({ kind }) => kind === 'notice'),
    ).toBe(false)
  })

  test('come with an edit too, from above to below, cut to their limit, and never from outside', async () => {
    file('a/AGENTS.md', `Above. ${'x'.repeat(40_000)}END`)
    file('a/b/AGENTS.md', 'Below.')
    writeFileSync(path.join(bench.folder, 'secret'), 'SECRET')
    mkdirSync(path.join(bench.worktree, 'a/b/c'))
    symlinkSync(path.join(bench.folder, 'secret'), path.join(bench.worktree, 'a/b/c/AGENTS.md'))
    const patch = '*** Begin Patch\n*** Add File: a/b/c/new.txt\n+new\n*** End Patch'
    expect(
      await start({ patch }, { sh: 'cat ../state/secret /etc/hostname a/none/x' }, { say: 'ok' }).done,
    ).toEqual({ kind: 'completed' })
    const [above = '', below = ''] = textsOf(1).slice(-2)
    expect(above).toContain('Above.')
    expect(above).not.toContain('END')
    expect(below).toContain('Below.')
    expect(inputOf(-1).filter((item) => item.role === 'user')).toHaveLength(3)
    expect(textsOf(1).join('')).not.toContain('SECRET')
  })
})
