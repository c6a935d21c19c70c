import { expect, test } from 'vitest'
import { Budget } from './budget.ts'

test('time in which the person is waited for does not count', async () => {
  let now = 0
  const budget = new Budget({ rounds: 0, minutes: 10, thousandTokens: 0 }, () => now)
  await budget.waiting(
    Promise.resolve().then(() => {
      now = 60 * 60_000
    }),
  )
  now += 9 * 60_000
  expect(budget.round()).toBe(null)
  now += 60_000
  expect(budget.round()).toBe('10 minutes')
})

test('0 is no limit', () => {
  const budget = new Budget({ rounds: 0, minutes: 0, thousandTokens: 0 }, () => 0)
  budget.take({ input: 1e9, cachedInput: 0, output: 1e9, reasoning: 0 })
  for (let round = 0; round < 2000; round += 1) expect(budget.round()).toBe(null)
})
