/**
 * A path of a git tree as text. Git paths are bytes; those that are not UTF-8 keep their odd bytes as lone
 * surrogates U+DC80…U+DCFF (the scheme of Python's PEP 383), so that text → bytes gives the bytes back.
 */
const encodeUtf8 = (text: string): number[] => {
  const bytes: number[] = []
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit >= 0xdc80 && unit <= 0xdcff) {
      bytes.push(unit - 0xdc00)
      continue
    }
    const code = text.codePointAt(index) ?? 0
    if (code > 0xffff) index += 1
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f))
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      )
  }
  return bytes
}

/** Length of the valid UTF-8 sequence that starts at `at`, or 0. Overlong forms and surrogates are invalid. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  const follow = (offset: number, low = 0x80, high = 0xbf): boolean => {
    const byte = bytes[at + offset]
    return byte !== undefined && byte >= low && byte <= high
  }
  if (first < 0x80) return 1
  if (first >= 0xc2 && first <= 0xdf) return follow(1) ? 2 : 0
  if (first >= 0xe0 && first <= 0xef) {
    const low = first === 0xe0 ? 0xa0 : 0x80
    const high = first === 0xed ? 0x9f : 0xbf
    return follow(1, low, high) && follow(2) ? 3 : 0
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const low = first === 0xf0 ? 0x90 : 0x80
    const high = first === 0xf4 ? 0x8f : 0xbf
    return follow(1, low, high) && follow(2) && follow(3) ? 4 : 0
  }
  return 0
}

function decodeSequence(bytes: Uint8Array, at: number, length: number): string {
  const byte = (offset: number): number => bytes[at + offset] ?? 0
  if (length === 1) return String.fromCharCode(byte(0))
  if (length === 2) return String.fromCharCode(((byte(0) & 0x1f) << 6) | (byte(1) & 0x3f))
  if (length === 3)
    return String.fromCharCode(((byte(0) & 0x0f) << 12) | ((byte(1) & 0x3f) << 6) | (byte(2) & 0x3f))
  return String.fromCodePoint(
    ((byte(0) & 0x07) << 18) | ((byte(1) & 0x3f) << 12) | ((byte(2) & 0x3f) << 6) | (byte(3) & 0x3f),
  )
}

/** The text of a path's bytes; see above. Never fails. */
export function pathToText(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at)
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
      at += 1
    } else {
      text += decodeSequence(bytes, at, length)
      at += length
    }
  }
  return text
}

/** The bytes of a path's text: the exact inverse of `pathToText`. */
export function pathToBytes(text: string): Uint8Array {
  return Uint8Array.from(encodeUtf8(text))
}

/**
 * Whether a character turns the direction of text, breaks lines, or is nothing that can be seen, so that two names look
 * alike. Joiners are left: scripts and pictures need them, and they change how these look.
 */
function isUnseen(code: number): boolean {
  return (
    code === 0x00ad ||
    code === 0x061c ||
    code === 0x180e ||
    code === 0x200b ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe0000 && code <= 0xe007f)
  )
}

/** A path as a person may see it: control characters and odd bytes become visible marks. */
export function pathForDisplay(text: string): string {
  let shown = ''
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (code < 0x20) shown += String.fromCharCode(0x2400 + code)
    else if (code === 0x7f) shown += '\u2421'
    else if ((code >= 0xdc80 && code <= 0xdcff) || (code >= 0x80 && code < 0xa0)) shown += '\ufffd'
    else if (isUnseen(code)) shown += '\ufffd'
    else shown += char
  }
  return shown
}
