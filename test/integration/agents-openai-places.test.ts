import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'

let fake: FakeResponses
let bench: TurnBench
const agent = createOpenaiAgent()
const { conversation } = agent

beforeEach(async () => {
  fake = await startFakeResponses()
  bench = turnBench({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url })
})
afterEach(async () => {
  await fake.close()
  bench.remove()
})

/** Runs the next turn; the model says it back. What the model was asked with, as text. */
async function turn(words: string, folder = bench.folder, number?: number): Promise<string> {
  const context = bench.context(scripted(words, { say: `About ${words}` }), { kind: 'openai' }, { folder })
  const outcome = await agent.startTurn({ ...context, turn: number ?? context.turn }).done
  expect(outcome).toEqual({ kind: 'completed' })
  return JSON.stringify(fake.requests.at(-1)?.body['input'])
}

test('a conversation goes on from the end of a turn, and what was taken away can be brought back', async () => {
  for (const words of ['One.', 'Two.', 'Three.']) await turn(words)
  const before = (await conversation?.mark(bench.folder)) ?? ''
  expect(await conversation?.rollBack(bench.folder, { turn: 1, mark: null })).toEqual({
    ok: true,
    value: null,
  })
  const afterOne = await turn('Four.')
  expect(afterOne).toContain('About One.')
  expect(afterOne).not.toMatch(/Two|Three/)
  // The one that was rolled away is still there to be gone back to.
  await conversation?.rollBack(bench.folder, { turn: 2, mark: null })
  const afterTwo = await turn('Five.')
  expect(afterTwo).toContain('About Two.')
  expect(afterTwo).not.toMatch(/Three|Four/)
  await conversation?.rollBack(bench.folder, { turn: 3, mark: before })
  const undone = await turn('Six.')
  expect(undone).toContain('About Three.')
  expect(undone).not.toMatch(/Four|Five/)
})

test('before the first turn there is nothing; a turn of before the file is not kept', async () => {
  await turn('One.')
  await conversation?.rollBack(bench.folder, { turn: 0, mark: null })
  expect(await turn('Again.')).not.toContain('One.')
  const empty = path.join(bench.folder, 'empty')
  mkdirSync(empty)
  expect(await conversation?.rollBack(empty, { turn: 2, mark: null })).toEqual({
    ok: false,
    error: 'notKept',
  })
})

test('a fork knows what was said up to its turn, by itself; the original is as it was', async () => {
  for (const words of ['One.', 'Two.', 'Three.']) await turn(words)
  const fork = path.join(bench.folder, 'fork')
  mkdirSync(fork)
  expect(await conversation?.fork(bench.folder, fork, { turn: 2, mark: null })).toEqual({
    ok: true,
    value: null,
  })
  const first = await turn('Forked.', fork, 1)
  expect(first).toContain('About Two.')
  expect(first).not.toContain('Three')
  await turn('More.', fork, 2)
  expect(await turn('Four.', bench.folder, 4)).not.toMatch(/Forked|More/)
  // Its own beginning is what it was forked with.
  await conversation?.rollBack(fork, { turn: 0, mark: null })
  const anew = await turn('Anew.', fork, 3)
  expect(anew).toContain('About Two.')
  expect(anew).not.toMatch(/Forked|More/)
})
