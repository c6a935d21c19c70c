import { expect, test } from 'vitest'
import { FreshRuns } from './fresh-runs.ts'

/** Runs that end when they are told to, each with what stood there when it began. */
function heldRuns() {
  let now = 'first'
  const ends: ((how?: Error) => void)[] = []
  const runs = new FreshRuns<string, string>((key) => {
    const found = `${key} ${now}`
    return new Promise((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve(found))))
  })
  return { runs, ends, change: (to: string) => (now = to) }
}

test('who asks while a run is under way is given one that began later, and all of them the same', async () => {
  const { runs, ends, change } = heldRuns()
  const first = runs.run('a')
  change('second')
  const [one, other] = [runs.run('a'), runs.run('a')]
  expect(ends).toHaveLength(1)
  ends[0]?.()
  expect(await first).toBe('a first')
  await Promise.resolve()
  expect(ends).toHaveLength(2)
  change('third')
  const third = runs.run('a')
  ends[1]?.()
  expect([await one, await other]).toEqual(['a second', 'a second'])
  await Promise.resolve()
  ends[2]?.()
  expect(await third).toBe('a third')
  expect(ends).toHaveLength(3)
})

test('keys run beside each other, and a run that failed does not fail the next', async () => {
  const { runs, ends } = heldRuns()
  const [first, beside] = [runs.run('a'), runs.run('b')]
  const next = runs.run('a')
  ends[0]?.(new Error('no'))
  ends[1]?.()
  await expect(first).rejects.toThrow('no')
  expect(await beside).toBe('b first')
  await Promise.resolve()
  ends[2]?.()
  expect(await next).toBe('a first')
  const later = runs.run('a')
  ends[3]?.()
  expect(await later).toBe('a first')
})
