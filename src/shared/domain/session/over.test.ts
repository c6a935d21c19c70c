import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chooseOver } from './over.ts'

const session = fc.record({ at: fc.nat(100), bytes: fc.nat(50), unfinished: fc.boolean() })
const limits = fc.record({
  now: fc.nat(120),
  age: fc.nat(100),
  budget: fc.option(fc.nat(300)),
  used: fc.nat(500),
})

it('chooses what is old enough, and of the rest the oldest until the budget is kept', () => {
  fc.assert(
    fc.property(fc.array(session, { maxLength: 12 }), limits, (sessions, limit) => {
      const chosen = chooseOver(sessions, limit)
      const due = sessions.filter((one) => one.unfinished || limit.now - one.at >= limit.age)
      for (const one of due) expect(chosen).toContain(one)
      const extra = chosen.filter((one) => !due.includes(one))
      const rest = sessions.filter((one) => !chosen.includes(one))
      for (const one of rest) for (const other of extra) expect(other.at).toBeLessThanOrEqual(one.at)
      // It stops as soon as that is enough, and not before; without a budget it takes nothing more.
      const budget = limit.budget ?? Infinity
      const left = limit.used - chosen.reduce((sum, { bytes }) => sum + bytes, 0)
      expect(rest.length === 0 || left <= budget).toBe(true)
      const last = extra.at(-1)
      expect(last === undefined || left + last.bytes > budget).toBe(true)
    }),
  )
})
