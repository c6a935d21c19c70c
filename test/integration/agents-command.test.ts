import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentTurn, TurnContext } from '#main/agents/adapter.ts'
import { createCommandAgent, type CommandAgentOptions } from '#main/agents/command/adapter.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import { isAlive, turnBench, type TurnBench } from '#test/support/agent-turn.ts'

let bench: TurnBench

beforeEach(() => {
  bench = turnBench()
})
afterEach(() => bench.remove())

function start(
  command: string,
  more: {
    readonly prompt?: string
    readonly choice?: Partial<AgentChoice>
    readonly options?: CommandAgentOptions
    readonly changes?: Partial<TurnContext>
  } = {},
): AgentTurn {
  const agent = createCommandAgent({ killAfter: 300, grace: 200, ...more.options })
  const choice = { kind: 'command', command, ...more.choice } as const
  return agent.startTurn(bench.context(more.prompt ?? 'Do it.', choice, more.changes))
}

const output = (): string => bench.output(bench.items().at(-1)?.id ?? '')

describe('a turn', () => {
  test('runs in the worktree, with the task on standard input and in its environment', async () => {
    const line =
      'pwd; cat; echo "|$WINNOW_PROMPT|$WINNOW_SESSION|$WINNOW_TURN|$WINNOW_HOME|"; cp /dev/stdin copy'
    const env = { PATH: process.env['PATH'], WINNOW_HOME: '/nowhere' }
    expect(await start(line, { prompt: 'Fix “it” ünicode', changes: { env } }).done).toEqual({
      kind: 'completed',
    })
    expect(output()).toBe(`${bench.worktree}\nFix “it” ünicode|Fix “it” ünicode|session-1|1||\n`)
    expect(bench.read('copy')).toBe('Fix “it” ünicode')
    expect(bench.items()).toEqual([
      { id: expect.any(String), kind: 'output', state: 'completed', text: line, exitCode: 0 },
    ])
    // The file with the task is gone again.
    expect(readdirSync(bench.folder)).toEqual(['started'])
  })

  test('keeps both outputs in the order of writing, bytes untouched, and gives them real files', async () => {
    const line = String.raw`printf '\033[31mred\377\000\r\n'; echo err >&2; echo out; echo dev >/dev/stderr; echo last >/dev/stdout`
    await start(line).done
    expect(output()).toBe(
      Buffer.from('\u001b[31mred\u00ff\0\r\nerr\nout\ndev\nlast\n', 'latin1').toString('utf8'),
    )
  })

  test('uses the line for follow-ups, or the first again', async () => {
    const choice = { followUpCommand: 'echo again' }
    await start('echo first', { choice, changes: { worktree: '/nowhere' } }).done
    await start('echo first', { choice }).done
    expect(output()).toBe('first\n')
    await start('echo first', { choice }).done
    expect(output()).toBe('again\n')
    await start('echo first').done
    expect(output()).toBe('first\n')
    // The task starts from its base again: the turns count on, the folder is new.
    rmSync(bench.folder, { recursive: true })
    mkdirSync(bench.folder)
    await start('echo first', { choice }).done
    expect(output()).toBe('first\n')
  })

  test('takes a huge task: whole on standard input, its beginning in the variable', async () => {
    const prompt = 'ä'.repeat(1_500_000)
    const line = 'wc -c; printf %s "$WINNOW_PROMPT" | wc -c; printf %s "$WINNOW_PROMPT" | tail -c 2'
    expect(await start(line, { prompt }).done).toEqual({ kind: 'completed' })
    expect(output().split(/\s+/).filter(Boolean)).toEqual(['3000000', '100000', 'ä'])
  })

  test('does not mind a command that never reads its task', async () => {
    expect(await start('exec <&-; sleep 0.1; echo ok', { prompt: 'x'.repeat(1_000_000) }).done).toEqual({
      kind: 'completed',
    })
  })

  test('takes the shell that was chosen', async () => {
    const settings = { shell: 'bash', openaiBaseUrl: '', openaiModel: '' }
    await start('echo "$BASH_VERSION" | wc -w', { changes: { settings } }).done
    expect(output().trim()).toBe('1')
  })
})

describe('fails', () => {
  test('with its exit code and the end of its output', async () => {
    const outcome = await start('seq 1 100000; echo "it is broken" >&2; exit 7').done
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'exitCode' } })
    const failure = outcome.kind === 'failed' ? outcome.failure : undefined
    expect(failure?.message).toContain('exit code 7')
    expect(failure?.stderr).toMatch(/^\d+\n[\d\n]+100000\nit is broken$/)
    expect(bench.items().at(-1)).toMatchObject({ state: 'failed', exitCode: 7 })
  })

  test.each<[string, string, Partial<TurnContext>, string]>([
    ['a program that is not there', 'no-such-program-7 --x', {}, 'exitCode'],
    [
      'a shell that is not there',
      'true',
      { settings: { shell: 'fish-7', openaiBaseUrl: '', openaiModel: '' } },
      'notStarted',
    ],
    ['an empty line', '  ', {}, 'noCommand'],
    ['a worktree that is gone', 'true', { worktree: '/nowhere/at/all' }, 'notStarted'],
    ['a line that the system refuses', `: ${'x'.repeat(200_000)}`, {}, 'notStarted'],
    ['a line with a NUL', 'echo \0', {}, 'notStarted'],
    ['a command that was killed', 'kill -KILL $$', {}, 'exitCode'],
    ['a state folder that is gone', 'true', { folder: '/nowhere/at/all' }, 'stateFailed'],
  ])('with a sentence for %s', async (_, line, changes, kind) => {
    const outcome = await start(line, { changes }).done
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind } })
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z].*\. .*\.$/))
  })

  test('when its output can’t be kept, instead of hanging', async () => {
    const base = bench.context('x', { kind: 'command' })
    const report = { ...base.report, output: () => Promise.reject(new Error('ENOSPC: no space left')) }
    const outcome = await start('yes | head -c 10000000; sleep 1000', { changes: { report } }).done
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'stateFailed' } })
  })
})

describe('ends what it started', () => {
  const pidIn = (): number => Number(/pid (\d+)/.exec(output())?.[1])

  test('on interrupt, with a word of goodbye', async () => {
    const turn = start(`trap 'echo bye; exit 0' TERM; echo "pid $$"; while :; do sleep 0.05; done`, {
      options: { killAfter: 20_000 },
    })
    await bench.until(() => output().includes('\n'))
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(output()).toMatch(/bye\n$/)
    expect(isAlive(pidIn())).toBe(false)
  })

  test('on interrupt, a stubborn child too', async () => {
    const turn = start(`trap '' TERM; (trap '' TERM; sh -c 'echo "pid $$"; exec sleep 1000') & wait; wait`)
    await bench.until(() => /pid \d+\n/.test(output()))
    const pid = pidIn()
    expect(isAlive(pid)).toBe(true)
    const from = performance.now()
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(performance.now() - from).toBeGreaterThan(290)
    expect(isAlive(pid)).toBe(false)
  })

  test('a child that holds the output does not hold up the turn', async () => {
    const outcome = await start(`sh -c 'echo "pid $$"; exec sleep 1000' & sleep 0.2; echo done`).done
    expect(outcome).toEqual({ kind: 'completed' })
    expect(output()).toContain('done\n')
    expect(isAlive(pidIn())).toBe(false)
  })

  test('a quiet child in the background does not outlive the turn', async () => {
    await start(`sleep 1000 >/dev/null 2>&1 & echo "pid $!"`).done
    expect(pidIn()).toBeGreaterThan(0)
    expect(isAlive(pidIn())).toBe(false)
  })

  test('when the adapter is disposed of', async () => {
    const agent = createCommandAgent({ killAfter: 300 })
    const turn = agent.startTurn(
      bench.context('x', { kind: 'command', command: 'echo "pid $$"; exec sleep 1000' }),
    )
    await bench.until(() => output().includes('\n'))
    await agent.dispose()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(isAlive(pidIn())).toBe(false)
  })
})

test('much output flows through little memory, as fast as it is taken', async () => {
  const size = 200_000_000
  let taken = 0
  let inHand = 0
  let most = 0
  const base = bench.context('x', { kind: 'command' })
  const report = {
    ...base.report,
    async output(_: string, bytes: Uint8Array) {
      inHand += 1
      most = Math.max(most, inHand)
      taken += bytes.length
      // A disk that is slow now and then.
      if (taken % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
      inHand -= 1
    },
  }
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let peak = before
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  try {
    const outcome = await start(`yes 0123456789abcdef | head -c ${size}`, { changes: { report } }).done
    expect(outcome).toEqual({ kind: 'completed' })
  } finally {
    clearInterval(sampler)
  }
  expect(taken).toBe(size)
  expect(most).toBe(1)
  expect((peak - before) / 1e6).toBeLessThan(100)
})
