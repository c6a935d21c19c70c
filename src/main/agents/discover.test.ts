import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { discoverAgents } from './discover.ts'
import { knownAgents } from './registry.ts'
import { findProgram, findShell } from './program.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'winnow-discover-'))
  for (const name of ['one', 'two']) mkdirSync(path.join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, mode = 0o755): string {
  const file = path.join(folder, name)
  writeFileSync(file, '#!/bin/sh\n')
  chmodSync(file, mode)
  return file
}
const nothing = { hasKey: false, baseUrl: '', model: '' }
const searched = (): { PATH: string } => ({ PATH: `${folder}/one:${folder}/none::relative:${folder}/two` })

test('offers what is on PATH first, and says how to get the rest', async () => {
  const codex = program('two/codex')
  program('one/claude', 0o644)
  mkdirSync(path.join(folder, 'one/gemini'))
  const offers = await discoverAgents(knownAgents, { env: searched(), platform: 'linux', openai: nothing })
  expect(offers.map((offer) => [offer.label, offer.available])).toEqual([
    ['Codex', true],
    ['Command', true],
    ['OpenAI', false],
    ['Claude Code', false],
    ['opencode', false],
    ['Gemini CLI', false],
  ])
  expect(offers[0]?.note).toContain(codex)
  expect(offers[0]?.choice).toEqual({ kind: 'codex' })
  expect(offers[0]?.options.map(({ name, values }) => [name, values.length > 0])).toEqual([
    ['model', false],
    ['effort', true],
    ['mode', true],
    ['profile', false],
  ])
  for (const offer of offers) expect(offer.note).toMatch(/^[A-Z].*\.$/)
  for (const offer of offers.filter((one) => !one.available))
    expect(offer.note).toMatch(/Install|Store|OPENAI_API_KEY/)
})

test('what an agent can’t do as it was found is not offered', async () => {
  const claude = async () =>
    (await discoverAgents(knownAgents, { env: searched(), platform: 'linux', openai: nothing })).find(
      ({ choice }) => choice.kind === 'claude',
    )?.capabilities
  program('two/claude')
  expect(await claude()).not.toContain('steer')
  program('two/claude-agent-acp')
  expect(await claude()).toContain('steer')
})

test.each([
  [
    { OPENAI_API_KEY: 'sk-1' },
    { hasKey: false, baseUrl: '', model: 'gpt-5.5' },
    'the key from OPENAI_API_KEY',
  ],
  [{}, { hasKey: true, baseUrl: '', model: '' }, 'the stored key'],
  [{}, { hasKey: false, baseUrl: 'http://localhost:11434/v1', model: '' }, 'without a key'],
  [{ OPENAI_BASE_URL: 'http://localhost:1/v1' }, undefined, 'http://localhost:1/v1'],
])('offers openai with %j and %j', async (env, openai, words) => {
  const offers = await discoverAgents(knownAgents, { env, platform: 'linux', openai: openai ?? nothing })
  const offer = offers.find(({ choice }) => choice.kind === 'openai')
  expect(offer?.available).toBe(true)
  expect(offer?.note).toContain(words)
  expect(offer?.note).not.toContain('sk-1')
})

test('finds a program as the system would, but never in a relative folder', async () => {
  const first = program('one/tool')
  program('two/tool')
  expect(await findProgram('tool', searched())).toBe(first)
  symlinkSync(first, path.join(folder, 'two/link'))
  expect(await findProgram('link', searched())).toBe(path.join(folder, 'two/link'))
  expect(await findProgram(first, {})).toBe(first)
  expect(await findProgram('tool', {})).toBeNull()
  expect(await findProgram('./tool', searched())).toBeNull()
})

test('takes the chosen shell, then $SHELL, then /bin/sh', async () => {
  const fish = program('one/fish')
  const zsh = program('two/zsh')
  const env = { ...searched(), SHELL: zsh }
  expect(await findShell('fish', env)).toEqual({ file: fish, args: ['-c'] })
  expect(await findShell('', env)).toEqual({ file: zsh, args: ['-c'] })
  expect(await findShell('', searched())).toEqual({ file: '/bin/sh', args: ['-c'] })
  expect(await findShell('nu', env)).toBeNull()
})
