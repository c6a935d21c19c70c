import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guessEncoding, guessUtf16 } from './detect-encoding.ts'
import { toByteEdit, toDisplayText, toWholeText } from './display-text.ts'
import { concatBytes, equalBytes, toLines } from './lines.ts'
import { decodeLines, encodeText, isUtf16, textEncodings, type TextEncoding } from './text-encoding.ts'

const legacy = textEncodings.filter(
  (encoding) => !isUtf16(encoding) && encoding !== 'utf-8' && encoding !== 'latin1',
)
const lined = textEncodings.filter((encoding) => !isUtf16(encoding))

/** What each of these texts is in its encoding, as `iconv` of glibc writes it. */
const samples: readonly (readonly [encoding: TextEncoding, text: string, hex: string])[] = [
  ['gb18030', '中文编码，测试。\n', 'd6d0cec4b1e0c2eba3acb2e2cad4a1a30a'],
  ['big5', '繁體中文測試。\n', 'c163c5e9a4a4a4e5b4fab8d5a1430a'],
  ['shift_jis', '日本語のテスト\n', '93fa967b8cea82cc8365835883670a'],
  ['euc-jp', '日本語のテスト\n', 'c6fccbdcb8eca4cea5c6a5b9a5c80a'],
  ['euc-kr', '한국어 시험입니다\n', 'c7d1b1b9beee20bdc3c7e8c0d4b4cfb4d90a'],
  ['windows-1251', 'Привет\n', 'cff0e8e2e5f20a'],
  ['windows-1252', '„é€“\n', '84e980930a'],
  ['iso-8859-2', 'žluťoučký\n', 'be6c75bb6f75e86bfd0a'],
  ['iso-8859-15', '€\n', 'a40a'],
  ['koi8-r', 'Привет\n', 'f0d2c9d7c5d40a'],
]
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

const unwrapBytes = (written: ReturnType<typeof encodeText>): Uint8Array => {
  if (!('bytes' in written)) throw new Error(`there is no ${written.missing} in it`)
  return written.bytes
}

const odd = fc.array(
  fc.oneof(
    fc.constantFrom([0x0a], [0x0d, 0x0a], [0x0d], [0x20], [0x41], [0x81], [0xff], [0x8e, 0xb1], [0xa4, 0xce]),
    fc.tuple(fc.integer({ min: 0x81, max: 0xfe }), fc.integer({ min: 0x30, max: 0xfe })),
    fc.constantFrom([0x81, 0x30, 0x81, 0x30], [0x8f, 0xb0, 0xa1], [0xef, 0xbb, 0xbf]),
  ),
  { maxLength: 20 },
)
const oddBytes = odd.map((parts) => Uint8Array.from(parts.flat()))

describe('an encoding', () => {
  it('reads and writes its samples', () => {
    for (const [encoding, text, hex] of samples) {
      expect(decodeLines(bytesOf(hex), encoding)).toBe(text)
      expect(encodeText(text, encoding)).toEqual({ bytes: bytesOf(hex) })
    }
    expect(encodeText('a한', 'gb18030')).toEqual({ missing: '한' })
  })

  it('reads back what it writes, each character that it has', () => {
    for (const encoding of legacy) {
      const text = [
        ...decodeLines(
          Uint8Array.from({ length: 256 }, (_, byte) => byte),
          encoding,
        ),
      ]
        .filter((char) => char !== '\ufffd')
        .join('')
      const written = encodeText(text, encoding)
      if (!('bytes' in written)) throw new Error(`${encoding} lacks ${written.missing}`)
      expect(decodeLines(written.bytes, encoding)).toBe(text)
    }
  })

  it('has the lines of its bytes, valid or not', () => {
    fc.assert(
      fc.property(oddBytes, fc.constantFrom(...lined), (bytes, encoding) => {
        const breaks = bytes.filter((byte) => byte === 0x0a).length
        expect(decodeLines(bytes, encoding).split('\n').length).toBe(breaks + 1)
        const { text, endsWithNewline } = toDisplayText(bytes, encoding)
        const { count } = toLines(bytes)
        expect(text.split('\n').length).toBe(endsWithNewline || count === 0 ? count + 1 : count)
      }),
      { numRuns: 1000 },
    )
  })

  it('can be edited only where no byte of what stands there changes', () => {
    let edited = 0
    fc.assert(
      fc.property(oddBytes, fc.constantFrom(...lined), fc.nat(6), (bytes, encoding, at) => {
        const form = toDisplayText(bytes, encoding)
        const shown = form.text.split('\n')
        const line = Math.min(at, toLines(bytes).count - 1)
        if (line < 0) return
        // One letter more at the end of a line.
        const text = `${shown[line] ?? ''}x${line < shown.length - 1 ? '\n' : ''}`
        const made = toByteEdit(bytes, { start: line + 1, lines: 1, text }, encoding)
        expect(made.ok).toBe(form.readOnly === null)
        if (!made.ok) return
        edited += 1
        const { offsets } = toLines(bytes)
        const after = concatBytes([
          bytes.subarray(0, offsets[made.value.from] ?? 0),
          made.value.bytes,
          bytes.subarray(offsets[made.value.to] ?? 0),
        ])
        const end = offsets[line + 1] ?? 0
        const ending = bytes[end - 1] !== 0x0a ? 0 : form.crlf ? 2 : 1
        const expected = [bytes.subarray(0, end - ending), Uint8Array.of(0x78), bytes.subarray(end - ending)]
        expect(equalBytes(after, concatBytes(expected))).toBe(true)
      }),
      { numRuns: 2000 },
    )
    expect(edited).toBeGreaterThan(200)
  })
})

describe('the encoding that a text looks like', () => {
  it('is that of its samples where East Asia writes so, else Latin-1', () => {
    for (const [encoding, , hex] of samples.slice(0, 5)) expect(guessEncoding(bytesOf(hex))).toBe(encoding)
    const western = [
      'caf\u00e9 d\u00e9j\u00e0 vu',
      'sch\u00f6n, gr\u00f6\u00dfer',
      '\u00c4rger \u00d6l',
      'na\u00efve \u00ab oui \u00bb',
      '\u00a9 1999 \u00a7 3',
    ]
    for (const text of western) expect(guessEncoding(Buffer.from(`${text}\n`, 'latin1'))).toBe('latin1')
  })

  it('is GBK for a few lines as they stand in programs, and for no letters of another script', () => {
    const chinese = [
      '# 配置\nname = 榛子\nport = 80\n',
      '// 中\nint a;\n',
      '/* 作者：張三丰 */\nint main() {\n  return 0; // 成功\n}\n',
      '姓名,年龄\n李娜,31\n',
      'x = "鑫淼有限公司"\ny = 1\nz = 2\n',
    ]
    for (const text of chinese) {
      expect([text, guessEncoding(unwrapBytes(encodeText(text, 'gb18030')))]).toEqual([text, 'gb18030'])
    }
    const others: readonly (readonly [TextEncoding, string])[] = [
      ['windows-1251', 'Это не так, как было раньше\n'],
      ['windows-1251', 'Да\n'],
      ['koi8-r', 'привет всем, да\n'],
      ['koi8-r', 'тест\n'],
      ['latin1', 'const umlauts = /[äöüÄÖÜß]/\n'],
      ['latin1', 'MÜNCHEN, KÖLN, «ÉTÉ»\n'],
      ['latin1', 'ÄÖÜ äöü éèêë ÿ\n'],
      ['windows-1253', 'Καλημέρα κόσμε\n'],
      ['euc-kr', '한국어\n'],
    ]
    for (const [encoding, text] of others) {
      const bytes =
        encoding === 'latin1' ? Buffer.from(text, 'latin1') : unwrapBytes(encodeText(text, encoding))
      expect([text, guessEncoding(bytes)]).toEqual([text, 'latin1'])
    }
  })

  it('is UTF-16 with a mark and without, in both orders, and of no picture or program', () => {
    const swap = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16()
    for (const text of ['plain text\r\nmore\r\n', '中文，测试\n第二行\n', 'Привет мир\n']) {
      const little = Buffer.from(text, 'utf16le')
      expect(guessUtf16(little)).toBe('utf-16le')
      expect(guessUtf16(swap(little))).toBe('utf-16be')
      const marked = Buffer.from(`\ufeff${text}`, 'utf16le')
      expect(guessUtf16(marked)).toBe('utf-16le')
      const [form, other] = [toWholeText(marked), toWholeText(swap(marked))]
      expect(form).toMatchObject({ text: text.replaceAll('\r\n', '\n'), bom: true, encoding: 'utf-16le' })
      expect(other).toMatchObject({ text: text.replaceAll('\r\n', '\n'), bom: true, encoding: 'utf-16be' })
    }
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')
    const elf = Buffer.from('7f454c4602010100000000000000000002003e0001000000401040000000000040000000', 'hex')
    // The beginning of a picture that is no longer than this.
    const small = Buffer.from('89504e4709000708', 'hex')
    for (const bytes of [png, elf, small, Buffer.alloc(64), Buffer.from('a\0b', 'latin1')]) {
      expect(guessUtf16(bytes)).toBe(null)
      expect(toWholeText(bytes)).toBe(null)
    }
    expect(toWholeText(Buffer.from('a\0b\n'), 'latin1')).toMatchObject({ text: 'a\u2400b\n' })
  })
})
