import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findLine, hunkOfLine, lineOfPin, parseProposal, type LinePrint } from './proposed-review.ts'

const prints = (lines: readonly string[]): readonly LinePrint[] =>
  lines.map((line, index) => ({
    line,
    around: [lines[index - 1] ?? '\0', line, lines[index + 1] ?? '\0'].join('\n'),
  }))

describe('a proposal', () => {
  it('is read with its pins, each as it is meant', () => {
    const pin = { path: './a.ts', line: 3, quote: ' x = 1 ', reason: ' Risky ' }
    expect(parseProposal({ explanation: 'Why', pins: [pin, { path: 'b', reason: 'New' }] })).toEqual({
      ok: true,
      value: {
        explanation: 'Why',
        pins: [
          { path: 'a.ts', line: 3, quote: 'x = 1', reason: 'Risky' },
          { path: 'b', line: null, quote: null, reason: 'New' },
        ],
      },
    })
    expect(parseProposal({ pins: [] })).toEqual({ ok: true, value: { explanation: null, pins: [] } })
  })

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['of nothing', {}, /give an explanation, or pins/],
    ['that explains too much', { explanation: 'x'.repeat(2001) }, /2000 characters, not 2001/],
    ['whose explanation is no text', { explanation: 3 }, /must be a text/],
    ['with too many pins', { pins: Array.from({ length: 21 }, () => ({})) }, /20 pins, not 21/],
    ['whose pins are no list', { pins: {} }, /must be a list/],
    ['with a pin of nothing', { pins: [null] }, /pin 1: it needs the "path"/],
    ['with a pin without a reason', { pins: [{ path: 'a', reason: ' ' }] }, /needs a "reason"/],
    ['with too long a reason', { pins: [{ path: 'a', reason: 'x'.repeat(201) }] }, /200 characters, not 201/],
    ['with a line that is none', { pins: [{ path: 'a', reason: 'x', line: 0 }] }, /whole number from 1/],
    ['with a quote of two lines', { pins: [{ path: 'a', reason: 'x', quote: 'a\nb' }] }, /one line only/],
  ])('%s is refused, with what is wrong', (_, args, said) => {
    const read = parseProposal(args)
    expect(read.ok ? '' : read.error).toMatch(said)
  })
})

describe('the line of a pin', () => {
  const lines = ['a = 1', 'b = 2', 'a = 1', 'c']
  const pin = { path: 'f', line: null, quote: null, reason: '' }
  it('is the one with its text, the nearest to its number', () => {
    expect(lineOfPin({ ...pin, quote: 'b =' }, lines)).toEqual({ ok: true, value: 2 })
    expect(lineOfPin({ ...pin, quote: 'a =', line: 4 }, lines)).toEqual({ ok: true, value: 3 })
    expect(lineOfPin(pin, lines)).toEqual({ ok: true, value: null })
  })
  it('is none where the text is not there or in several lines, or the file is shorter', () => {
    for (const [one, said] of [
      [{ quote: 'd' }, /no line of f/],
      [{ quote: 'a =' }, /2 lines of f/],
      [{ line: 5 }, /has 4 lines/],
    ] as const) {
      const found = lineOfPin({ ...pin, ...one }, lines)
      expect(found.ok ? '' : found.error).toMatch(said)
    }
  })

  it('goes with its lines wherever they are moved, and is never another line', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c', '}', ''), { maxLength: 8 })
    fc.assert(
      fc.property(texts, texts, texts, (before, above, after) => {
        const old = [...before, 'the line', ...after]
        const now = [...above, ...old]
        const print = prints(old)[before.length]
        if (print === undefined) return
        expect(findLine(print, before.length + 1, prints(now))).toBe(above.length + before.length + 1)
        expect(findLine(print, before.length + 1, prints([...before, 'another', ...after]))).toBeNull()
      }),
    )
    fc.assert(
      fc.property(texts, texts, fc.nat(7), (old, now, at) => {
        const print = prints(old)[at]
        if (print === undefined) return
        const found = findLine(print, at + 1, prints(now))
        expect(found === null || now[found - 1] === old[at]).toBe(true)
        // Of lines that look the same nobody can tell which it was.
        const alike = prints(now).filter(({ around }) => around === print.around).length
        const isUntold = alike > 1 && prints(now)[at]?.around !== print.around
        expect(isUntold && found !== null).toBe(false)
      }),
    )
  })

  it('is shown at the hunk that has it, else at the nearest', () => {
    const hunks = [
      { id: 'one', newStart: 3, newLines: 2 },
      { id: 'two', newStart: 10, newLines: 0 },
    ]
    expect([1, 4, 6, 8, 99].map((line) => hunkOfLine(hunks, line))).toEqual([
      'one',
      'one',
      'one',
      'two',
      'two',
    ])
    expect(hunkOfLine(hunks, null)).toBe('one')
    expect(hunkOfLine([], 3)).toBeNull()
  })
})
