import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { readChoices } from './look-choices.ts'
import { chosenOr, columnsASide, fewestColumns, layoutFor, opensContext, widthClassOf } from './room.ts'

describe('a window', () => {
  it.each([
    [640, 'narrow'],
    [1000, 'narrow'],
    [1280, 'small'],
    [1440, 'medium'],
    [1920, 'wide'],
  ] as const)('of %d pixels is %s', (width, is) => {
    expect(widthClassOf(width)).toBe(is)
  })

  it('has room for the context beside a review unless it is small', () => {
    expect(
      (['narrow', 'small', 'medium', 'wide'] as const).map((width) => opensContext(width, true)),
    ).toEqual([false, false, true, true])
    expect(opensContext('small', false)).toBe(true)
  })
})

describe('the layout of a diff', () => {
  // The diff beside the queue and the list of files in windows of 1280, 1440 and 1920.
  it.each([
    [757, 'unified'],
    [917, 'unified'],
    [1397, 'split'],
    [1077, 'split'],
  ] as const)('in %d pixels is %s', (width, layout) => {
    expect(layoutFor('split', undefined, width, 13)).toBe(layout)
  })

  test('law: without a choice a side has the fewest columns at least, or there are no sides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 4000 }), fc.integer({ min: 8, max: 32 }), (width, size) => {
        const enough = columnsASide(width, size) >= fewestColumns
        expect(layoutFor('split', undefined, width, size)).toBe(enough ? 'split' : 'unified')
        expect(layoutFor('unified', undefined, width, size)).toBe('unified')
      }),
    )
  })

  test('law: a choice holds whatever room there is, until the setting changes', () => {
    const layouts = fc.constantFrom('split' as const, 'unified' as const)
    fc.assert(
      fc.property(
        layouts,
        layouts,
        layouts,
        fc.integer({ min: 100, max: 4000 }),
        (setting, value, over, width) => {
          const now = layoutFor(setting, { value, over }, width, 13)
          expect(now).toBe(over === setting ? value : layoutFor(setting, undefined, width, 13))
        },
      ),
    )
  })
})

describe('choices', () => {
  it('end when the setting is changed', () => {
    expect(chosenOr(true, { value: false, over: true })).toBe(false)
    expect(chosenOr(false, { value: true, over: true })).toBe(false)
  })

  it('are read again, and only as far as they make sense', () => {
    const stored = (text: string) => readChoices(() => ({ getItem: () => text, setItem: () => undefined }))
    expect(
      stored(
        '{"wrap":{"small":{"value":false,"over":true},"wide":{"value":1,"over":true},"odd":true},"layout":7}',
      ),
    ).toEqual({ wrap: { small: { value: false, over: true } }, layout: {} })
    expect(stored('{')).toEqual({ wrap: {}, layout: {} })
  })
})
