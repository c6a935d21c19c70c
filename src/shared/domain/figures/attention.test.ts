import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AttentionClock, awayAfter } from './attention.ts'

test('counts the time between what is done, and the keys', () => {
  const clock = new AttentionClock()
  clock.touch(1000)
  clock.press(3000)
  clock.press(3500)
  expect(clock.take(4000)).toEqual({ attention: 3000, keys: 2 })
  expect(clock.take(4500)).toEqual({ attention: 500, keys: 0 })
})

test('counts the first minute of a pause, and nothing of the time elsewhere', () => {
  const clock = new AttentionClock()
  clock.touch(0)
  clock.press(10 * awayAfter)
  expect(clock.take(10 * awayAfter)).toEqual({ attention: awayAfter, keys: 1 })
  clock.leave(10 * awayAfter + 400)
  clock.leave(20 * awayAfter)
  clock.touch(30 * awayAfter)
  expect(clock.take(30 * awayAfter + 100)).toEqual({ attention: 500, keys: 0 })
})

test('law: never more than has gone by, and taking it in between changes no sum', () => {
  const step = fc.record({
    kind: fc.constantFrom('touch', 'press', 'leave', 'take'),
    after: fc.integer({ min: -1000, max: 3 * awayAfter }),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const [whole, parts] = [new AttentionClock(), new AttentionClock()]
      let [now, gone, attention, keys] = [0, 0, 0, 0]
      for (const { kind, after } of steps) {
        now += after
        gone += Math.max(0, after)
        for (const clock of [whole, parts]) {
          if (kind === 'press') clock.press(now)
          else if (kind === 'leave') clock.leave(now)
          else clock.touch(now)
        }
        if (kind !== 'take') continue
        const spent = parts.take(now)
        attention += spent.attention
        keys += spent.keys
      }
      const rest = parts.take(now)
      const all = whole.take(now)
      expect({ attention: attention + rest.attention, keys: keys + rest.keys }).toEqual(all)
      expect(all.attention).toBeLessThanOrEqual(gone)
    }),
  )
})
