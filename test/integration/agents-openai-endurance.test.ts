import { statSync } from 'node:fs'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TurnReport } from '#main/agents/adapter.ts'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import type { ScriptStep } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
const responses = long ? 10_000 : 1000
/** One in so many answers runs a command; the others tell a plan. */
const perCommand = 5
const leastCompactions = responses / 50
const window = 22_000

let bench: TurnBench
let fake: FakeResponses
let answered = 0

/** What the model does next; its plan is long, so that the window fills. */
function next(): ScriptStep {
  answered += 1
  if (answered >= responses) return { say: 'Done.' }
  if (answered % perCommand === 0) return { sh: `echo ${answered} >> done` }
  return { plan: [[`${answered} ${'x'.repeat(1600)}`, 'in_progress']] }
}

beforeEach(async () => {
  answered = 0
  bench = turnBench()
  fake = await startFakeResponses({ window, play: next, keeps: 1 })
})
afterEach(async () => {
  await fake.close()
  bench.remove()
})

const collect = ((): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()

test(
  'a turn that goes on and on takes no more memory, and its log grows evenly',
  { timeout: long ? 3_600_000 : 180_000 },
  async () => {
    const heaps: number[] = []
    const sizes: number[] = []
    const context = bench.context('Go on and on.', { kind: 'openai' })
    const report: TurnReport = {
      ...context.report,
      item(item) {
        if (item.kind !== 'compaction' || item.state === 'running') return
        expect(item.state).toBe('completed')
        sizes.push(statSync(path.join(bench.folder, 'rollout.jsonl')).size)
        collect()
        heaps.push(process.memoryUsage().heapUsed)
      },
      output: () => Promise.resolve(),
      activity: () => undefined,
      usage: () => undefined,
    }
    const openaiLimits = { window, rounds: 0, minutes: 0, thousandTokens: 0 }
    const outcome = await createOpenaiAgent().startTurn({
      ...context,
      report,
      env: { ...context.env, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url },
      settings: { shell: '', openaiBaseUrl: '', openaiModel: 'gpt-5.5', openaiLimits },
    }).done

    expect(outcome).toEqual({ kind: 'completed' })
    expect(answered).toBe(responses)
    // Each command ran once, and in its order.
    const ran = bench.read('done').trim().split('\n').map(Number)
    expect(ran).toEqual(
      Array.from({ length: responses / perCommand - 1 }, (_, index) => (index + 1) * perCommand),
    )
    expect(sizes.length).toBeGreaterThanOrEqual(leastCompactions)
    const middle = Math.floor(sizes.length / 2)
    const at = (index: number): number => sizes[index] ?? 0
    const first = at(middle) - at(0)
    const second = at(2 * middle - 1) - at(middle - 1)
    expect(Math.abs(second - first) / first).toBeLessThan(0.1)
    // What code is compiled and cached comes in the beginning.
    const settled = heaps[Math.floor(heaps.length / 4)] ?? 0
    expect((heaps.at(-1) ?? 0) - settled).toBeLessThan(8_000_000)
  },
)
