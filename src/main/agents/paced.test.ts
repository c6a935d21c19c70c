import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Paced } from './paced.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('is done at once, and then once in its time for all that is asked', () => {
  const work = vi.fn<() => void>()
  const paced = new Paced(100, work)
  for (let count = 0; count < 50; count += 1) paced.ask()
  expect(work).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(99)
  expect(work).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1)
  expect(work).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(1000)
  expect(work).toHaveBeenCalledTimes(2)
  paced.ask()
  expect(work).toHaveBeenCalledTimes(3)
})

it('is done once more at the end if it is owed, and never after', () => {
  const work = vi.fn<() => void>()
  const paced = new Paced(100, work)
  paced.ask()
  paced.end()
  expect(work).toHaveBeenCalledTimes(1)
  paced.ask()
  paced.ask()
  paced.end()
  expect(work).toHaveBeenCalledTimes(3)
  vi.advanceTimersByTime(1000)
  expect(work).toHaveBeenCalledTimes(3)
  expect(vi.getTimerCount()).toBe(0)
})
