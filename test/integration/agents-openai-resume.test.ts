import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, readFileSync, watch } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { Rollout } from '#main/agents/openai/rollout.ts'
import { SaidWords } from '#main/agents/openai/said-words.ts'
import { isAlive, turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { scripted, type ScriptStep, type WireItem } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'

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

const node = path.resolve('node_modules/.bin/node')

/** Runs a turn in another process and kills it once a file of the worktree exists. */
async function runAndKill(mark: string, ...steps: readonly ScriptStep[]): Promise<void> {
  const file = path.join(bench.worktree, mark)
  const appeared = new Promise<void>((resolve) => {
    const watcher = watch(bench.worktree, () => {
      if (!existsSync(file)) return
      watcher.close()
      resolve()
    })
  })
  const script = path.resolve('test/support/agent-turn-process.ts')
  const child = spawn(node, [script, bench.worktree, bench.folder, fake.url, scripted('Work.', ...steps)], {
    stdio: 'ignore',
  })
  const closed = once(child, 'close')
  await appeared
  child.kill('SIGKILL')
  await closed
}

async function keptWords(folder: string): Promise<{ readonly rollout: Rollout; readonly words: SaidWords }> {
  const rollout = await Rollout.open(folder)
  return { rollout, words: new SaidWords(rollout, () => undefined) }
}

const lastInput = (): readonly WireItem[] => fake.requests.at(-1)?.body['input'] as readonly WireItem[]
const outputs = (): string[] =>
  lastInput()
    .filter((item) => item.type?.endsWith('_output'))
    .map((item) => String(item['output']))

async function followUp(): Promise<void> {
  const context = bench.context(scripted('Go on.', { say: 'ok' }), { kind: 'openai' }, { turn: 2 })
  expect(await createOpenaiAgent().startTurn(context).done).toEqual({ kind: 'completed' })
}

test('a turn that was killed in a command is taken up; the command ended with it and is not run again', async () => {
  await runAndKill(
    'started',
    { sh: 'echo first' },
    {
      multi: [
        { sh: 'echo run >> runs; echo $$ > pid; touch started; exec sleep 1000' },
        { patch: '*** Begin Patch\n*** Add File: late\n+x\n*** End Patch' },
      ],
    },
    { say: 'never said' },
  )
  const pid = Number(bench.read('pid'))
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
  await followUp()
  expect(lastInput().map((item) => item.type)).toEqual([
    'message',
    'function_call',
    'function_call_output',
    'function_call',
    'function_call_output',
    'custom_tool_call',
    'custom_tool_call_output',
    'message',
  ])
  expect(outputs()[0]).toContain('Output:\nfirst\n')
  expect(outputs()[1]).toMatch(/^interrupted: check the worktree\./)
  expect(outputs()[2]).toMatch(/^interrupted: this did not run/)
  expect(bench.read('runs')).toBe('run\n')
  expect(existsSync(path.join(bench.worktree, 'late'))).toBe(false)
})

// A session that can't be read must not silently begin anew, without its memory (OpenHands software-agent-sdk #5094).
test('a last line that was cut off is dropped, and a damaged one in the middle is told', async () => {
  const agent = createOpenaiAgent()
  const choice = { kind: 'openai' } as const
  await agent.startTurn(bench.context(scripted('One.', { say: 'First answer.' }), choice)).done
  const file = path.join(bench.folder, 'rollout.jsonl')
  appendFileSync(file, '{"at":1,"type":"item","item":{"type":"mess')
  await followUp()
  expect(JSON.stringify(lastInput())).toContain('First answer.')
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow()
  appendFileSync(file, 'garbage\n')
  await followUp()
  expect(bench.items().find((item) => item.kind === 'notice')?.text).toMatch(/^1 lines? /)
})

test('a compacted record replaces what came before', async () => {
  const agent = createOpenaiAgent()
  await agent.startTurn(bench.context(scripted('One.', { say: 'First answer.' }), { kind: 'openai' })).done
  const history = [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'In short: one.' }] },
  ]
  appendFileSync(
    path.join(bench.folder, 'rollout.jsonl'),
    `${JSON.stringify({ at: 1, type: 'compacted', history })}\n`,
  )
  await followUp()
  expect(JSON.stringify(lastInput())).not.toContain('First answer.')
  expect(JSON.stringify(lastInput()[0])).toContain('In short: one.')
})

test('side by side, calls that had begun are told apart from one that had ended', async () => {
  const rollout = path.join(bench.folder, 'rollout.jsonl')
  // The brackets keep it from finding its own line, which is in there too.
  const kept = `until grep -q 'exited with cod[e] 0' '${rollout}'; do sleep 0.01; done`
  await runAndKill('started', {
    multi: [{ sh: 'echo quick >> runs' }, { sh: `${kept}; touch started; exec sleep 1000` }],
  })
  await followUp()
  expect(outputs()[0]).toContain('exited with code 0')
  expect(outputs()[1]).toMatch(/^interrupted: check the worktree\./)
  expect(bench.read('runs')).toBe('quick\n')
})

test('words that were taken before the workbench was killed are heard by the next turn, once', async () => {
  const { rollout, words } = await keptWords(bench.folder)
  expect(await words.take('Use tabs.')).toBe(true)
  await rollout.close()
  await followUp()
  const said = lastInput().map((item) => JSON.stringify(item['content']))
  expect(said).toEqual([expect.stringContaining('Use tabs.'), expect.stringContaining('Go on.')])
  await followUp()
  expect(JSON.stringify(lastInput()).match(/Use tabs\./g)).toHaveLength(1)
})

test('what was said is on the disk before a tool runs', async () => {
  const rollout = path.join(bench.folder, 'rollout.jsonl')
  const context = bench.context(scripted('Look.', { sh: `cat '${rollout}'` }, { say: 'ok' }), {
    kind: 'openai',
  })
  await createOpenaiAgent().startTurn(context).done
  const seen = bench.output(bench.items().find((item) => item.kind === 'command')?.id ?? '')
  const types = seen
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type)
  expect(types).toEqual(['turn', 'item', 'item', 'usage', 'intent'])
})
