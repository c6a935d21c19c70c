import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SharedCount } from './shared-count.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('counts once for all who take a count of that age, and anew for who does not', async () => {
  let counts = 0
  const shared = new SharedCount(async () => (counts += 1))
  expect(await Promise.all([shared.get(1000), shared.get(1000)])).toEqual([1, 1])
  vi.advanceTimersByTime(1000)
  expect(await shared.get(1000)).toBe(1)
  expect(await shared.get()).toBe(2)
  vi.advanceTimersByTime(1001)
  expect(await shared.get(1000)).toBe(3)
})

it('gives no failure to who comes later', async () => {
  let counts = 0
  const shared = new SharedCount(async () => {
    counts += 1
    if (counts === 1) throw new Error('no disk')
    return counts
  })
  await expect(shared.get(1000)).rejects.toThrow('no disk')
  expect(await shared.get(1000)).toBe(2)
})
