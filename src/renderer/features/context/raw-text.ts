import { pathToText } from '#shared/base/path-text.ts'
import { isUnseen, mayHoldUnseen, shownCode } from '#shared/base/unseen.ts'

/** A stretch of a raw text. */
export interface RawPart {
  readonly text: string
  /** Whether it stands for bytes that have no look of their own. */
  readonly sign: boolean
}

// oxlint-disable-next-line no-control-regex -- what has a look of its own, and is no sign of ours
const plain = /^[ -~]*$/

/** Short names of the control characters; most fonts lack the pictures of them. */
const controlNames =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )
/** Stands for a line feed. */
const lineEnd = '\u21b5'

/** The sign that stands for a character; null for one that is shown as it is. */
function signOf(char: string, before: string, after: string): string | null {
  const code = char.codePointAt(0) ?? 0
  if (char === '\n') return lineEnd
  if (code < 0x20) return `\u27e8${controlNames[code] ?? ''}\u27e9`
  if (code < 0x7f) return null
  if (code === 0x7f) return '\u27e8DEL\u27e9'
  // A byte that is not UTF-8; see `pathToText`.
  if (code >= 0xdc80 && code <= 0xdcff)
    return `\u27e8byte ${(code - 0xdc00).toString(16).toUpperCase()}\u27e9`
  // Signs that are used here to say something would say it of themselves.
  if (char === lineEnd || code === 0x27e8 || code === 0x27e9) return shownCode(char)
  return mayHoldUnseen(char) && isUnseen(char, before, after) ? shownCode(char) : null
}

/**
 * Bytes as text in which each of them can be read, and none does anything: control characters by name (⟨ESC⟩), a line
 * feed as ↵, what is not UTF-8 as ⟨byte FF⟩, what can't be seen as ⟨U+200B⟩. Different bytes give different texts.
 */
export function rawParts(bytes: Uint8Array): readonly RawPart[] {
  const text = pathToText(bytes)
  if (plain.test(text)) return text === '' ? [] : [{ text, sign: false }]
  const parts: { text: string; sign: boolean }[] = []
  const add = (piece: string, sign: boolean): void => {
    const last = parts.at(-1)
    if (last?.sign === sign) last.text += piece
    else parts.push({ text: piece, sign })
  }
  const chars = [...text]
  for (const [index, char] of chars.entries()) {
    const sign = signOf(char, chars[index - 1] ?? '', chars[index + 1] ?? '')
    add(sign ?? char, sign !== null)
  }
  return parts
}

/** The same, as one text. */
export function rawText(bytes: Uint8Array): string {
  return rawParts(bytes)
    .map(({ text }) => text)
    .join('')
}
