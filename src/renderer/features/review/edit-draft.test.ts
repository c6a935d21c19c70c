import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDraftOf, placeOf, readEditDraft, withDraft } from './edit-draft.ts'

/** Texts of few different lines, so that lines stand in several places. */
const texts = fc
  .array(fc.constantFrom('', 'a', 'b', 'c', 'd'), { maxLength: 12 })
  .map((lines) => lines.join('\n'))
/** Texts in which no line stands twice. */
const distinct = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{3,6}$/), { minLength: 4, maxLength: 14 })
  .map((lines) => lines.join('\n'))

describe('an edit that was not saved', () => {
  it('gives what was typed in the text that it was typed in', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const draft = editDraftOf('1', before, after)
        const placed = draft === null ? null : placeOf(draft, '1', before)
        const typed = draft === null || placed === null ? before : withDraft(draft, placed, before)
        expect(typed).toBe(after)
        expect(readEditDraft(JSON.stringify(draft))).toEqual(draft)
      }),
    )
  })

  it('belongs to the same lines in a text that grew before and behind them', () => {
    fc.assert(
      fc.property(
        distinct,
        fc.nat(),
        fc.array(fc.stringMatching(/^[A-Z]{3,6}$/), { maxLength: 4 }),
        (text, seed, more) => {
          const lines = text.split('\n')
          const at = seed % lines.length
          const draft = editDraftOf('1', text, lines.with(at, '[typed]').join('\n'))
          if (draft === null) throw new Error('nothing was typed')
          const next = [...more, ...lines, ...more]
          const placed = placeOf(draft, '2', next.join('\n'))
          expect(placed).toEqual({ at: at + more.length, lines: 1 })
        },
      ),
    )
  })

  it('belongs nowhere where its lines are gone, or stand twice alike', () => {
    const draft = editDraftOf('1', 'a\nb\nc', 'a\nB\nc')
    if (draft === null) throw new Error('nothing was typed')
    expect(placeOf(draft, '2', 'a\nx\nc')).toBeNull()
    expect(placeOf(draft, '2', 'a\nb\nc\na\nb\nc')).toBeNull()
    expect(placeOf(draft, '2', 'x\nb\ny')).toEqual({ at: 1, lines: 1 })
  })
})

it('what is kept and is no edit is none', () => {
  for (const kept of ['', 'null', '{}', '{"oid":"1","at":0,"old":[1],"fresh":[],"above":[],"below":[]}'])
    expect(readEditDraft(kept)).toBeNull()
})
