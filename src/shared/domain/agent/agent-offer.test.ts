import { expect, test } from 'vitest'
import { keptWords, type AgentOffer, type KeptBy } from './agent-offer.ts'

const offer = (kind: string, keptBy: KeptBy): AgentOffer => ({
  ...{ choice: { kind }, label: 'Scribe', icon: 'program', available: true, note: '' },
  ...{ capabilities: [], options: [], keptBy },
})

test('what is said of an agent before it starts is what will hold it', () => {
  const own = /^A command of your own runs with your rights/
  const kept = /^What it runs can write in its worktree, and nowhere else/
  const free = /in no sandbox\.$/
  expect(keptWords(offer('command', 'sandbox'), 'agents')).toMatch(own)
  expect(keptWords(offer('command', 'sandbox'), 'off')).toMatch(own)
  expect(keptWords(offer('command', 'sandbox'), 'all')).toMatch(kept)
  expect(keptWords(offer('command', 'nothing'), 'all')).toMatch(free)
  expect(keptWords(offer('opencode', 'sandbox'), 'agents')).toMatch(kept)
  expect(keptWords(offer('opencode', 'sandbox'), 'off')).toMatch(free)
  expect(keptWords(offer('opencode', 'nothing'), 'agents')).toMatch(free)
  expect(keptWords(offer('codex', 'itself'), 'off')).toBe(
    'Scribe keeps its commands in a sandbox of its own.',
  )
})
