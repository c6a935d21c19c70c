import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddText } from '#test/support/texts.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { fromDisplayText, toByteEdit, toDisplayText } from './display-text.ts'
import { concatBytes, equalBytes, toLines } from './lines.ts'

const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Uint8Array => Buffer.from(text, encoding)

/** All kinds of text files: odd lines, CRLF ones, with a byte order mark, arbitrary bytes without NUL. */
const files = fc.oneof(
  oddText(),
  oddText().map((text) =>
    bytes(Buffer.from(text).toString('latin1').replaceAll('\r', '').replaceAll('\n', '\r\n'), 'latin1'),
  ),
  oddText().map((text) => concatBytes([Uint8Array.of(0xef, 0xbb, 0xbf), text])),
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => bytes(text)),
)

/** The lines an editor shows. */
const shownLines = (text: string): string[] => text.split('\n')

/** Applies an edit that was made in display lines. */
function apply(file: Uint8Array, edit: { start: number; lines: number; text: string }): Uint8Array | null {
  const made = toByteEdit(file, edit)
  if (!made.ok) return null
  const lines = toLines(file)
  return concatBytes([
    file.subarray(0, lines.offsets[made.value.from] ?? 0),
    made.value.bytes,
    file.subarray(lines.offsets[made.value.to] ?? 0),
  ])
}

describe('display text', () => {
  it("has git's lines, and turns back into the same bytes", () => {
    fc.assert(
      fc.property(files, (file) => {
        const form = toDisplayText(file)
        const count = toLines(file).count
        expect(shownLines(form.text).length).toBe(form.endsWithNewline || count === 0 ? count + 1 : count)
        expect(form.text).not.toMatch(/\r/)
        if (form.readOnly !== null) return
        const back = fromDisplayText(form.text, form)
        const mark = form.bom ? [Uint8Array.of(0xef, 0xbb, 0xbf)] : []
        expect(back.ok && equalBytes(concatBytes([...mark, back.value]), file)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('shows each encoding and ending as it is', () => {
    expect(toDisplayText(bytes('a\r\nb\r\n'))).toMatchObject({ text: 'a\nb\n', crlf: true })
    expect(toDisplayText(bytes('a\r\nb\n'))).toMatchObject({ text: 'a\u240d\nb\n', crlf: false })
    expect(toDisplayText(bytes('a\rb\n'))).toMatchObject({ text: 'a\u240db\n', crlf: false })
    expect(toDisplayText(bytes('\ufeffa'))).toMatchObject({ text: 'a', bom: true, endsWithNewline: false })
    expect(toDisplayText(bytes('caf\u00e9', 'latin1'))).toMatchObject({
      text: 'caf\u00e9',
      encoding: 'latin1',
    })
    expect(toDisplayText(bytes('\t\u001b[0m\u007f'))).toMatchObject({ text: '\t\u241b[0m\u2421' })
    expect(toDisplayText(bytes('\u240d')).readOnly).not.toBe(null)
    expect(toDisplayText(bytes('a\u2028b\n'))).toMatchObject({ text: 'a\u2028b\n' })
  })
})

describe('an edit of displayed lines', () => {
  it('makes the file whose display is the edited display', () => {
    fc.assert(
      fc.property(
        files,
        fc.nat(15),
        fc.nat(4),
        fc.array(fc.constantFrom('', 'x', '\u240d', 'yy'), { maxLength: 3 }),
        (file, at, length, fresh) => {
          const form = toDisplayText(file)
          if (form.readOnly !== null) return
          const shown = shownLines(form.text)
          const from = Math.min(at, shown.length - 1)
          const lines = Math.min(length, shown.length - from)
          const atEnd = from + lines === shown.length
          // As an editor sends it: whole lines, and at the end the text as it is.
          const text = atEnd ? fresh.join('\n') : fresh.map((line) => `${line}\n`).join('')
          if (atEnd && fresh.length === 0 && from > 0) return
          const edited = apply(file, { start: lines === 0 ? from : from + 1, lines, text })
          const expected = [
            ...shown.slice(0, from),
            ...(atEnd && fresh.length === 0 ? [''] : fresh),
            ...shown.slice(from + lines),
          ].join('\n')
          if (!edited) throw new Error('the edit was refused')
          const whole = fromDisplayText(expected, form)
          const mark = form.bom && expected !== '' ? [Uint8Array.of(0xef, 0xbb, 0xbf)] : []
          expect(whole.ok && equalBytes(edited, concatBytes([...mark, whole.value]))).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('keeps encoding, endings and the mark', () => {
    const mark = '\ufeff'
    expect(apply(bytes(`${mark}a\r\nb\r\n`), { start: 1, lines: 1, text: 'x\n' })).toEqual(
      new Uint8Array(bytes(`${mark}x\r\nb\r\n`)),
    )
    expect(apply(bytes(`${mark}a\nb\n`), { start: 1, lines: 1, text: '' })).toEqual(
      new Uint8Array(bytes(`${mark}b\n`)),
    )
    expect(apply(bytes('a'), { start: 1, lines: 0, text: 'b\n' })).toEqual(new Uint8Array(bytes('a\nb\n')))
    expect(apply(bytes('a\nb\n'), { start: 2, lines: 1, text: 'c' })).toEqual(new Uint8Array(bytes('a\nc\n')))
    expect(apply(bytes('a\nb\n'), { start: 2, lines: 2, text: 'c' })).toEqual(new Uint8Array(bytes('a\nc')))
  })

  it('is refused where it cannot be written exactly', () => {
    const edit = { start: 1, lines: 1, text: '\u20ac\n' }
    expect(toByteEdit(bytes('caf\u00e9\n', 'latin1'), edit)).toMatchObject({
      ok: false,
      error: { kind: 'character', character: '\u20ac' },
    })
    expect(toByteEdit(bytes('\u2400\n'), edit)).toMatchObject({ ok: false, error: { kind: 'readOnly' } })
    expect(toByteEdit(bytes('a\n'), { start: 3, lines: 1, text: '' })).toMatchObject({
      ok: false,
      error: { kind: 'outside' },
    })
  })
})

describe('base64', () => {
  it('is the standard one, both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (data) => {
        const text = toBase64(data)
        return text === Buffer.from(data).toString('base64') && equalBytes(fromBase64(text), data)
      }),
    )
    expect(() => fromBase64('a*==')).toThrow(/alphabet/)
  })
})
