import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentTurn } from '#main/agents/adapter.ts'
import { createClaudeAgent } from '#main/agents/claude/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { startFakeAnthropic, type FakeAnthropic } from '#test/support/fake-anthropic.ts'
import { samplePng } from '#test/support/sample-pictures.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { agentPrograms, patience, claudeHome, type AgentHome } from '#test/support/real-agents.ts'
import { until } from '#test/support/until.ts'

const png = samplePng(8, 8, [200, 10, 10])
const has = agentPrograms !== null && existsSync(path.join(agentPrograms, 'claude-agent-acp'))

describe.skipIf(!has)('Claude Code through ACP', { timeout: patience }, () => {
  let model: FakeAnthropic
  let home: AgentHome
  let bench: TurnBench
  const agent = createClaudeAgent()

  beforeEach(async () => {
    model = await startFakeAnthropic()
    home = claudeHome(model.url)
    bench = turnBench(home.env)
    execFileSync('git', ['init', '-q'], { cwd: bench.worktree })
    writeFileSync(path.join(bench.worktree, 'hello.txt'), 'hello\n')
  })
  afterEach(async () => {
    await agent.dispose()
    await model.close()
    bench.remove()
    home.remove()
  })

  const start = (steps: readonly ScriptStep[], choice: Readonly<Record<string, string>> = {}): AgentTurn =>
    agent.startTurn(bench.context(scripted('Do it', ...steps), { kind: 'claude', ...choice }))
  const shell = (command: string): ScriptStep => ({
    call: { name: 'Bash', args: { command, description: 'run it' } },
  })
  const file = (): string => path.join(bench.worktree, 'hello.txt')
  const read = (): ScriptStep => ({ call: { name: 'Read', args: { file_path: file() } } })
  const replace = (from: string, to: string): ScriptStep => ({
    call: { name: 'Edit', args: { file_path: file(), old_string: from, new_string: to } },
  })
  const itemsOf = (kind: string) => bench.items().filter((item) => item.kind === kind)
  const answerWith = (effect: string, words = ''): void => {
    bench.answer = async (ask) => {
      const options = ask.options as readonly { readonly id?: string; readonly effect?: string }[]
      return Promise.resolve({ option: options.find((one) => one.effect === effect)?.id ?? null, words })
    }
  }

  test('edits, asks for a command, runs it and says, each an item, and goes on in a later turn', async () => {
    answerWith('allowOnce')
    const outcome = await start([
      read(),
      replace('hello', 'hello from claude'),
      shell('npm --version > made.txt'),
      { say: 'All done.' },
    ]).done
    expect(outcome).toEqual({ kind: 'completed' })
    expect(bench.read('hello.txt')).toBe('hello from claude\n')
    expect(bench.read('made.txt')).toMatch(/^\d+\./)
    expect(itemsOf('edit')).toMatchObject([{ state: 'completed', paths: ['hello.txt'] }])
    expect(itemsOf('command')).toMatchObject([{ state: 'completed' }])
    expect(itemsOf('message')).toMatchObject([{ state: 'completed', text: 'All done.' }])
    expect(bench.asks).toMatchObject([{ kind: 'approval' }])
    // Whether it can load its conversation or not.
    expect(await start([{ say: 'Again.' }]).done).toEqual({ kind: 'completed' })
    expect(itemsOf('message').at(-1)).toMatchObject({ text: 'Again.' })
  })

  test('an edit that is denied is not written, and the words reach the model', async () => {
    answerWith('declineOnce', 'Keep the greeting.')
    await start([read(), replace('hello', 'goodbye'), { say: 'Left.' }], { mode: 'ask for edits' }).done
    expect(bench.asks).toMatchObject([{ diff: expect.stringContaining('-hello\n+goodbye') as string }])
    expect(bench.read('hello.txt')).toBe('hello\n')
    expect(JSON.stringify(model.requests.at(-1))).toContain('Keep the greeting.')
  })

  test('the pictures of a prompt are shown to it', async () => {
    const shown = path.join(bench.folder, 'one.png')
    writeFileSync(shown, png)
    const context = bench.context(
      scripted('Look', { say: 'I see it.' }),
      { kind: 'claude' },
      { pictures: [shown] },
    )
    expect(await agent.startTurn(context).done).toEqual({ kind: 'completed' })
    expect(JSON.stringify(model.requests.at(-1))).toContain(png.toString('base64'))
  })

  test('words reach it in the middle of a turn', async () => {
    answerWith('allowOnce')
    const turn = start([
      shell('touch runs; while [ ! -e go ]; do sleep 0.1; done; npm --version > made.txt'),
      { say: 'Done.' },
    ])
    await until('the command runs', () => existsSync(path.join(bench.worktree, 'runs')), patience)
    expect(await turn.steer?.('Left, not right')).toBe(true)
    writeFileSync(path.join(bench.worktree, 'go'), '')
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(JSON.stringify(model.requests)).toContain('Left, not right')
    expect(await turn.steer?.('Too late')).toBe(false)
  })

  test('a stop ends its command too', async () => {
    answerWith('allowOnce')
    const turn = start([shell('echo $$ > pid; sleep 605'), { say: 'never' }])
    const pid = path.join(bench.worktree, 'pid')
    await until('the command runs', () => existsSync(pid) && readFileSync(pid, 'utf8') !== '', patience)
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain('sleep 605')
    expect(itemsOf('command')).toMatchObject([{ state: 'interrupted' }])
  })
})
