import { expect, test } from 'vitest'
import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import { NetworkAsks } from './network-asks.ts'

/** Asks, and who answers them. */
function asked() {
  const open: { readonly ask: AgentAsk; answer(option: string | null): void }[] = []
  const asks = new NetworkAsks({
    ask: (ask) =>
      new Promise<AgentAnswer | null>((resolve) => {
        open.push({ ask, answer: (option) => resolve(option === null ? null : { option, words: '' }) })
      }),
  })
  return { asks, open }
}

test('a host is asked about once for all that wait, by its name alone, and again when that was for once', async () => {
  const { asks, open } = asked()
  const both = [asks.mayReach('Registry.example.org.', 'npm'), asks.mayReach('registry.example.org', '')]
  expect(open.map(({ ask }) => ask)).toMatchObject([
    { kind: 'approval', wants: { kind: 'network', host: 'registry.example.org' }, reason: 'npm' },
  ])
  open[0]?.answer('allow')
  expect(await Promise.all(both)).toEqual(['allowed', 'allowed'])
  const again = asks.mayReach('registry.example.org', '')
  expect(open.map(({ ask }) => ask.id)).toEqual(['network-1', 'network-2'])
  open[1]?.answer(null)
  expect(await again).toBe('unanswered')
})

test('what is denied stays denied for the turn, and nothing else is', async () => {
  const { asks, open } = asked()
  const first = asks.mayReach('a.example', '')
  open[0]?.answer('deny')
  expect(await first).toBe('denied')
  expect(await asks.mayReach('A.example', '')).toBe('denied')
  void asks.mayReach('b.a.example', '')
  expect(open).toHaveLength(2)
})
