import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differingRun } from './differing-run.ts'

const lines = fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 12 })

test('law: what is outside of the run is the same on both sides, and the run is as short as that allows', () => {
  fc.assert(
    fc.property(lines, lines, (old, now) => {
      const { head, tail } = differingRun(old, now)
      expect(head + tail).toBeLessThanOrEqual(Math.min(old.length, now.length))
      expect(now.slice(0, head)).toEqual(old.slice(0, head))
      expect(now.slice(now.length - tail)).toEqual(old.slice(old.length - tail))
      const inside = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)] as const
      if (inside[0].length === 0 || inside[1].length === 0) return
      expect(inside[0][0]).not.toBe(inside[1][0])
      expect(inside[0].at(-1)).not.toBe(inside[1].at(-1))
    }),
  )
})
