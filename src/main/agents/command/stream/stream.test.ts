import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { TokenUsage } from '../../adapter.ts'
import { AgentStream } from './stream.ts'

/** What real agents wrote for a task that reads, edits, and runs a command that fails or is refused. */
const sample = (agent: string): string =>
  readFileSync(new URL(`../../../../../test/golden/agent-streams/${agent}.jsonl`, import.meta.url), 'utf8')

function read(pieces: readonly Uint8Array[]) {
  const items = new Map<string, AgentItem>()
  const printed = new Map<string, string>()
  const usages: TokenUsage[] = []
  const stream = new AgentStream(
    {
      worktree: '/work/tree',
      report: {
        item: (item) => void items.set(item.id, item),
        output: (id, bytes) => {
          printed.set(id, (printed.get(id) ?? '') + Buffer.from(bytes).toString())
          return Promise.resolve()
        },
        activity: () => undefined,
        checkpoint: () => Promise.resolve(),
        ask: () => Promise.resolve(null),
        usage: (usage) => void usages.push(usage),
      },
    },
    't',
  )
  for (const piece of pieces) stream.take(piece)
  stream.finish()
  stream.end(stream.failure === null)
  return { stream, items: [...items.values()], printed, usages }
}
const whole = (text: string) => read([Buffer.from(text)])
const told = (items: readonly AgentItem[]) =>
  items.map((item) => [item.kind, item.state, 'text' in item ? item.text : ''])

describe('the events of', () => {
  test('Claude Code are its steps, and what it was refused is told', () => {
    const { stream, items, usages } = whole(sample('claude'))
    expect(told(items)).toEqual([
      ['toolCall', 'completed', 'Read hello.txt'],
      ['edit', 'completed', 'hello.txt'],
      ['command', 'failed', 'npm --version'],
      ['message', 'completed', 'Done.'],
      ['notice', 'failed', expect.stringContaining('went on without: npm --version.')],
    ])
    expect(items[1]).toMatchObject({ diff: expect.stringContaining('-hello\n+bye') as string })
    expect(stream).toMatchObject({
      agent: 'Claude Code',
      failure: null,
      session: '44ce15f6-0699-4126-ad41-1d94d462a25a',
    })
    expect(usages).toEqual([{ input: 4000, cachedInput: 0, output: 100, reasoning: 0 }])
  })

  test('Codex are its steps', async () => {
    const { stream, items, printed, usages } = whole(sample('codex'))
    expect(told(items)).toEqual([
      ['command', 'failed', 'echo hi; exit 3'],
      ['edit', 'completed', 'hello.txt'],
      ['message', 'completed', 'Done.'],
    ])
    expect(items[0]).toMatchObject({ exitCode: 3 })
    await stream.kept
    expect([...printed.values()]).toEqual(['hi\n'])
    expect(stream).toMatchObject({
      agent: 'Codex',
      failure: null,
      session: '01a22837-646c-7c11-9128-7a8bf1abcc2d',
    })
    expect(usages).toEqual([{ input: 3000, cachedInput: 1500, output: 150, reasoning: 30 }])
  })

  test('opencode are its steps', () => {
    const { stream, items, usages } = whole(sample('opencode'))
    expect(told(items)).toEqual([
      ['toolCall', 'completed', 'read hello.txt'],
      ['edit', 'completed', 'hello.txt'],
      ['command', 'completed', 'echo hi; exit 3'],
      ['message', 'completed', 'Done.'],
    ])
    expect(items[1]).toMatchObject({
      diff: '--- a/hello.txt\n+++ b/hello.txt\n@@ -1,1 +1,1 @@\n-hello\n+bye',
    })
    expect(items[2]).toMatchObject({ exitCode: 3 })
    expect(stream).toMatchObject({
      agent: 'opencode',
      failure: null,
      session: 'ses_dd7c47c36ffeK4fT9f2NyreKxi',
    })
    expect(usages).toHaveLength(4)
  })

  test('Gemini CLI are its steps', () => {
    const { stream, items, usages } = whole(sample('gemini'))
    expect(told(items)).toEqual([
      ['edit', 'failed', 'hello.txt'],
      ['command', 'completed', 'echo hi; exit 3'],
      ['message', 'completed', 'Done.'],
    ])
    expect(stream).toMatchObject({ agent: 'Gemini CLI', failure: null })
    expect(usages).toEqual([{ input: 4000, cachedInput: 0, output: 80, reasoning: 0 }])
  })
})

describe('a turn failed', () => {
  const opencode = '{"type":"step_start","timestamp":1,"sessionID":"s"}\n'
  const codex = '{"type":"thread.started","thread_id":"t"}\n'
  test.each([
    [`${codex}{"type":"turn.failed","error":{"message":"no quota"}}`, 'no quota'],
    [
      `${opencode}{"type":"error","timestamp":2,"sessionID":"s","error":{"name":"APIError","data":{"message":"401"}}}`,
      '401',
    ],
    [
      '{"type":"system","subtype":"init","session_id":"c"}\n{"type":"result","subtype":"success","is_error":true,"result":"API Error: 500"}',
      'API Error: 500',
    ],
    [
      '{"type":"system","subtype":"init","session_id":"c"}\n{"type":"result","subtype":"error_max_turns"}',
      'error_max_turns',
    ],
    [
      '{"type":"init","session_id":"g"}\n{"type":"result","status":"error","error":{"message":"quota"}}',
      'quota',
    ],
    [codex, 'before it said how its turn went'],
  ])('where its agent says so, or does not say how it went: %s', (text, words) => {
    expect(whole(text).stream.failure).toContain(words)
  })
})

test('it is the same in whatever pieces it comes, with whatever lines before it', () => {
  const agents = ['claude', 'codex', 'opencode', 'gemini']
  const noise = fc.array(fc.constantFrom('warning: no cache', '', '{"level":"info"}', '{ torn', '[1]'), {
    maxLength: 5,
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...agents),
      noise,
      fc.array(fc.nat(3000), { maxLength: 8 }),
      (agent, before, cuts) => {
        const expected = whole(sample(agent))
        const bytes = Buffer.from([...before, sample(agent)].join('\n'))
        const at = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length]
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end))
        const found = read(pieces)
        expect(found.items).toEqual(expected.items)
        expect(found.usages).toEqual(expected.usages)
        expect(found.stream.session).toBe(expected.stream.session)
      },
    ),
    { numRuns: 60 },
  )
})

test('what is no agent’s is nobody’s, however long and strange', () => {
  for (const text of [
    'hello\n',
    '{"type":"result"}\n',
    '{"type":"init"}\n',
    `{"a":"${'x'.repeat(5_000_000)}"}\n`,
    '\0\n',
  ]) {
    const { stream, items } = whole(text)
    expect(stream).toMatchObject({ agent: null, failure: null, session: null })
    expect(items).toEqual([])
  }
})
