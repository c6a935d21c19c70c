import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentOutcome, AgentTurn } from '#main/agents/adapter.ts'
import { createOpencodeAgent } from '#main/agents/opencode/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { startFakeChat, type FakeChat } from '#test/support/fake-chat.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { agentPrograms, patience, opencodeHome, type AgentHome } from '#test/support/real-agents.ts'
import { until } from '#test/support/until.ts'

const has = agentPrograms !== null && existsSync(path.join(agentPrograms, 'opencode'))

describe.skipIf(!has)('opencode through ACP', { timeout: patience }, () => {
  let model: FakeChat
  let home: AgentHome
  let bench: TurnBench
  const agent = createOpencodeAgent()

  beforeEach(async () => {
    model = await startFakeChat()
    home = opencodeHome(model.url)
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
    agent.startTurn(bench.context(scripted('Do it', ...steps), { kind: 'opencode', ...choice }))
  const run = (...steps: readonly ScriptStep[]): Promise<AgentOutcome> => start(steps).done
  const bash = (command: string): ScriptStep => ({
    call: { name: 'bash', args: { command, description: 'run it' } },
  })
  const edit = (oldString: string, newString: string): ScriptStep => ({
    call: { name: 'edit', args: { filePath: path.join(bench.worktree, 'hello.txt'), oldString, newString } },
  })
  const itemsOf = (kind: string) => bench.items().filter((item) => item.kind === kind)
  const read: ScriptStep = { call: { name: 'read', args: { filePath: '' } } }
  const reading = (): ScriptStep => ({
    ...read,
    call: { name: 'read', args: { filePath: path.join(bench.worktree, 'hello.txt') } },
  })

  test('thinks, reads, edits, asks for a command, runs it and says, and each is an item', async () => {
    bench.answer = async (ask) => {
      expect(ask).toMatchObject({ kind: 'approval', text: 'echo made > made.txt; ls' })
      return Promise.resolve({ option: optionOf(ask, 'allowOnce'), words: '' })
    }
    const outcome = await run(
      { multi: [{ reason: 'Look first' }, reading()] },
      edit('hello', 'hello from opencode'),
      bash('echo made > made.txt; ls'),
      { say: 'All done.' },
    )
    expect(outcome).toEqual({ kind: 'completed' })
    expect(bench.read('hello.txt')).toBe('hello from opencode\n')
    expect(bench.items().map(({ kind, state }) => [kind, state])).toEqual([
      ['reasoning', 'completed'],
      ['toolCall', 'completed'],
      ['edit', 'completed'],
      ['command', 'completed'],
      ['message', 'completed'],
    ])
    expect(bench.output(itemsOf('command')[0]?.id ?? '')).toContain('made.txt')
    expect(bench.asks).toHaveLength(1)
  })

  test('an edit that is denied is not written, and the words reach the model', async () => {
    bench.answer = async (ask) => {
      expect(ask.kind === 'approval' ? ask.diff : null).toContain('-hello\n+goodbye')
      expect(ask).toMatchObject({ touches: ['hello.txt'] })
      return Promise.resolve({ option: optionOf(ask, 'declineOnce'), words: 'Keep the greeting.' })
    }
    await start([reading(), edit('hello', 'goodbye'), { say: 'Left.' }], { mode: 'ask for edits' }).done
    expect(bench.read('hello.txt')).toBe('hello\n')
    expect(itemsOf('edit')[0]?.state).toBe('failed')
    expect(JSON.stringify(model.requests.at(-1))).toContain('Keep the greeting.')
  })

  test('a stop ends its command too, and a later turn remembers the conversation', async () => {
    bench.answer = async (ask) => Promise.resolve({ option: optionOf(ask, 'allowOnce'), words: '' })
    const turn = start([bash('echo $$ > pid; sleep 603'), { say: 'never' }])
    const pid = path.join(bench.worktree, 'pid')
    await until('the command runs', () => existsSync(pid) && readFileSync(pid, 'utf8') !== '', patience)
    await turn.interrupt()
    expect(await turn.done).toEqual({ kind: 'interrupted' })
    expect(itemsOf('command')).toMatchObject([{ state: 'interrupted' }])
    expect(execFileSync('ps', ['-eo', 'args']).toString()).not.toContain('sleep 603')
    expect(await run({ say: 'Here again.' })).toEqual({ kind: 'completed' })
    expect(JSON.stringify(model.requests.at(-1))).toContain('sleep 603')
    // What was told before is not told again.
    expect(itemsOf('message')).toHaveLength(1)
  })

  test('words reach it in the middle of a turn, before its next step', async () => {
    bench.answer = async (ask) => Promise.resolve({ option: optionOf(ask, 'allowOnce'), words: '' })
    const turn = start([bash('touch runs; while [ ! -e go ]; do sleep 0.1; done'), { say: 'Done.' }])
    await until('the command runs', () => existsSync(path.join(bench.worktree, 'runs')), patience)
    expect(await turn.steer?.('Left, not right')).toBe(true)
    writeFileSync(path.join(bench.worktree, 'go'), '')
    expect(await turn.done).toEqual({ kind: 'completed' })
    expect(model.requests).toHaveLength(2)
    expect(JSON.stringify(model.requests[1])).toContain('Left, not right')
    expect(await turn.steer?.('Too late')).toBe(false)
  })

  test('where its conversation is gone a new one begins, and both sides are told', async () => {
    writeFileSync(path.join(bench.folder, 'thread.json'), JSON.stringify({ thread: 'ses_gone' }))
    expect(await run({ say: 'Here.' })).toEqual({ kind: 'completed' })
    expect(itemsOf('notice')).toMatchObject([{ text: expect.stringContaining('a new one began') as string }])
    expect(JSON.stringify(model.requests.at(-1))).toContain('that conversation is lost')
  })
})

function optionOf(ask: { readonly options: readonly unknown[] }, effect: string): string | null {
  const options = ask.options as readonly { readonly id?: string; readonly effect?: string }[]
  return options.find((option) => option.effect === effect)?.id ?? null
}
