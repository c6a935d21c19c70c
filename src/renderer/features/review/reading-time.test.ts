import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  leastTime,
  mostTime,
  ReadingTime,
  rowsOnScreen,
  timeOfRow,
  type RowsOnScreen,
} from './reading-time.ts'

const whole = (hunk: string, rows: number): RowsOnScreen => ({ hunk, rows, from: 0, to: rows })

/** A reading that remembers what it read, and the clock of its test. */
function begin(): { readonly reading: ReadingTime; readonly read: Set<string> } {
  const read = new Set<string>()
  return { reading: new ReadingTime((hunk) => read.has(hunk)), read }
}

test('a hunk is read after the time of its rows, and no sooner', () => {
  const { reading } = begin()
  reading.shows([whole('a', 10)], 0)
  expect(reading.shows([whole('a', 10)], 10 * timeOfRow - 1)).toEqual([])
  expect(reading.shows([], 10 * timeOfRow)).toEqual(['a'])
})

test('one row takes the least time, and a screenful no more than the most', () => {
  const { reading } = begin()
  reading.shows([whole('a', 1)], 0)
  expect(reading.shows([whole('b', 1000)], leastTime)).toEqual(['a'])
  expect(reading.shows([whole('b', 1000)], leastTime + mostTime - 20)).toEqual([])
  expect(reading.shows([], leastTime + mostTime + 1)).toEqual(['b'])
})

test('time that it was not on screen does not count, time before that does', () => {
  const { reading } = begin()
  reading.shows([whole('a', 5)], 0)
  reading.shows([], 900)
  reading.shows([whole('a', 5)], 50_000)
  expect(reading.shows([whole('a', 5)], 50_099)).toEqual([])
  expect(reading.shows([], 50_100)).toEqual(['a'])
})

test('a hunk higher than the screen is read once each of its rows was there', () => {
  const { reading } = begin()
  const part = (from: number, to: number): RowsOnScreen => ({ hunk: 'a', rows: 30, from, to })
  reading.shows([part(0, 10)], 0)
  reading.shows([part(20, 30)], 60_000)
  expect(reading.shows([part(9, 19)], 120_000)).toEqual([])
  expect(reading.shows([part(19, 20)], 180_000)).toEqual([])
  expect(reading.shows([], 180_000 + timeOfRow)).toEqual(['a'])
})

test('time is spent once: what is read together takes the time of all of it, in order', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(sizes, fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 60 }), (rows, steps) => {
      const { reading, read } = begin()
      const shown = rows.map((count, at) => whole(`h${at}`, count))
      const found: [is: boolean, should: boolean][] = []
      const needs = rows.map((count) => Math.max(leastTime, count * timeOfRow))
      let now = 0
      reading.shows(shown, now)
      for (const step of steps) {
        now += step
        for (const hunk of reading.shows(shown, now)) read.add(hunk)
        let spent = 0
        for (const [at, need] of needs.entries()) {
          spent += need
          // What rounding does to sums of milliseconds.
          if (Math.abs(now - spent) > 1e-6) found.push([read.has(`h${at}`), now > spent])
        }
      }
      expect(found.filter(([is, should]) => is !== should)).toEqual([])
    }),
  )
})

test('rows count that are wholly in the room; of what would fit there, all or none', () => {
  expect(rowsOnScreen({ top: 0, bottom: 60 }, 100, 20)).toEqual({ rows: 3, from: 0, to: 3 })
  expect(rowsOnScreen({ top: -10, bottom: 50 }, 100, 20)).toBeNull()
  expect(rowsOnScreen({ top: 60, bottom: 120 }, 100, 20)).toBeNull()
  expect(rowsOnScreen({ top: -210, bottom: 190 }, 100, 20)).toEqual({ rows: 20, from: 11, to: 15 })
  expect(rowsOnScreen({ top: 40, bottom: 440 }, 100, 20)).toEqual({ rows: 20, from: 0, to: 3 })
  expect(rowsOnScreen({ top: -300, bottom: 100 }, 100, 20)).toEqual({ rows: 20, from: 15, to: 20 })
  expect(rowsOnScreen({ top: 200, bottom: 800 }, 100, 20)).toBeNull()
})

test('a hunk higher than the screen is read however it is scrolled over, row by row', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 120, max: 2000 }),
      fc.integer({ min: 40, max: 110 }),
      fc.integer({ min: 1, max: 20 }),
      (height, room, step) => {
        const { reading } = begin()
        const steps: number[] = []
        for (let at = 0; at < height - room; at += step) steps.push(at)
        const read: string[] = []
        let now = 0
        for (const at of [...steps, height - room]) {
          const rows = rowsOnScreen({ top: -at, bottom: height - at }, room, 20)
          read.push(...reading.shows(rows === null ? [] : [{ hunk: 'a', ...rows }], now))
          now += 100_000
        }
        read.push(...reading.shows([], now))
        expect(read).toEqual(['a'])
      },
    ),
  )
})
