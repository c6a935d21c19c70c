import { expect, test } from 'vitest'
import { keptWords, type AgentOffer, type KeptBy } from './agent-offer.ts'

const offer = (kind: string, keptBy: KeptBy, networkKept = true): AgentOffer => ({
  ...{ choice: { kind }, label: 'Scribe', icon: 'program', available: true, note: '' },
  ...{ capabilities: [], options: [], keptBy, networkKept },
})
const wanted = (sandbox: 'off' | 'agents' | 'all', network: 'asked' | 'open' = 'asked') => ({
  sandbox,
  network,
})

test('what is said of an agent before it starts is what will hold it', () => {
  const own = /^A command of your own runs with your rights/
  const kept =
    /^What it runs can write in its worktree, and nowhere else of yours, and asks you for the network\.$/
  const open =
    /^What it runs can write in its worktree, and nowhere else of yours\. The network is open to it\.$/
  const free = /in no sandbox\.$/
  expect(keptWords(offer('command', 'sandbox'), wanted('agents'))).toMatch(own)
  expect(keptWords(offer('command', 'sandbox'), wanted('off'))).toMatch(own)
  expect(keptWords(offer('command', 'sandbox'), wanted('all'))).toMatch(kept)
  expect(keptWords(offer('command', 'nothing', false), wanted('all'))).toMatch(free)
  expect(keptWords(offer('opencode', 'sandbox'), wanted('agents'))).toMatch(kept)
  expect(keptWords(offer('opencode', 'sandbox'), wanted('agents', 'open'))).toMatch(open)
  expect(keptWords(offer('opencode', 'sandbox', false), wanted('agents'))).toMatch(open)
  expect(keptWords(offer('opencode', 'sandbox'), wanted('off'))).toMatch(free)
  expect(keptWords(offer('opencode', 'nothing', false), wanted('agents'))).toMatch(free)
  expect(keptWords(offer('codex', 'itself', false), wanted('off'))).toBe(
    'Scribe keeps its commands in a sandbox of its own.',
  )
})
