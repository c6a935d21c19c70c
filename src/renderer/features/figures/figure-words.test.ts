import { expect, test } from 'vitest'
import { wordsOfChanges } from './figure-words.ts'

test('the middle of all keys is not told as the keys of the change in the middle', () => {
  const perChange = { p50: 60_000, p90: 120_000 }
  const keysPerChange = { p50: 7, p90: 30 }
  expect(wordsOfChanges({ perChange, keysPerChange, changes: 3 }, 28)).toBe(
    'The middle one of 3 changes in 28 days; nine in ten took at most 2 min 0 s. Half of all took at most 7 keys.',
  )
  expect(wordsOfChanges({ perChange, keysPerChange, changes: 1 }, 28)).toBe(
    'The only one in 28 days, with 7 keys.',
  )
})
