import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddPair, oddText, referenceHunks, revised } from '#test/support/texts.ts'
import type { Hunk } from '../changeset/file-diff.ts'
import type { OwnEdit } from './decided.ts'
import { concatBytes, equalBytes, lacksNewline, sliceLines, toLines } from '../../diff/lines.ts'
import { replaceRanges, replacementOf } from '../../diff/splice.ts'
import { fromBase64, toBase64 } from '../../diff/base64.ts'
import { composeAfter, fitEdit } from './after-text.ts'
import { toBaseEdit, trimEdit, type EditableText } from './own-edit.ts'

const hunksOf = (base: Uint8Array, revision: Uint8Array, late = false): Hunk[] =>
  referenceHunks(base, revision, late).map((change) => ({
    kind: 'text',
    ...change,
    // As in a changeset: known by its place in the base and by its content.
    id: JSON.stringify([
      change.oldStart,
      change.oldLines,
      toBase64(replacementOf(toLines(revision), change).bytes),
    ]),
  }))

interface Step {
  readonly at: number
  readonly lines: number
  readonly text: Uint8Array
}

const steps = fc.array(fc.record({ at: fc.nat(20), lines: fc.nat(4), text: oddText(3) }), {
  minLength: 1,
  maxLength: 5,
})

/** Does an edit of the after side, the way the review does. */
function perform(text: EditableText, step: Step, id: string): { text: EditableText; expected: Uint8Array } {
  const free = text.hunks.filter((hunk) => !text.covered.has(hunk.id))
  const after = toLines(composeAfter(text.base, text.revision, free, text.edits).bytes)
  let from = Math.min(step.at, after.count)
  const to = Math.min(from + step.lines, after.count)
  let { text: bytes } = step
  if (to < after.count && lacksNewline(bytes)) bytes = concatBytes([bytes, Buffer.from('\n')])
  if (from === to && from === after.count && lacksNewline(after.bytes) && bytes.length > 0) {
    from -= 1
    bytes = concatBytes([sliceLines(after, from, to), Buffer.from('\n'), bytes])
  }
  const expected = concatBytes([sliceLines(after, 0, from), bytes, sliceLines(after, to, after.count)])
  const least = trimEdit(after, { from, to, bytes })
  if (!least) return { text, expected }
  const made = toBaseEdit(text, least)
  return {
    expected,
    text: {
      ...text,
      edits: [
        ...text.edits.filter((edit) => !made.replaces.includes(edit.id)),
        { id, basePath: 'a', ...made.edit },
      ],
      covered: new Set([...text.covered, ...made.covers]),
    },
  }
}

const editable = (base: Uint8Array, revision: Uint8Array, late: boolean): EditableText => ({
  base: toLines(base),
  revision: toLines(revision),
  hunks: hunksOf(base, revision, late),
  edits: [],
  covered: new Set(),
})

const replacement = (edit: OwnEdit) => ({ ...edit, bytes: fromBase64(edit.bytes) })

describe('an own edit', () => {
  it('shows exactly what was typed, holds in its revision, and leaves every other hunk free', () => {
    fc.assert(
      fc.property(
        oddPair(),
        fc.boolean(),
        steps,
        fc.infiniteStream(fc.boolean()),
        ({ base, revision }, late, edits, subsets) => {
          let text = editable(base, revision, late)
          edits.forEach((step, index) => {
            const done = perform(text, step, `e${index}`)
            text = done.text
            const free = text.hunks.filter((hunk) => !text.covered.has(hunk.id))
            const after = composeAfter(text.base, text.revision, free, text.edits)
            expect(Buffer.from(after.bytes).equals(done.expected)).toBe(true)
            for (const edit of text.edits) {
              const fitted = fitEdit(edit, text.hunks, text.revision)
              expect(fitted.holds).toBe(true)
              expect(fitted.touches.every((id) => text.covered.has(id))).toBe(true)
            }
          })
          // Whatever is decided of the rest, lines stay whole: this throws where they do not.
          const free = text.hunks.filter((hunk) => !text.covered.has(hunk.id))
          for (let round = 0; round < 4; round += 1) {
            const accepted = free.filter(() => subsets.next().value)
            replaceRanges(text.base, [
              ...accepted.map((hunk) => replacementOf(text.revision, hunk)),
              ...text.edits.map(replacement),
            ])
          }
        },
      ),
      { numRuns: 600 },
    )
  })

  it('holds in another revision exactly where its bytes recur, and then fits beside every subset of it', () => {
    let held = 0
    let lost = 0
    fc.assert(
      fc.property(
        oddPair().chain((pair) => revised(pair.revision).map((next) => ({ ...pair, next }))),
        steps,
        fc.infiniteStream(fc.boolean()),
        ({ base, revision, next }, edits, subsets) => {
          let text = editable(base, revision, false)
          edits.forEach((step, index) => {
            text = perform(text, step, `e${index}`).text
          })
          const later = toLines(next)
          const hunks = hunksOf(base, next, true)
          const fitted = text.edits.map((edit) => fitEdit(edit, hunks, later))
          const holding = fitted.filter(({ holds }) => holds)
          held += holding.length
          lost += fitted.length - holding.length
          const covered = new Set(holding.flatMap(({ touches }) => touches))
          const free = hunks.filter((hunk) => !covered.has(hunk.id))
          for (let round = 0; round < 3; round += 1) {
            const accepted = free.filter(() => subsets.next().value)
            replaceRanges(text.base, [
              ...accepted.map((hunk) => replacementOf(later, hunk)),
              ...holding.map(({ edit }) => replacement(edit)),
            ])
          }
          // Taking the covered hunks instead of the edits gives the revision: the edits cover them exactly.
          const instead = replaceRanges(text.base, [
            ...free.map((hunk) => replacementOf(later, hunk)),
            ...holding.map(({ edit }) => ({ ...edit, bytes: fromBase64(edit.replaced) })),
          ])
          expect(equalBytes(instead, next)).toBe(true)
        },
      ),
      { numRuns: 600 },
    )
    expect(held).toBeGreaterThan(50)
    expect(lost).toBeGreaterThan(50)
  })

  it('that touches no hunk is a change of its own', () => {
    const base = Buffer.from('a\nb\nc\nd\n')
    const revision = Buffer.from('A\nb\nc\nd\n')
    const { text } = perform(
      editable(base, revision, false),
      { at: 2, lines: 1, text: Buffer.from('C\n') },
      'e',
    )
    expect(text.edits).toMatchObject([{ oldStart: 3, oldLines: 1 }])
    expect([...text.covered]).toEqual([])
  })

  it('takes in the earlier edits it overlaps', () => {
    const base = Buffer.from('a\nb\nc\nd\n')
    const first = perform(
      editable(base, base, false),
      { at: 1, lines: 1, text: Buffer.from('B\nB\n') },
      'one',
    )
    const second = perform(first.text, { at: 2, lines: 2, text: Buffer.from('x\n') }, 'two')
    expect(second.text.edits).toMatchObject([{ id: 'two', oldStart: 2, oldLines: 2 }])
    expect(Buffer.from(second.expected).toString()).toBe('a\nB\nx\nd\n')
  })
})
