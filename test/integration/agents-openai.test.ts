import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentTurn, TurnContext } from '#main/agents/adapter.ts'
import { createOpenaiAgent, type OpenaiAgentOptions } from '#main/agents/openai/adapter.ts'
import { isAlive, turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { scripted, type WireItem } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'

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

function start(
  prompt: string,
  options: OpenaiAgentOptions = {},
  changes: Partial<TurnContext> = {},
): AgentTurn {
  return createOpenaiAgent({ ...quick, ...options }).startTurn(
    bench.context(prompt, { kind: 'openai' }, changes),
  )
}

const inputOf = (request: number): readonly WireItem[] =>
  fake.requests[request]?.body['input'] as readonly WireItem[]
const outputsOf = (request: number): string[] =>
  inputOf(request)
    .filter((item) => item.type?.endsWith('_output'))
    .map((item) => String(item['output']))

describe('a turn', () => {
  test('runs commands, patches files, plans, and tells everything in order', async () => {
    writeFileSync(path.join(bench.worktree, 'hello.txt'), 'hello\n')
    const turn = start(
      scripted(
        'Greet the world.',
        { multi: [{ reason: 'I should look first.' }, { sh: 'cat hello.txt; echo oops >&2; exit 3' }] },
        {
          plan: [
            ['edit', 'in_progress'],
            ['check', 'pending'],
          ],
        },
        { patch: '*** Begin Patch\n*** Update File: hello.txt\n@@\n-hello\n+hello world\n*** End Patch' },
        {
          multi: [
            {
              plan: [
                ['edit', 'completed'],
                ['check', 'completed'],
              ],
            },
            { sh: 'grep -c world hello.txt' },
          ],
        },
        { say: 'The file greets the world now.' },
      ),
    )
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(bench.read('hello.txt')).toBe('hello world\n')
    const items = bench.items()
    expect(items).toMatchObject([
      { kind: 'reasoning', state: 'completed', text: 'I should look first.' },
      { kind: 'command', state: 'failed', text: 'cat hello.txt; echo oops >&2; exit 3', exitCode: 3 },
      {
        kind: 'plan',
        state: 'completed',
        text: '',
        steps: [
          { step: 'edit', state: 'completed' },
          { step: 'check', state: 'completed' },
        ],
      },
      { kind: 'edit', state: 'completed', text: 'Edit hello.txt', paths: ['hello.txt'] },
      { kind: 'command', state: 'completed', text: 'grep -c world hello.txt', exitCode: 0 },
      { kind: 'message', state: 'completed', text: 'The file greets the world now.' },
    ])
    expect(items[1] && bench.output(items[1].id)).toBe('hello\noops\n')
    expect(bench.usages).toHaveLength(5)
    expect(bench.usages[0]).toEqual({ input: 1000, cachedInput: 500, output: 50, reasoning: 10 })
    expect(bench.activities).toContain('running grep -c world hello.txt')
    const answer = outputsOf(1)[0]
    expect(answer).toMatch(/^Wall time: \d+\.\d seconds\nProcess exited with code 3\nOutput:\nhello\noops\n$/)
  })

  test('asks statelessly, with the whole conversation, and without ids that only a server knows', async () => {
    await start(scripted('Do it.', { multi: [{ reason: 'hm' }, { sh: 'true' }] }, { say: 'done' })).done
    expect(fake.requests[1]?.body).toMatchObject({
      model: 'gpt-5.5',
      store: false,
      stream: true,
      include: ['reasoning.encrypted_content'],
      prompt_cache_key: 'session-1',
    })
    expect(fake.requests[1]?.headers.authorization).toBe('Bearer sk-test')
    expect(inputOf(1).map((item) => [item.type, 'id' in item, 'status' in item])).toEqual([
      ['message', false, false],
      ['reasoning', true, false],
      ['function_call', false, false],
      ['function_call_output', false, false],
    ])
    expect(inputOf(0)).toEqual(inputOf(1).slice(0, 1))
  })

  test('streams a message as it grows', async () => {
    await start(scripted('Talk.', { say: 'one two three four five six', delay: 40 })).done
    const seen = bench.reports.filter((item) => item.kind === 'message')
    expect(seen.length).toBeGreaterThan(2)
    expect(seen[0]).toMatchObject({ state: 'running', text: 'one ' })
    seen.slice(1).forEach((item, index) => expect(item.text.startsWith(seen[index]?.text ?? '?')).toBe(true))
    expect(seen.at(-1)).toMatchObject({ state: 'completed', text: 'one two three four five six' })
    expect(new Set(seen.map((item) => item.id)).size).toBe(1)
  })

  test('goes on in a follow-up with what was said before', async () => {
    const agent = createOpenaiAgent(quick)
    const choice = { kind: 'openai' } as const
    const first = scripted('First.', { multi: [{ reason: 'r' }, { sh: 'echo one' }] }, { say: 'First done.' })
    await agent.startTurn(bench.context(first, choice)).done
    await agent.startTurn(bench.context(scripted('Second.', { say: 'Second done.' }), choice)).done
    expect(inputOf(2).map((item) => item.type)).toEqual([
      'message',
      'reasoning',
      'function_call',
      'function_call_output',
      'message',
      'message',
    ])
    expect(JSON.stringify(inputOf(2)[4])).toContain('First done.')
    // Another model can't read the first one's reasoning.
    await agent.startTurn(bench.context(scripted('Third.', { say: 'ok' }), { ...choice, model: 'gpt-6' }))
      .done
    expect(inputOf(3).map((item) => item.type)).not.toContain('reasoning')
    expect(fake.requests[3]?.body['model']).toBe('gpt-6')
  })

  test('gives commands the environment without the key, and the worktree as folder', async () => {
    const show =
      'pwd; echo "key=$OPENAI_API_KEY"; echo "home=$WINNOW_HOME"; echo "git=$GIT_DIR"; echo "own=$OWN"'
    const env = {
      PATH: process.env['PATH'],
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: fake.url,
      WINNOW_HOME: '/nowhere',
      GIT_DIR: '/elsewhere/.git',
      OWN: 'kept',
    }
    await start(scripted('Show.', { sh: show }, { say: 'ok' }), {}, { env }).done
    expect(outputsOf(1)[0]).toContain(`Output:\n${bench.worktree}\nkey=\nhome=\ngit=\nown=kept\n`)
  })

  test('includes AGENTS.md of the worktree, cut to its limit', async () => {
    writeFileSync(path.join(bench.worktree, 'AGENTS.md'), `Use tabs.\n${'x'.repeat(40_000)}END`)
    await start(scripted('Go.', { say: 'ok' })).done
    const instructions = String(fake.requests[0]?.body['instructions'])
    expect(instructions).toContain('Use tabs.')
    expect(instructions).not.toContain('END')
    expect(instructions.length).toBeLessThan(40_000)
  })

  test('answers wrong calls instead of failing, and never runs what is not there', async () => {
    const turn = start(
      scripted(
        'Try.',
        { call: { name: 'launch_rocket', args: {} } },
        { call: { name: 'exec_command', args: { cmd: 5 } } },
        { call: { name: 'update_plan', args: { plan: 'x' } } },
        { stdin: { session_id: 99 } },
        { patch: 'nonsense' },
        { sh: "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: by-shell.txt\n+yes\n*** End Patch\nEOF" },
        { say: 'ok' },
      ),
    )
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(outputsOf(6)).toEqual([
      'error: there is no tool launch_rocket.',
      'error: cmd must be a command line.',
      'error: plan must be a list of steps.',
      'error: no command runs under session id 99; it has ended.',
      "error: Invalid patch: the first line must be '*** Begin Patch'. Nothing was changed.",
      'Success. Updated the following files:\nA by-shell.txt\n',
    ])
    expect(bench.read('by-shell.txt')).toBe('yes\n')
  })

  test('ends after its limit of rounds', async () => {
    const steps = Array.from({ length: 9 }, () => ({ sh: 'true' }))
    const openaiLimits = { window: 0, rounds: 4, minutes: 0, thousandTokens: 0 }
    const settings = { shell: '', openaiBaseUrl: '', openaiModel: 'gpt-5.5', openaiLimits }
    const outcome = await start(scripted('Forever.', ...steps), {}, { settings }).done
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'tooManySteps' } })
    expect(fake.requests).toHaveLength(4)
  })

  test('does without what a compatible server lacks', async () => {
    await fake.close()
    fake = await startFakeResponses({ lacks: ['customTools', 'reasoning'] })
    const patch = '*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch'
    const env = { PATH: process.env['PATH'], OPENAI_BASE_URL: fake.url }
    const turn = start(scripted('Go.', { patch }, { say: 'ok' }), {}, { env })
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(bench.read('a.txt')).toBe('a\n')
    expect(fake.requests).toHaveLength(4)
  })
})

describe('long-running commands', () => {
  test('go on in the background, can be fed and polled, and end with the turn', async () => {
    const turn = start(
      scripted(
        'Serve.',
        { sh: 'read line; echo "got $line"', args: { stdin: true, yield_time_ms: 250 } },
        { stdin: { session_id: 1, chars: 'hello\n', yield_time_ms: 120_000 } },
        { sh: 'echo $$ > pid; exec sleep 1000', args: { yield_time_ms: 250 } },
        { sh: 'until test -s pid; do sleep 0.01; done', args: { yield_time_ms: 30_000 } },
        { say: 'left running' },
      ),
    )
    expect(await turn.done).toEqual({ kind: 'completed' })
    const [first, second, third] = outputsOf(4)
    expect(first).toContain('Process running with session ID 1')
    expect(second).toContain('Process exited with code 0\nOutput:\ngot hello\n')
    expect(third).toContain('Process running with session ID 2')
    const pid = Number(bench.read('pid'))
    expect(pid).toBeGreaterThan(0)
    expect(isAlive(pid)).toBe(false)
    const commands = bench.items().filter((item) => item.kind === 'command')
    expect(commands.map((item) => item.state)).toEqual(['completed', 'failed', 'completed'])
  })

  test('a background process of an ended command does not hold up the turn', async () => {
    const turn = start(
      scripted('Go.', { sh: 'sleep 1000 & echo started' }, { sh: 'echo next' }, { say: 'ok' }),
    )
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(outputsOf(2)[0]).toContain('Process exited with code 0\nOutput:\nstarted\n')
  })

  test('keep all output for the person and give the model its beginning and end', async () => {
    await start(scripted('Count.', { sh: 'seq 1 200000' }, { say: 'ok' })).done
    const item = bench.items().find(({ kind }) => kind === 'command')
    const whole = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join('')
    expect(bench.output(item?.id ?? '') === whole).toBe(true)
    const answer = outputsOf(1)[0] ?? ''
    expect(answer.length).toBeLessThan(41_000)
    expect(answer).toMatch(/Original token count: \d+\nOutput:\n1\n2\n/)
    expect(answer).toMatch(/tokens left out …\n[\d\n]+\n200000\n$/)
  })
})

describe('interrupting', () => {
  test('in a command ends its whole process group and keeps the conversation in order', async () => {
    const agent = createOpenaiAgent(quick)
    const choice = { kind: 'openai' } as const
    const stubborn = `trap '' TERM; sh -c 'trap "" TERM; echo "pid $$"; while :; do sleep 0.05; done'`
    const never = '*** Begin Patch\n*** Add File: never\n+x\n*** End Patch'
    const prompt = scripted('Wait.', { multi: [{ sh: stubborn }, { patch: never }] })
    const turn = agent.startTurn(bench.context(prompt, choice))
    const output = (): string => bench.output(bench.items().find(({ kind }) => kind === 'command')?.id ?? '')
    await bench.until(() => /pid \d+\n/.test(output()))
    const pid = Number(/pid (\d+)/.exec(output())?.[1])
    expect(isAlive(pid)).toBe(true)
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(isAlive(pid)).toBe(false)
    const next = agent.startTurn(bench.context(scripted('Again.', { say: 'ok' }), choice))
    expect(await next.done).toEqual({ kind: 'completed' })
    expect(outputsOf(1).toSorted()).toEqual([
      expect.stringMatching(/^interrupted by the person/),
      expect.stringMatching(/^interrupted: this did not run/),
    ])
    expect(bench.items().map((item) => item.kind)).not.toContain('edit')
  })

  test('while the model thinks', async () => {
    const turn = start(scripted('Think.', { say: 'half', hang: true }))
    await bench.until(() => bench.items().some((item) => item.text === 'half'))
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
  })

  test('while it waits to try again', async () => {
    const turn = start(scripted('Wait.', { status: 500 }), { retry: { delay: () => 60_000 } })
    await bench.until(() => bench.items().some((item) => item.kind === 'notice'))
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(fake.requests).toHaveLength(1)
  })
})
