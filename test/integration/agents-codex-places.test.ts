import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCodexAgent } from '#main/agents/codex/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { agentPrograms, codexHome, patience, type AgentHome } from '#test/support/real-agents.ts'

describe.skipIf(agentPrograms === null)('the conversation of the real Codex', { timeout: patience }, () => {
  let model: FakeResponses
  let home: AgentHome
  let bench: TurnBench
  const agent = createCodexAgent()
  const { conversation } = agent

  beforeEach(async () => {
    model = await startFakeResponses()
    home = codexHome(model.url)
    bench = turnBench(home.env)
    execFileSync('git', ['init', '-q'], { cwd: bench.worktree })
  })
  afterEach(async () => {
    await agent.dispose()
    await model.close()
    bench.remove()
    home.remove()
  })

  /** Runs a turn; what the model was asked with, as text. */
  async function turn(number: number, words: string, folder = bench.folder): Promise<string> {
    const prompt = scripted(words, { say: `About ${words}` })
    const context = bench.context(prompt, { kind: 'codex' }, { folder, turn: number })
    expect(await agent.startTurn(context).done).toEqual({ kind: 'completed' })
    return JSON.stringify(model.requests.at(-1)?.body['input'])
  }

  test('goes on from the end of an earlier turn, and from the one that was taken away', async () => {
    await turn(1, 'One.')
    await turn(2, 'Two.')
    const before = (await conversation?.mark(bench.folder)) ?? ''
    expect(await conversation?.rollBack(bench.folder, { turn: 1, mark: null })).toEqual({
      ok: true,
      value: null,
    })
    const three = await turn(3, 'Three.')
    expect(three).toContain('About One.')
    expect(three).not.toContain('Two.')
    expect(await turn(4, 'Four.')).toContain('About Three.')
    await conversation?.rollBack(bench.folder, { turn: 2, mark: before })
    const undone = await turn(5, 'Five.')
    expect(undone).toContain('About Two.')
    expect(undone).not.toMatch(/About (?:Three|Four)/)
    await conversation?.rollBack(bench.folder, { turn: 0, mark: null })
    expect(await turn(6, 'Six.')).not.toMatch(/About (?:One|Two|Five)/)
  })

  test('is forked into another folder; the original is as it was', async () => {
    await turn(1, 'One.')
    await turn(2, 'Two.')
    const fork = path.join(bench.folder, 'fork')
    mkdirSync(fork)
    await conversation?.fork(bench.folder, fork, { turn: 1, mark: null })
    const forked = await turn(1, 'Forked.', fork)
    expect(forked).toContain('About One.')
    expect(forked).not.toContain('Two.')
    const original = await turn(3, 'Three.')
    expect(original).toContain('About Two.')
    expect(original).not.toContain('Forked.')
    await conversation?.rollBack(fork, { turn: 0, mark: null })
    const anew = await turn(2, 'Anew.', fork)
    expect(anew).toContain('About One.')
    expect(anew).not.toContain('Forked.')
  })
})
