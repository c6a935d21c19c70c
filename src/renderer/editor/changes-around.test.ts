import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeOverEdge, changesAround, changesInView } from './changes-around.ts'
import type { LineChange } from './line-change.ts'

const room = 100

/** Changes one below the other, from somewhere above the screen on, each with the gap before it and its height. */
const layouts = fc
  .record({
    from: fc.integer({ min: -300, max: 120 }),
    runs: fc.array(fc.record({ gap: fc.nat(60), height: fc.oneof(fc.nat(40), fc.nat(300)) }), {
      maxLength: 12,
    }),
  })
  .map(({ from, runs }) => {
    let at = from
    return runs.map(({ gap, height }, index) => {
      const top = at + gap
      at = top + height
      return { id: `${index}`, top, bottom: at }
    })
  })

const changeOf = ({ id }: { readonly id: string }): LineChange => ({
  id,
  oldStart: 0,
  oldLines: 0,
  newStart: 0,
  newLines: 0,
})

test('finds what a look at every change finds', () => {
  fc.assert(
    fc.property(layouts, (spans) => {
      const changes = spans.map(changeOf)
      const spanOf = ({ id }: LineChange) => spans[Number(id)] ?? { top: 0, bottom: 0 }
      expect(changesAround(changes, room, spanOf)).toEqual({
        within: spans.findLast(({ top, bottom }) => top < 0 && bottom > room)?.id ?? null,
        next: spans.find(({ top }) => top >= 0)?.id ?? null,
        previous: spans.findLast(({ bottom }) => bottom <= room)?.id ?? null,
      })
      expect(changesInView(changes, room, spanOf)).toEqual(
        spans.filter(({ top, bottom }) => top <= room + 1 && bottom >= -1),
      )
      expect(changeOverEdge(changes, 40, spanOf)?.id).toEqual(
        spans.find(({ top, bottom }) => top < 0 && bottom > 40)?.id,
      )
    }),
  )
})

test('measures few of the changes of a long file', () => {
  const spans = Array.from({ length: 4_000 }, (_, at) => ({
    id: `${at}`,
    top: at * 50 - 90_000,
    bottom: at * 50 - 89_970,
  }))
  const changes = spans.map(changeOf)
  let measured = 0
  const spanOf = ({ id }: LineChange) => {
    measured += 1
    return spans[Number(id)] ?? { top: 0, bottom: 0 }
  }
  expect(changesInView(changes, room, spanOf).map(({ id }) => id)).toEqual(['1800', '1801', '1802'])
  expect(changesAround(changes, room, spanOf)).toEqual({ within: null, next: '1800', previous: '1801' })
  expect(measured).toBeLessThan(50)
})
