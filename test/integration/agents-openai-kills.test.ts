import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { Dice } from '#test/support/dice.ts'
import type { ScriptStep, WireItem } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { killTurn } from '#test/support/killed-turn.ts'
import { seed } from '#test/support/seed.ts'

const kills = process.env['WINNOW_TEST_LONG'] === '1' ? 60 : 5

let bench: TurnBench
let fake: FakeResponses
let calls = 0

/** Two commands side by side, each with a number of its own, until the person says that it is enough. */
function next(input: readonly WireItem[]): ScriptStep {
  if (JSON.stringify(input.findLast(({ role }) => role === 'user')).includes('enough'))
    return { say: 'Done.' }
  const one = (): ScriptStep => ({ sh: `echo ${(calls += 1)} >> ran; sleep 0.02` })
  return { multi: [one(), one()] }
}

beforeEach(async () => {
  calls = 0
  bench = turnBench({ OPENAI_API_KEY: 'sk-test' })
  fake = await startFakeResponses({ play: next })
})
afterEach(async () => {
  await fake.close()
  bench.remove()
})

test(`law: whenever its process is killed, no call runs twice, and what is said of each is true (seed ${seed})`, async () => {
  const dice = new Dice(seed)
  for (let kill = 0; kill < kills; kill += 1) {
    const before = fake.requests.length
    const { worktree, folder } = bench
    await killTurn(
      { worktree, folder, url: fake.url, prompt: `Go on (${kill}).` },
      () => fake.request(before + 1 + dice.below(4)),
      dice.below(40),
    )
  }
  const env = { ...bench.context('', { kind: 'openai' }).env, OPENAI_BASE_URL: fake.url }
  const last = createOpenaiAgent().startTurn(bench.context('That is enough.', { kind: 'openai' }, { env }))
  expect(await last.done).toEqual({ kind: 'completed' })

  const ran = existsSync(path.join(bench.worktree, 'ran')) ? bench.read('ran').trim().split('\n') : []
  expect(new Set(ran).size).toBe(ran.length)
  const input = fake.requests.at(-1)?.body['input'] as readonly WireItem[]
  const said = input.flatMap((item) => {
    const number = /echo (\d+) >>/.exec(String(item['arguments']))?.[1]
    const answer = input.find((one) => one.type?.endsWith('_output') && one['call_id'] === item['call_id'])
    return number === undefined ? [] : [{ number, answer: String(answer?.['output']) }]
  })
  expect(said.length).toBeGreaterThan(0)
  const untrue = said.filter(({ number, answer }) => {
    if (answer.includes('exited with code 0')) return !ran.includes(number)
    if (answer.startsWith('interrupted: this did not run')) return ran.includes(number)
    return !answer.startsWith('interrupted: check the worktree.')
  })
  expect(untrue).toEqual([])
  // What ran is known to the conversation.
  const known = new Set(said.map(({ number }) => number))
  expect(ran.filter((number) => !known.has(number))).toEqual([])
})
