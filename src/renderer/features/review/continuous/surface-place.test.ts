import { expect, test } from 'vitest'
import { drawnAround } from './surface-place.ts'

const drawn = drawnAround({ top: 0, bottom: 0 }, { top: 0, height: 1000 }, false)

test('what is drawn stays while the screen is well within it, then goes on with the screen', () => {
  expect(drawn).toEqual({ top: -750, bottom: 1750 })
  expect(drawnAround(drawn, { top: 400, height: 1000 }, false)).toBe(drawn)
  expect(drawnAround(drawn, { top: 2000, height: 1000 }, false)).toEqual({ top: 1250, bottom: 3750 })
})

test('a selection keeps what it began in drawn, but not any number of lines', () => {
  expect(drawnAround(drawn, { top: 2000, height: 1000 }, true)).toEqual({ top: -750, bottom: 3750 })
  expect(drawnAround(drawn, { top: 90_000, height: 1000 }, true)).toEqual({ top: 89_250, bottom: 91_750 })
})
