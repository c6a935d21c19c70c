import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copiesToRemove, isCopyDue } from './kept-copies.ts'

const day = 86_400_000
const now = Date.UTC(2030, 0, 31, 12)

describe('the copies that are kept', () => {
  it('are few, always the newest, and one of each day and week that had one', () => {
    const ages = fc.uniqueArray(fc.integer({ min: -day, max: 60 * day }), { maxLength: 60 })
    fc.assert(
      fc.property(ages, (all) => {
        const copies = all.map((age) => now - age)
        const gone = copiesToRemove(copies, now)
        const kept = copies.filter((at) => !gone.includes(at))
        expect(kept.length).toBeLessThanOrEqual(11)
        expect(gone).not.toContain(Math.max(...copies))
        // What was kept is kept again: nothing falls out of its group before it is too old.
        expect(copiesToRemove(kept, now)).toEqual([])
        for (const at of gone) {
          if (now - at >= 28 * day) continue
          expect(kept.some((other) => other > at && weekOf(other) === weekOf(at))).toBe(true)
        }
      }),
    )
  })

  it('of a copy a day are those of the last days and of the last weeks', () => {
    const copies: number[] = []
    for (let at = now - 90 * day; at <= now; at += day) {
      copies.push(at)
      for (const gone of copiesToRemove(copies, at)) copies.splice(copies.indexOf(gone), 1)
    }
    const ages = copies.map((at) => Math.round((now - at) / day))
    expect(ages.filter((age) => age < 4)).toEqual([3, 2, 1, 0])
    expect(ages.length).toBeLessThanOrEqual(9)
    expect(Math.max(...ages)).toBeGreaterThan(14)
  })

  it('are made anew after a day, also where the clock went back', () => {
    expect(isCopyDue([], now)).toBe(true)
    expect(isCopyDue([now - 1000], now)).toBe(false)
    expect(isCopyDue([now - day], now)).toBe(true)
    expect(isCopyDue([now + 1000], now)).toBe(true)
  })
})

function weekOf(at: number): number {
  return Math.floor(at / (7 * day))
}
