import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { changedSpans } from './changed-spans.ts'
import { longLine, piecesOf } from './line-pieces.ts'
import { lookAlikesIn } from './look-alikes.ts'
import { isAmbiguous } from './patches/ambiguous-characters.ts'
import { readingPair, sourceOf, type ReadableText } from './reading-text.ts'

const odd = ['\u200b', '\u202e', '\u2066', '\u00a0', '\u00ad', '\ufeff', '\u{e0041}', '\u2028', '\u3000']
const part = fc.oneof(
  fc.constantFrom('a', 'b', ' ', '\t', '"', 'const x = ', '\u0430', '山', '👩‍💻', ...odd),
  fc
    .tuple(fc.constantFrom(' ', '\t', 'k: 1, ', '\u200b'), fc.integer({ min: 1, max: 1200 }))
    .map(([text, many]) => text.repeat(many)),
)
const line = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''))
const lines = fc.array(line, { maxLength: 4 })

/** Two texts with one change between them, and how their lines end. */
const texts: fc.Arbitrary<ReadableText> = fc
  .record({ head: lines, tail: lines, old: lines, now: lines, crlf: fc.tuple(fc.boolean(), fc.boolean()) })
  .map(({ head, tail, old, now, crlf }) => ({
    before: [...head, ...old, ...tail].join('\n'),
    after: [...head, ...now, ...tail].join('\n'),
    lines: [
      {
        id: 'h',
        oldStart: old.length === 0 ? head.length : head.length + 1,
        oldLines: old.length,
        newStart: now.length === 0 ? head.length : head.length + 1,
        newLines: now.length,
      },
    ],
    ends: {
      before: { crlf: crlf[0], endsWithNewline: false },
      after: { crlf: crlf[1], endsWithNewline: true },
    },
  }))

describe('laws of a text as it is read', () => {
  test('every character of the file is in it, or stands behind words of ours', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, whole) => {
        const pair = readingPair(text, whole)
        expect(pair.before === null ? null : sourceOf(pair.before)).toBe(text.before)
        expect(pair.after === null ? null : sourceOf(pair.after)).toBe(text.after)
        expect(pair.after?.text.split('\n').length).toBe(text.after?.split('\n').length)
      }),
    )
  })

  test('asked for whole, nothing is left out, and nothing of it is unseen', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const pair = readingPair(text, true)
        expect(pair.isCut).toBe(false)
        for (const side of [pair.before, pair.after])
          expect(side?.text ?? '').not.toMatch(
            /[\u200b\u00ad\u2028\u202a-\u202e\u2066-\u2069\u{e0041}\ufeff]/u,
          )
      }),
    )
  })

  test('a changed character is shown, or the words for what is left out say that it is changed or blank', () => {
    fc.assert(
      fc.property(line, line, (old, now) => {
        const spans = changedSpans(old, now)
        for (const [text, runs] of [
          [old, spans.map((span) => span.old)],
          [now, spans.map((span) => span.new)],
        ] as const) {
          const silent = piecesOf(text, runs, false).filter(
            (piece) => piece.kind === 'cut' && !piece.changed && !piece.blank,
          )
          const hidden = silent.filter((piece) =>
            runs.some((run) => run.from < piece.to && piece.from < run.to),
          )
          expect(hidden).toEqual([])
        }
      }),
    )
  })

  test('outside the changed runs of a line both versions are the same', () => {
    fc.assert(
      fc.property(line, line, (old, now) => {
        const without = (text: string, side: 'old' | 'new'): string => {
          let kept = ''
          let at = 0
          for (const span of changedSpans(old, now)) {
            kept += text.slice(at, span[side].from)
            at = span[side].to
          }
          return kept + text.slice(at)
        }
        expect(without(old, 'old')).toBe(without(now, 'new'))
      }),
    )
  })

  test('two lines that differ are read differently', () => {
    fc.assert(
      fc.property(line, line, (old, now) => {
        fc.pre(old !== now && old.length + now.length < longLine)
        const change = { id: 'h', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 }
        const pair = readingPair({ before: old, after: now, lines: [change] }, false)
        expect(pair.before?.text).not.toBe(pair.after?.text)
      }),
    )
  })
})

const one = { id: 'h', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 }
const read = (before: string, after: string, whole = false): readonly (string | undefined)[] => {
  const pair = readingPair({ before, after, lines: [one] }, whole)
  return [pair.before?.text, pair.after?.text]
}

describe('a long line', () => {
  const bundle = (mark: string): string =>
    Array.from({ length: 6000 }, (_, index) => `k${index}:${index === 4800 ? mark : `"v${index}"`}`).join(',')

  it('is cut around what changed in it, with little before that', () => {
    const [before, after] = read(bundle('"old"'), bundle('other()'))
    expect(before).toContain('k4800:"old"')
    expect(after?.slice(0, 60)).toContain('k4800:other()')
    expect(after?.length).toBeLessThan(300)
    expect(read(bundle('"old"'), bundle('other()'), true)[1]).toBe(bundle('other()'))
  })

  it('is cut around each of its changes', () => {
    const after = bundle('x()').replace('k9:"v9"', 'k9:first()').replace('k5990:"v5990"', 'k5990:last()')
    const [, shown] = read(bundle('"old"'), after)
    for (const place of ['first()', 'x()', 'last()']) expect(shown).toContain(place)
    expect(shown?.length).toBeLessThan(600)
  })

  it('finds its other version where other lines were added before it', () => {
    const change = { id: 'h', oldStart: 1, oldLines: 1, newStart: 1, newLines: 2 }
    const pair = readingPair(
      { before: bundle('"old"'), after: `// by hand\n${bundle('other()')}`, lines: [change] },
      false,
    )
    expect(pair.after?.text).toContain('k4800:other()')
  })

  it('shows what stands behind thousands of blanks', () => {
    expect(read('ok();', `ok();${' '.repeat(12_000)}steal()`)[1]).toBe(
      'ok();\u22ef12,000 spaces\u22efsteal()',
    )
    expect(read('ok();', `ok();${' '.repeat(300)}steal()`)[1]).toBe('ok();\u22ef300 spaces\u22efsteal()')
    expect(read('ok();', `ok();${'\t'.repeat(300)}steal()`)[1]).toBe('ok();\u22ef300 tabs\u22efsteal()')
    expect(read('ok();', `ok();${'\u200b'.repeat(300)}steal()`)[1]).toContain('steal()')
  })

  it('says how much of a long change it leaves out', () => {
    const [, shown] = read('', 'x'.repeat(50_000))
    expect(shown).toMatch(/\u22ef[\d,]+ changed characters\u22ef/)
  })
})

describe('what can not be seen', () => {
  it.each([
    ['a\u200bb', 'a\u27e8U+200B\u27e9b'],
    ['x \u202e y \u2066', 'x \u27e8U+202E\u27e9 y \u27e8U+2066\u27e9'],
    ['a\u00a0b', 'a\u27e8U+00A0\u27e9b'],
    ['// при\u200bвет', '// при\u27e8U+200B\u27e9вет'],
    ['pay\u00adload', 'pay\u27e8U+00AD\u27e9load'],
    ['if (x\u200d)', 'if (x\u27e8U+200D\u27e9)'],
    ['x =\u30001', 'x =\u27e8U+3000\u27e91'],
  ])('is named: %j', (text, shown) => {
    expect(read('', text)[1]).toBe(shown)
  })

  it.each(['👩‍💻', '❤️', 'می‌خواهم', '　中文', 'café'])('is left where it is what it looks like: %s', (text) => {
    expect(read('', text)[1]).toBe(text)
  })

  it('says where the ends of lines differ', () => {
    const ends = (crlf: boolean, endsWithNewline: boolean) => ({ crlf, endsWithNewline })
    const pair = readingPair(
      {
        before: 'a\nb\n',
        after: 'a\nb',
        lines: [one],
        ends: { before: ends(true, true), after: ends(false, false) },
      },
      false,
    )
    expect([pair.before?.text, pair.after?.text]).toEqual([
      'a\u240d\nb\u240d\n',
      'a\nb\u27e8no newline at the end\u27e9',
    ])
  })
})

describe('what looks like something else', () => {
  const found = (text: string): readonly string[] =>
    lookAlikesIn(text, isAmbiguous).map(({ from, to }) => text.slice(from, to))

  it.each([
    ['const p\u0430y = 1', ['\u0430']],
    ['"\u0430dmin" // \u0441\u043e\u0440\u0443', ['\u0430', '\u0441', '\u043e', '\u0440', '\u0443']],
    ['// привет, мир', []],
    ['// don\u2019t', []],
    ['\uff41 = 1', ['\uff41']],
    ['// 中文，注释（好）', []],
    ['x = y\uff1b', ['\uff1b']],
    ['a \u2012 b', ['\u2012']],
  ])('is found: %s', (text, chars) => {
    expect(found(text)).toEqual(chars)
  })

  it('has no most', () => {
    expect(found('p\u0430 '.repeat(1500)).length).toBe(1500)
  })
})
