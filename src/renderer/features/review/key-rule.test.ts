import fc from 'fast-check'
import { expect, test } from 'vitest'
import { enoughOf, outcomeOfKey, sightOf, type Looked, type Span } from './key-rule.ts'

const span = (most: number): fc.Arbitrary<Span> =>
  fc
    .tuple(fc.integer({ min: -most, max: most }), fc.integer({ min: 0, max: most }))
    .map(([top, height]) => ({ top, bottom: top + height }))
const room = fc.integer({ min: 120, max: 2000 }).map((height): Span => ({ top: 0, bottom: height }))
const sight = fc
  .tuple(span(3000), room, fc.array(span(1500), { maxLength: 4 }))
  .map(([hunk, place, covers]) => sightOf(hunk, place, covers))
const looked: fc.Arbitrary<Looked> = fc.record({
  selected: fc.constantFrom('a', 'b', null),
  painted: fc.option(fc.record({ id: fc.constantFrom('a', 'b'), since: fc.integer({ min: 0, max: 100 }) })),
  fileSince: fc.option(fc.integer({ min: 0, max: 100 })),
  sight: fc.option(sight),
  row: fc.option(sight),
  movedAt: fc.constantFrom(0, -1000),
})
const when = fc.integer({ min: 0, max: 100 })

test('no row of pixels is counted twice, and none that is not there', () => {
  fc.assert(
    fc.property(span(300), span(300), fc.array(span(300), { maxLength: 5 }), (hunk, place, covers) => {
      const rows = Array.from({ length: hunk.bottom - hunk.top }, (_, index) => hunk.top + index)
      const inside = rows.filter((row) => row >= place.top && row < place.bottom)
      const bare = inside.filter((row) => !covers.some(({ top, bottom }) => row >= top && row < bottom))
      expect(sightOf(hunk, place, covers)).toEqual({
        height: rows.length,
        room: place.bottom - place.top,
        visible: inside.length,
        uncovered: bare.length,
      })
    }),
  )
})

test('a key decides a hunk only if it was painted before, is the one in focus, and enough of it can be seen', () => {
  fc.assert(
    fc.property(looked, when, (screen, at) => {
      const decides = outcomeOfKey('hunk', screen, at).kind === 'decide'
      const wasPainted =
        screen.painted !== null && screen.painted.id === screen.selected && screen.painted.since <= at
      const isSeen =
        screen.sight === null ||
        (screen.sight.visible > 0 && screen.sight.uncovered >= enoughOf(screen.sight))
      expect(decides).toBe(wasPainted && isSeen)
    }),
  )
})

test('a hunk is brought only where that shows more of it, and whoever is brought something is told', () => {
  fc.assert(
    fc.property(looked, when, (screen, at) => {
      const outcome = outcomeOfKey('hunk', screen, at)
      if (outcome.kind !== 'bring') return
      expect(screen.sight).not.toBeNull()
      if (screen.sight === null) return
      // Something of it is out of view, so that it can be brought there.
      expect(screen.sight.visible < screen.sight.height || screen.sight.height === 0).toBe(true)
      expect(outcome.note).toMatch(/nothing was decided.*press the key again/)
    }),
  )
})

test('what is brought to its height can be decided, whatever its size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 120, max: 2000 }), (height, most) => {
      // As the editor reveals: at 24 % of the height, higher where it would not fit, 40 pixels below the edge at least.
      const top = Math.min(0.24 * most, Math.max(40, (most - height) / 2))
      const shown = sightOf({ top, bottom: top + height }, { top: 0, bottom: most }, [])
      const screen: Looked = {
        selected: 'a',
        painted: { id: 'a', since: 1 },
        fileSince: 1,
        sight: shown,
        row: null,
        movedAt: 0,
      }
      expect(outcomeOfKey('hunk', screen, 2)).toEqual({ kind: 'decide' })
    }),
  )
})

test('a file or everything is decided only once it is on screen', () => {
  fc.assert(
    fc.property(
      looked,
      when,
      fc.constantFrom('file' as const, 'everything' as const),
      (screen, at, about) => {
        const seen = screen.fileSince !== null && screen.fileSince <= at
        const { row } = screen
        const away = about === 'file' && row !== null && (row.visible <= 0 || row.visible < enoughOf(row))
        expect(outcomeOfKey(about, screen, at).kind).toBe(
          away ? (screen.movedAt === 0 ? 'early' : 'bring') : seen ? 'decide' : 'early',
        )
      },
    ),
  )
})

test('what was on screen and is away is brought back; what is still on its way there is waited for', () => {
  const away = sightOf({ top: -90, bottom: -50 }, { top: 0, bottom: 700 }, [])
  const screen = { selected: 'a', fileSince: 1, sight: away, row: null, movedAt: 1000 }
  const painted = { id: 'a', since: 1010 }
  expect(outcomeOfKey('hunk', { ...screen, painted }, 1100).kind).toBe('bring')
  expect(outcomeOfKey('hunk', { ...screen, painted: null }, 1100).kind).toBe('early')
  expect(outcomeOfKey('hunk', { ...screen, painted: null }, 1600).kind).toBe('bring')
})
