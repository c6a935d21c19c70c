import { expect, test } from 'vitest'
import { err, ok, type Result } from '#shared/base/result.ts'
import { DecisionQueue } from './decision-queue.ts'

test('sends one after the other, in order, and goes on after a failure', async () => {
  const log: string[] = []
  const queue = new DecisionQueue<null, string>(() => 'unreachable')
  let running = 0
  const push = (name: string, outcome: () => Result<null, string>): void =>
    queue.push({
      send: async () => {
        running += 1
        expect(running).toBe(1)
        log.push(`send ${name}`)
        await Promise.resolve()
        running -= 1
        return outcome()
      },
      done: () => log.push(`done ${name}`),
      failed: (error) => log.push(`failed ${name}: ${error}`),
    })
  push('a', () => ok(null))
  push('b', () => err('stale'))
  push('c', () => {
    throw new Error('connection lost')
  })
  push('d', () => ok(null))
  await queue.idle()
  expect(log).toEqual([
    'send a',
    'done a',
    'send b',
    'failed b: stale',
    'send c',
    'failed c: unreachable',
    'send d',
    'done d',
  ])
  expect(queue.length).toBe(0)
})

test('starts again after it was idle', async () => {
  const queue = new DecisionQueue<null, string>(() => 'unreachable')
  let done = 0
  const push = (): void =>
    queue.push({ send: async () => ok(null), done: () => (done += 1), failed: () => undefined })
  push()
  await queue.idle()
  push()
  await queue.idle()
  expect(done).toBe(2)
})
