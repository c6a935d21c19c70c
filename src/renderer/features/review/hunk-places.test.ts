import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hunkOfMark, markHeight, marksOf } from './hunk-places.ts'

const change = fc.record({
  id: fc.uuid(),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  state: fc.constantFrom('undecided', 'accept', 'reject', 'defer', 'edited'),
  hunk: fc.constantFrom('a hunk', null),
})

describe('the marks of a map', () => {
  it('have each change once, do not lie over each other, and hide nothing that is undecided', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(change, { selector: ({ id }) => id }),
        fc.integer({ min: 20, max: 900 }),
        (changes, height) => {
          const marks = marksOf(changes, height)
          expect(marks.flatMap((mark) => mark.changes.map(({ id }) => id)).toSorted()).toEqual(
            changes.map(({ id }) => id).toSorted(),
          )
          for (const [index, mark] of marks.entries()) {
            expect(mark.top + markHeight).toBeLessThanOrEqual(height)
            expect(mark.top).toBeGreaterThanOrEqual(
              index === 0 ? 0 : (marks[index - 1]?.top ?? 0) + markHeight,
            )
            expect(mark.state === 'undecided').toBe(mark.changes.some(({ state }) => state === 'undecided'))
          }
        },
      ),
    )
  })

  it('lead to what is undecided, else to the first hunk, and past own edits that cover none', () => {
    const edit = { id: 'edit', at: 0, state: 'edited', hunk: null } as const
    const accepted = { id: 'one', at: 0, state: 'accept', hunk: 'first' } as const
    const rejected = { id: 'two', at: 0, state: 'reject', hunk: 'second' } as const
    const left = { id: 'three', at: 0, state: 'undecided', hunk: 'third' } as const
    const to = (...changes: Parameters<typeof marksOf>[0]) => marksOf(changes, 100).map(hunkOfMark)
    expect(to(edit)).toEqual([null])
    expect(to(edit, accepted, rejected)).toEqual(['first'])
    expect(to(edit, accepted, left)).toEqual(['third'])
  })
})
