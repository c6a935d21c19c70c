import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createCodexAgent } from '#main/agents/codex/adapter.ts'
import { isOpen } from '#shared/domain/timeline/timeline-item.ts'
import { turnBench } from '#test/support/agent-turn.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { agentPrograms, codexHome, patience } from '#test/support/real-agents.ts'
import { calls } from '#test/support/scenarios/calls.ts'
import { commands } from '#test/support/scenarios/commands.ts'
import { edits } from '#test/support/scenarios/edits.ts'
import type { Scenario } from '#test/support/scenarios/scenario.ts'
import { server } from '#test/support/scenarios/server.ts'
import { talk } from '#test/support/scenarios/talk.ts'
import { until } from '#test/support/until.ts'

/* What the built-in agent is put through, done to Codex itself: what its own tools give differs, what comes of it must not. */
const named = (scenarios: readonly Scenario[], ...names: readonly string[]): readonly Scenario[] =>
  names.map((name) => {
    const found = scenarios.find((scenario) => scenario.name === name)
    if (!found) throw new Error(`there is no scenario ${name}`)
    return found
  })

/** Whether a process stays in a folder: one that ends with the turn may take a moment. */
async function staysIn(folder: string): Promise<boolean> {
  return until('no process is in the folder', () => !runsIn(folder)).then(
    () => false,
    () => true,
  )
}

/** Whether a process is in a folder. Its number says nothing: in Codex's sandbox they are counted anew. */
function runsIn(folder: string): boolean {
  return readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`).startsWith(folder)
    } catch {
      return false
    }
  })
}

const chosen: readonly Scenario[] = [
  ...named(talk, 'one sentence', 'a thought and a message', 'a very long message'),
  ...named(commands, 'that succeeds', 'that fails', 'that kills itself', 'that prints a million lines'),
  ...named(commands, 'that prints bytes of no text', 'that is left running ends with the turn'),
  ...named(edits, 'a new file', 'several at once', 'all or nothing'),
  ...named(
    calls,
    'a tool that is not there',
    'arguments that are no JSON',
    'no arguments',
    'a plan that is none',
  ),
  ...named(server, '500, then fine', '503 without a word', 'a cut in a message', 'a cut before anything'),
  ...named(server, 'a failed answer', 'a stream that ends too early', 'a cut in a call: it does not run'),
  ...named(
    server,
    '500 without end',
    'cuts without end',
    'a quota that is used up',
    'a request that is wrong',
  ),
  ...named(server, 'an overflow without end'),
]

describe.skipIf(agentPrograms === null)('by Codex', { timeout: patience }, () => {
  const agent = createCodexAgent()
  afterAll(() => agent.dispose())

  test.each(chosen.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    const fake = await startFakeResponses(scenario.server)
    const home = codexHome(fake.url)
    // As often as it does by itself.
    const settings = path.join(home.env['CODEX_HOME'] ?? '', 'config.toml')
    const text = readFileSync(settings, 'utf8').replaceAll(/^(\w+_max_retries) = 1$/gm, '$1 = 4')
    writeFileSync(settings, text)
    const bench = turnBench(home.env)
    try {
      execFileSync('git', ['init', '-q'], { cwd: bench.worktree })
      for (const [name, content] of Object.entries(scenario.before ?? {})) {
        mkdirSync(path.dirname(path.join(bench.worktree, name)), { recursive: true })
        writeFileSync(path.join(bench.worktree, name), content)
      }
      const prompt = scripted('Work.', ...scenario.steps)
      const outcome = await agent.startTurn(bench.context(prompt, { kind: 'codex' })).done
      const content = (name: string): string | null => {
        const file = path.join(bench.worktree, name)
        return existsSync(file) ? readFileSync(file, 'utf8') : null
      }
      const failed = outcome.kind === 'failed' ? outcome.failure.message : null
      expect({
        outcome: outcome.kind,
        // What happened; what is kept; what to do next.
        sentences: failed === null || failed.split('. ').length >= 2,
        after: Object.fromEntries(Object.keys(scenario.after ?? {}).map((name) => [name, content(name)])),
        open: bench.items().filter(isOpen).length,
        began: content('pid') !== null,
        leavesProcess: await staysIn(bench.worktree),
      }).toEqual({
        outcome: scenario.ends === undefined ? 'completed' : 'failed',
        sentences: true,
        after: scenario.after ?? {},
        open: 0,
        began: JSON.stringify(scenario.steps).includes('> pid'),
        leavesProcess: false,
      })
    } finally {
      await fake.close()
      bench.remove()
      home.remove()
    }
  })
})
