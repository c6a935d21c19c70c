import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AgentAdapter } from '#main/agents/adapter.ts'
import { createClaudeAgent } from '#main/agents/claude/adapter.ts'
import { createGeminiAgent } from '#main/agents/gemini/adapter.ts'
import { turnBench, type TurnBench } from '#test/support/agent-turn.ts'

let bench: TurnBench
beforeEach(() => {
  bench = turnBench()
})
afterEach(() => bench.remove())

/** The words that a program of this name is started with. */
async function words(agent: AgentAdapter, pictures: readonly string[]): Promise<readonly string[]> {
  const programs = path.join(bench.folder, 'bin')
  mkdirSync(programs, { recursive: true })
  const file = path.join(programs, agent.kind)
  const said = path.join(bench.folder, 'said.txt')
  writeFileSync(file, `#!/bin/sh\nfor word in "$@"; do printf "%s\\n" "$word"; done > '${said}'\n`, {
    mode: 0o755,
  })
  const env = { PATH: `${programs}:${process.env['PATH'] ?? ''}`, SHELL: '/bin/sh' }
  await agent.startTurn(bench.context('Look.', { kind: agent.kind }, { pictures, env })).done
  return readFileSync(said, 'utf8').trim().split('\n')
}

const folder = "/home/ada's/winnow data/sessions/a/pictures"
const pictures = [`${folder}/one.png`, `${folder}/two.png`]

test.each([
  ['Claude Code may read the folder', createClaudeAgent, ['--add-dir', folder, '--permission-mode']],
  ['Gemini may read the folder', createGeminiAgent, [`--include-directories=${folder}`]],
] as const)('%s of the pictures in its prompt, and nothing else without any', async (_, create, told) => {
  const without = await words(create(), [])
  expect(without.join(' ')).not.toMatch(/--add-dir|--include-directories/)
  expect((await words(create(), pictures)).join('\n')).toContain(told.join('\n'))
})
