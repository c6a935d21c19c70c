import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostRowBytes, RawRows } from './raw-rows.ts'
import { findRow } from './raw-output.ts'
import { rawParts, rawText } from './raw-text.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Bytes as programs print them: text, escape sequences, long lines, and what is no text at all. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 8 }).map(encode),
      fc
        .constantFrom(
          '\u001b[2J',
          '\u001b[?1049h',
          '\u001b]8;;x\u0007',
          '\r',
          '\n',
          '\u200b',
          '\u202e',
          '↵',
          '⟨ESC⟩',
          'é',
          '😀',
        )
        .map(encode),
      fc
        .tuple(fc.constantFrom('x', 'é', '中', '😀', '\u0000'), fc.integer({ min: 90, max: 900 }))
        .map(([unit, count]) => encode(unit.repeat(count))),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))

const named =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US DEL'.split(
    ' ',
  )

/** The bytes for which a raw text stands, by its signs alone. */
function written(shown: string): number[] {
  const found: number[] = []
  for (const [piece] of shown.matchAll(/\u27e8[^\u27e9]*\u27e9|./gsu)) {
    const name = piece.slice(1, -1)
    if (piece === '\u21b5') found.push(10)
    else if (name.startsWith('U+')) found.push(...encode(String.fromCodePoint(parseInt(name.slice(2), 16))))
    else if (name.startsWith('byte ')) found.push(parseInt(name.slice(5), 16))
    else if (piece.startsWith('\u27e8')) found.push(named.indexOf(name) === 32 ? 127 : named.indexOf(name))
    else found.push(...encode(piece))
  }
  return found
}

const rowsOf = (...pieces: readonly Uint8Array[]): readonly Uint8Array[] => {
  const rows = new RawRows()
  for (const piece of pieces) rows.append(piece)
  return Array.from({ length: rows.count }, (_, row) => rows.bytesOf(row).slice())
}

describe('a raw text', () => {
  it('gives every byte back', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(written(rawText(given))).toEqual([...given])
      }),
    )
  })

  it('holds nothing that is not seen or does something', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(rawText(given)).not.toMatch(
          // oxlint-disable-next-line no-control-regex -- what it must not hold
          /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u,
        )
      }),
    )
  })

  it('shows what a terminal would obey', () => {
    expect(rawParts(encode('kept\u001b[2Jgone\n'))).toEqual([
      { text: 'kept', sign: false },
      { text: '⟨ESC⟩', sign: true },
      { text: '[2Jgone', sign: false },
      { text: '↵', sign: true },
    ])
    expect(rawText(Uint8Array.of(0x61, 0xff, 0x9b))).toBe('a⟨byte FF⟩⟨byte 9B⟩')
    expect(rawText(encode('a\u202eb\u009b'))).toBe('a⟨U+202E⟩b⟨U+009B⟩')
  })
})

describe('the rows of a raw text', () => {
  it('are its bytes, each ending at a line feed or when it is full', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const rows = rowsOf(given)
        expect(rows.flatMap((row) => [...row])).toEqual([...given])
        for (const [index, row] of rows.entries()) {
          expect(row.length).toBeLessThanOrEqual(mostRowBytes)
          expect(row.subarray(0, -1).includes(10)).toBe(false)
          const isFull = row.length > mostRowBytes - 4 || index === rows.length - 1
          expect(row.at(-1) === 10 || isFull).toBe(true)
        }
      }),
    )
  })

  it('never cut a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 200, maxLength: 900 }), (text) => {
        const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
        expect(
          rowsOf(encode(text))
            .map((row) => decoder.decode(row))
            .join(''),
        ).toBe(text)
      }),
    )
  })

  it('are the same when it comes in pieces', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(1500), { maxLength: 5 }), (given, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, given.length)), given.length].sort(
          (a, b) => a - b,
        )
        const pieces = places.slice(1).map((to, index) => given.subarray(places[index], to))
        expect(rowsOf(...pieces)).toEqual(rowsOf(given))
      }),
    )
  })

  it('begin anew when it is cleared', () => {
    const rows = new RawRows()
    rows.append(encode('one\ntwo'))
    expect([rows.count, rows.goesOn(0)]).toEqual([2, false])
    rows.clear()
    rows.append(encode('x'.repeat(mostRowBytes + 1)))
    expect([rows.count, rows.goesOn(0), rows.goesOn(1)]).toEqual([2, true, false])
    expect(rows.bytesOf(2)).toHaveLength(0)
  })
})

describe('looking for a text in rows', () => {
  const rows = new RawRows()
  rows.append(encode(`one\u001b[2J\ntwo One\n${'x'.repeat(mostRowBytes - 2)}Needle\nthree\n`))
  it('goes round, both ways, whatever the case', () => {
    expect(findRow(rows, 'one', null, false)).toBe(0)
    expect(findRow(rows, 'one', 0, false)).toBe(1)
    expect(findRow(rows, 'one', 1, false)).toBe(0)
    expect(findRow(rows, 'one', null, true)).toBe(1)
    expect(findRow(rows, 'one', 0, true)).toBe(1)
    expect(findRow(rows, 'four', null, false)).toBeNull()
    expect(findRow(rows, '', null, false)).toBeNull()
  })
  it('finds signs, and what a cut goes through', () => {
    expect(findRow(rows, '⟨esc⟩[2j', null, false)).toBe(0)
    expect(findRow(rows, 'needle', null, false)).toBe(2)
    // Not over the end of a line.
    expect(findRow(rows, '↵two', null, false)).toBeNull()
  })
})
