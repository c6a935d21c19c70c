import { expect, test } from 'vitest'
import { agentOptionNames } from '#shared/domain/agent/agent-choice.ts'
import { checkedChoice, optionsOf } from './manifest.ts'
import { codexManifest } from './codex/manifest.ts'
import { agentsByKind, knownAgents } from './registry.ts'

test('a choice is taken with what the agent knows, and is called after it', () => {
  const choice = { kind: 'codex', model: 'gpt-5.5', effort: 'high', profile: '', command: undefined }
  expect(checkedChoice(codexManifest, choice)).toEqual({
    ok: true,
    value: { kind: 'codex', label: 'Codex gpt-5.5', model: 'gpt-5.5', effort: 'high' },
  })
})

test.each([
  [{ effort: 'hihg' }, 'Codex does not take the effort “hihg”'],
  [{ command: 'rm -rf x' }, 'Codex does not take the command “rm -rf x”'],
])('a choice of %j is refused with what the agent takes', (options, words) => {
  const checked = checkedChoice(codexManifest, { kind: 'codex', ...options })
  expect(checked).toMatchObject({ ok: false, error: { kind: 'badAgentOption' } })
  const message = checked.ok ? '' : checked.error.message
  expect(message).toContain(words)
  expect(message).toContain(
    'Nothing was started. What it takes: model; effort (none, minimal, low, medium, high, xhigh, max, ultra);',
  )
})

test('what an agent takes can be named in a choice, and is described', () => {
  for (const manifest of knownAgents) {
    const options = optionsOf(manifest)
    expect(options.map(({ name }) => name).sort()).toEqual(Object.keys(manifest.options.shape).sort())
    for (const option of options) {
      expect(agentOptionNames).toContain(option.name)
      expect(option.label).toMatch(/^[A-Z]/)
      expect(option.description).toMatch(/\.$/)
    }
  }
})

test('each kind is there once', () => {
  expect(agentsByKind(knownAgents).size).toBe(knownAgents.length)
  expect(() => agentsByKind([...knownAgents, codexManifest])).toThrow('two agents')
})

test('an agent offers a fork and a roll back of its conversation just where its adapter can', async () => {
  for (const manifest of knownAgents) {
    const adapter = await manifest.createAdapter()
    const can = adapter.conversation !== undefined
    expect([manifest.kind, manifest.capabilities.includes('rollBack')]).toEqual([manifest.kind, can])
    expect([manifest.kind, manifest.capabilities.includes('fork')]).toEqual([manifest.kind, can])
    await adapter.dispose()
  }
})
