import { toLines } from './lines.ts'

// They exist in Node and in browsers; no library of this layer declares them.
declare class TextDecoder {
  constructor(label: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes: Uint8Array): string
}

/**
 * Encodings in which a text file can be read, by the labels of the Encoding Standard; `latin1` is each byte as the
 * character of its number, which the standard has not. In all but UTF-16 a line feed is the byte 0x0A and nothing else is.
 */
export const textEncodings = [
  ...([
    'utf-8',
    'latin1',
    'utf-16le',
    'utf-16be',
    'gb18030',
    'big5',
    'shift_jis',
    'euc-jp',
    'euc-kr',
  ] as const),
  ...([
    'windows-1250',
    'windows-1251',
    'windows-1252',
    'windows-1253',
    'windows-1254',
    'windows-1255',
  ] as const),
  ...(['windows-1256', 'windows-1257', 'windows-1258', 'windows-874', 'iso-8859-2', 'iso-8859-5'] as const),
  ...(['iso-8859-7', 'iso-8859-15', 'koi8-r', 'koi8-u', 'ibm866', 'macintosh'] as const),
] as const
export type TextEncoding = (typeof textEncodings)[number]

const names: Readonly<Partial<Record<TextEncoding, string>>> = {
  'utf-8': 'UTF-8',
  latin1: 'Latin-1',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  gb18030: 'GBK',
  big5: 'Big5',
  shift_jis: 'Shift_JIS',
  'euc-jp': 'EUC-JP',
  'euc-kr': 'EUC-KR',
  'koi8-r': 'KOI8-R',
  'koi8-u': 'KOI8-U',
  ibm866: 'IBM 866',
  macintosh: 'Mac Roman',
}

/** An encoding as people name it. */
export function encodingName(encoding: TextEncoding): string {
  return names[encoding] ?? encoding.replace('windows', 'Windows').replace('iso', 'ISO')
}

export const isUtf16 = (encoding: TextEncoding): boolean => encoding === 'utf-16le' || encoding === 'utf-16be'

/** The text of bytes without a mark in front; null where they are not of this encoding. */
export function decodeStrictly(bytes: Uint8Array, encoding: TextEncoding): string | null {
  if (encoding === 'latin1') return decodeLatin1(bytes)
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The same where some bytes may not be of it: those are U+FFFD, and each line feed stays one. Not for UTF-16. */
export function decodeLines(bytes: Uint8Array, encoding: TextEncoding): string {
  const whole = decodeStrictly(bytes, encoding)
  if (whole !== null) return whole
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  const { offsets, count } = toLines(bytes)
  const lines: string[] = []
  for (let line = 0; line < count; line += 1) {
    const end = offsets[line + 1] ?? 0
    const ended = bytes[end - 1] === 0x0a
    // What a decoder makes of a line is of that line alone, also where it breaks off in a character.
    lines.push(decoder.decode(bytes.subarray(offsets[line], ended ? end - 1 : end)), ended ? '\n' : '')
  }
  return lines.join('')
}

/** The text of bytes in UTF-16; those that are not of it are U+FFFD. */
export function decodeLoosely(bytes: Uint8Array, encoding: TextEncoding): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
}

/** Each byte is the character of its number; not the "latin1" of the web, which is Windows-1252. */
function decodeLatin1(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 4096) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 4096)))
  }
  return parts.join('')
}

type Codes = ReadonlyMap<string, readonly number[]>
const tables = new Map<TextEncoding, Codes>()

/** The bytes of every character of an encoding of one to three bytes: what its decoder makes of all of them, turned round. */
function codesOf(encoding: TextEncoding): Codes {
  const known = tables.get(encoding)
  if (known !== undefined) return known
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  const codes = new Map<string, readonly number[]>()
  const learn = (sequences: readonly (readonly number[])[]): void => {
    const texts = decoder.decode(Uint8Array.from(sequences.flatMap((one) => [...one, 0x0a]))).split('\n')
    sequences.forEach((sequence, index) => {
      const text = texts[index] ?? ''
      const isOne = [...text].length === 1 && text !== '\ufffd'
      if (isOne && !codes.has(text)) codes.set(text, sequence)
    })
  }
  const bytes = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index)
  codes.set('\n', [0x0a])
  learn(bytes(0, 0xff).flatMap((byte) => (byte === 0x0a ? [] : [[byte]])))
  if (['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'].includes(encoding))
    for (const lead of bytes(0x81, 0xfe)) learn(bytes(0x40, 0xfe).map((trail) => [lead, trail]))
  if (encoding === 'euc-jp')
    for (const middle of bytes(0xa1, 0xfe)) learn(bytes(0xa1, 0xfe).map((trail) => [0x8f, middle, trail]))
  tables.set(encoding, codes)
  return codes
}

/**
 * The bytes of a text in an encoding that is neither UTF-8, UTF-16 nor Latin-1, or the first character that it can't be
 * written with.
 */
export function encodeText(
  text: string,
  encoding: TextEncoding,
): { readonly bytes: Uint8Array } | { readonly missing: string } {
  const codes = codesOf(encoding)
  const bytes: number[] = []
  for (const char of text) {
    const code = codes.get(char)
    if (code === undefined) return { missing: char }
    for (const byte of code) bytes.push(byte)
  }
  return { bytes: Uint8Array.from(bytes) }
}
