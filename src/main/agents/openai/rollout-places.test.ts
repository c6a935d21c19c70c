import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOfTurn, linesThatCount } from './rollout-places.ts'

type Step =
  | { readonly do: 'turn'; readonly items: number }
  | { readonly do: 'endOf' | 'place'; readonly pick: number }
  | { readonly do: 'torn' }

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('turn' as const), items: fc.nat(4) }),
  fc.record({ do: fc.constantFrom('endOf' as const, 'place' as const), pick: fc.nat(50) }),
  fc.constant({ do: 'torn' as const }),
)

/** What of a rollout is a name in it: items alone. */
const saidIn = (bytes: Buffer, to?: number): readonly string[] =>
  linesThatCount(bytes, to).flatMap(({ record }) =>
    record?.type === 'item' ? [String(record.item['id'])] : [],
  )

test('turns, roll backs to the end of turns and to places between, in any order: what counts is what was there', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 30 }), (all) => {
      let text = ''
      let now: readonly string[] = []
      let turns = 0
      let items = 0
      /** What was said at the end of each turn, and at places by their bytes. */
      const ends: (readonly string[])[] = [[]]
      const places: { readonly at: number; readonly said: readonly string[] }[] = [{ at: 0, said: [] }]
      const add = (record: unknown): void => {
        text += `${JSON.stringify(record)}\n`
      }
      for (const step of all) {
        if (step.do === 'turn') {
          turns += 1
          add({ type: 'turn', turn: turns, origin: 'o', instructions: '' })
          for (let more = step.items; more > 0; more -= 1) {
            items += 1
            now = [...now, String(items)]
            add({ type: 'item', item: { id: String(items) } })
            places.push({ at: Buffer.byteLength(text), said: now })
          }
          ends.push(now)
          add({ type: 'end', outcome: 'completed' })
        } else if (step.do === 'torn') text += '{"type":"it\n'
        else if (step.do === 'endOf') {
          const turn = step.pick % ends.length
          const to = endOfTurn(Buffer.from(text), turn)
          // A file without a turn does not know of any.
          if (to === null) continue
          now = ends[turn] ?? []
          add({ type: 'rolledBack', to })
        } else {
          const place = places[step.pick % places.length]
          now = place?.said ?? []
          add({ type: 'rolledBack', to: place?.at ?? 0 })
        }
        places.push({ at: Buffer.byteLength(text), said: now })
        expect(saidIn(Buffer.from(text))).toEqual(now)
      }
      for (const { at, said } of places) expect(saidIn(Buffer.from(text), at)).toEqual(said)
    }),
  )
})

test('a roll back that points behind itself is passed over', () => {
  const text = '{"type":"item","item":{"id":"1"}}\n{"type":"rolledBack","to":9999}\n'
  expect(saidIn(Buffer.from(text))).toEqual(['1'])
})
