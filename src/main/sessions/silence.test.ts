import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Silence } from './silence.ts'

beforeEach(() => vi.useFakeTimers({ now: 1000 }))
afterEach(() => vi.useRealTimers())

it('tells of a silence once, of its end once, and of the next one', () => {
  const told: (number | null)[] = []
  const silence = new Silence((since) => told.push(since))
  vi.advanceTimersByTime(59_000)
  silence.heard()
  vi.advanceTimersByTime(59_999)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect(told).toEqual([60_000])
  vi.advanceTimersByTime(600_000)
  silence.heard()
  silence.heard()
  expect(told).toEqual([60_000, null])
  vi.advanceTimersByTime(60_000)
  expect(told).toHaveLength(3)
  silence.dispose()
  expect(told).toHaveLength(4)
  vi.advanceTimersByTime(600_000)
  silence.dispose()
  expect(told).toHaveLength(4)
})
