import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AgentOutcome, AgentTurn } from '#main/agents/adapter.ts'
import { createCodexAgent } from '#main/agents/codex/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted, type ScriptStep } from '#test/support/fake-responses-script.ts'
import { agentPrograms, codexHome, patience, type AgentHome } from '#test/support/real-agents.ts'

/** What Codex asks its model for where it shortens a conversation itself. */
const summarizes = 'Summary of the talk: the heron is grey.'

describe.skipIf(agentPrograms === null)('the real Codex, told to shorten', { timeout: patience }, () => {
  let model: FakeResponses
  let home: AgentHome
  let bench: TurnBench
  /** What the model does where a request holds no script. */
  let play: () => ScriptStep
  const agent = createCodexAgent()
  const { conversation, compaction } = agent

  beforeEach(async () => {
    play = () => ({ say: summarizes })
    model = await startFakeResponses({ summary: () => play() })
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
  async function turn(number: number, words: string): Promise<string> {
    const prompt = scripted(words, { say: `About ${words}` })
    const context = bench.context(prompt, { kind: 'codex' }, { turn: number })
    expect(await agent.startTurn(context).done).toEqual({ kind: 'completed' })
    return JSON.stringify(model.requests.at(-1)?.body['input'])
  }
  const begin = (number: number): AgentTurn => {
    const begun = compaction?.start(bench.context('', { kind: 'codex' }, { turn: number }))
    if (begun === undefined) throw new Error('it can’t')
    return begun
  }
  const compact = (number: number): Promise<AgentOutcome> => begin(number).done
  const compactions = () => bench.items().filter(({ kind }) => kind === 'compaction')
  const isDue = (): Promise<boolean> | undefined => compaction?.isDue(bench.folder)

  test('does so once something was said, shows it, and goes on from it; before it can be gone back to', async () => {
    expect(await isDue()).toBe(false)
    await turn(1, 'One.')
    expect(await isDue()).toBe(true)
    expect(await compact(2)).toEqual({ kind: 'completed' })
    expect(compactions()).toMatchObject([{ state: 'completed' }])
    expect(model.requests).toHaveLength(2)
    expect(await isDue()).toBe(false)
    const three = await turn(3, 'Three.')
    expect(three).toContain('the heron is grey')
    // The person's own words are kept.
    expect(three).not.toContain('"text":"About One."')
    expect(await isDue()).toBe(true)
    await conversation?.rollBack(bench.folder, { turn: 2, mark: null })
    expect(await isDue()).toBe(false)
    const four = await turn(4, 'Four.')
    expect(four).toContain('the heron is grey')
    expect(four).not.toContain('About Three.')
    await conversation?.rollBack(bench.folder, { turn: 1, mark: null })
    expect(await isDue()).toBe(true)
    const five = await turn(5, 'Five.')
    expect(five).toContain('"text":"About One."')
    expect(five).not.toContain('the heron is grey')
  })
  test('says why where that fails, and goes on with all that was said', async () => {
    await turn(1, 'One.')
    play = () => ({ status: 400, message: 'The heron has flown.' })
    const failed = await compact(2)
    expect(failed).toMatchObject({
      kind: 'failed',
      failure: { message: expect.stringContaining('The heron has flown.') },
    })
    expect(await isDue()).toBe(true)
    expect(await turn(3, 'Three.')).toContain('"text":"About One."')
  })

  test('is stopped, and goes on with all that was said', async () => {
    await turn(1, 'One.')
    play = () => ({ hang: true })
    const stopped = begin(2)
    await model.request(2)
    await stopped.interrupt()
    expect(await stopped.done).toEqual({ kind: 'interrupted' })
    expect(compactions()).toMatchObject([{ state: 'interrupted' }])
    expect(await isDue()).toBe(true)
    expect(await turn(3, 'Three.')).toContain('"text":"About One."')
  })
})
