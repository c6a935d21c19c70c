import type { DisplaySide } from '../domain/changeset/file-text.ts'
import { err, ok, type Result } from '../base/result.ts'
import { guessEncoding, guessUtf16 } from './detect-encoding.ts'
import { concatBytes, equalBytes, lacksNewline, toLines } from './lines.ts'
import {
  decodeLines,
  decodeLoosely,
  decodeStrictly,
  encodeText,
  encodingName,
  isUtf16,
  type TextEncoding,
} from './text-encoding.ts'

/** How bytes are shown as text; what `DisplaySide` says about it. */
export type DisplayForm = Pick<
  DisplaySide,
  'text' | 'encoding' | 'crlf' | 'bom' | 'endsWithNewline' | 'readOnly'
>

// It exists in Node and in browsers; no library of this layer declares it.
declare class TextEncoder {
  encode(text: string): Uint8Array
}

const mark = [0xef, 0xbb, 0xbf]
const newline = 0x0a
const carriageReturn = 0x0d

/** Bytes beyond which a text in an encoding of its own is not tried for being written back exactly. */
const mostWrittenBack = 5_000_000

/**
 * Shows bytes as text: in the encoding that the person chose, else as valid UTF-8, else as the whole looks like. Lines are
 * cut at 0x0A only, so that line numbers are git's; the text ends with "\n" where the bytes do. A UTF-8 byte order mark is
 * left out and noted; so is the CR of every line if all lines that end have one. Other carriage returns and control
 * characters become their pictures (U+2400…), except tabs. Text that already holds such pictures can't be told apart from
 * that, and other bytes may stand for the same characters: then it is read-only. UTF-16 has other lines: see
 * `toWholeText`.
 */
export function toDisplayText(bytes: Uint8Array, chosen: TextEncoding | null = null): DisplayForm {
  const bom = mark.every((byte, index) => bytes[index] === byte)
  const crlf = isUniformCrlf(bytes)
  const body = bom ? bytes.subarray(mark.length) : bytes
  const wanted = chosen === null || isUtf16(chosen) ? null : chosen
  const utf8 =
    wanted === null ? decodeStrictly(body, 'utf-8') : wanted === 'utf-8' ? decodeLines(body, 'utf-8') : null
  const encoding = utf8 === null ? (wanted ?? guessEncoding(bytes)) : 'utf-8'
  const raw = utf8 ?? decodeLines(bytes, encoding)
  return {
    ...shownOf(raw, crlf),
    encoding,
    crlf,
    bom: bom && utf8 !== null,
    endsWithNewline: bytes.length > 0 && !lacksNewline(bytes),
    ...(isWrittenBack(raw, encoding, utf8 === null ? bytes : body, wanted !== null)
      ? {}
      : {
          readOnly: `Not all of its bytes can be written back as they are in ${encodingName(encoding)}, so an edit could change some.`,
        }),
  }
}

/** Whether the text gives the same bytes again. */
function isWrittenBack(raw: string, encoding: TextEncoding, bytes: Uint8Array, isChosen: boolean): boolean {
  if (encoding === 'latin1') return true
  if (encoding === 'utf-8') return !isChosen || equalBytes(new TextEncoder().encode(raw), bytes)
  if (bytes.length > mostWrittenBack) return false
  const written = encodeText(raw, encoding)
  return 'bytes' in written && equalBytes(written.bytes, bytes)
}

/**
 * Shows bytes that are decided as a whole as text: in the encoding that the person chose, else in UTF-16 or UTF-8 if all of
 * them are that; null where they are no text. It is read-only.
 */
export function toWholeText(bytes: Uint8Array, chosen: TextEncoding | null = null): DisplayForm | null {
  const utf16 = chosen === null ? guessUtf16(bytes) : isUtf16(chosen) ? chosen : null
  const readOnly = 'It is decided as a whole, so its lines can\u2019t be edited here.'
  if (utf16 === null) {
    if (chosen === null && (bytes.includes(0) || decodeStrictly(bytes, 'utf-8') === null)) return null
    return { ...toDisplayText(bytes, chosen), readOnly }
  }
  const [first, second] = bytes
  const bom = utf16 === 'utf-16le' ? first === 0xff && second === 0xfe : first === 0xfe && second === 0xff
  const raw = decodeLoosely(bom ? bytes.subarray(2) : bytes, utf16)
  const ends = raw.match(/\n/g)?.length ?? 0
  const crlf = ends > 0 && raw.match(/\r\n/g)?.length === ends && raw.match(/\r/g)?.length === ends
  return { ...shownOf(raw, crlf), encoding: utf16, crlf, bom, endsWithNewline: raw.endsWith('\n'), readOnly }
}

/** What is shown of a decoded text, and why it could not be turned back. */
function shownOf(raw: string, crlf: boolean): Pick<DisplayForm, 'text' | 'readOnly'> {
  const joined = crlf ? raw.replaceAll('\r\n', '\n') : raw
  const readOnly = /[\u2400-\u2421]/.test(joined)
    ? 'It holds pictures of control characters, which an edit could not tell from real ones.'
    : null
  return { text: joined.replaceAll(controls, pictureOf), readOnly }
}

// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g

function pictureOf(control: string): string {
  const code = control.charCodeAt(0)
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code)
}

/** Whether there are ends of lines and each is CR LF, with no CR anywhere else. */
function isUniformCrlf(bytes: Uint8Array): boolean {
  let ends = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) {
    if (bytes[at - 1] !== carriageReturn) return false
    ends += 1
  }
  if (ends === 0) return false
  let returns = 0
  for (let at = bytes.indexOf(carriageReturn); at >= 0; at = bytes.indexOf(carriageReturn, at + 1))
    returns += 1
  return returns === ends
}

export type DisplayForms = Pick<DisplayForm, 'encoding' | 'crlf'>

/**
 * The bytes of edited text in a file's own encoding and line endings. "\r\n" counts as one end of line. Fails where a
 * character can't be written in the encoding; gives that character.
 */
export function fromDisplayText(text: string, form: DisplayForms): Result<Uint8Array, string> {
  const control = (picture: string): string => {
    const code = picture.charCodeAt(0)
    return String.fromCharCode(code === 0x2421 ? 0x7f : code - 0x2400)
  }
  const joined = text.replaceAll('\r\n', '\n').replaceAll(/[\u2400-\u2408\u240b-\u241f\u2421]/g, control)
  const raw = form.crlf ? joined.replaceAll('\n', '\r\n') : joined
  if (form.encoding === 'utf-8') {
    const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(raw)
    return lone ? err(lone[0]) : ok(new TextEncoder().encode(raw))
  }
  if (form.encoding !== 'latin1') {
    const written = encodeText(raw, form.encoding)
    return 'bytes' in written ? ok(written.bytes) : err(written.missing)
  }
  const bytes = new Uint8Array(raw.length)
  for (let index = 0; index < raw.length; index += 1) {
    const code = raw.charCodeAt(index)
    if (code > 0xff) return err(String.fromCodePoint(raw.codePointAt(index) ?? code))
    bytes[index] = code
  }
  return ok(bytes)
}

/** An edit as it comes from the screen: lines `start` and `lines` in -U0 coordinates become `text`. */
export interface DisplayEdit {
  readonly start: number
  readonly lines: number
  readonly text: string
}

/** The same edit in whole lines of bytes: 0-based, end exclusive. */
export interface ByteEdit {
  readonly from: number
  readonly to: number
  readonly bytes: Uint8Array
}

export type DisplayEditFailure =
  | { readonly kind: 'outside' }
  | { readonly kind: 'readOnly'; readonly reason: string }
  | { readonly kind: 'character'; readonly character: string }

/**
 * Turns an edit of displayed lines into one of bytes. `text` is whole lines, each ended by "\n". At the last line the
 * "\n" may be missing: it is added where the file ends with one. To change whether the file ends with a line break,
 * the edit reaches over the empty line that an editor shows behind it: then `text` is the end of the file as it is. `chosen`
 * is the encoding in which the person saw the text, if they chose one.
 */
export function toByteEdit(
  bytes: Uint8Array,
  edit: DisplayEdit,
  chosen: TextEncoding | null = null,
): Result<ByteEdit, DisplayEditFailure> {
  const form = toDisplayText(bytes, chosen)
  if (form.readOnly !== null) return err({ kind: 'readOnly', reason: form.readOnly })
  const lines = toLines(bytes)
  let from = edit.lines === 0 ? edit.start : edit.start - 1
  let to = from + edit.lines
  // An empty file, and one that ends with a line break, is shown with an empty line at its end.
  const shown = lacksNewline(bytes) ? lines.count : lines.count + 1
  if (from < 0 || to > shown) return err({ kind: 'outside' })
  const literal = to > lines.count
  from = Math.min(from, lines.count)
  to = Math.min(to, lines.count)
  let text = edit.text
  const atEnd = to === lines.count
  if (text !== '' && !text.endsWith('\n') && !literal && !(atEnd && lacksNewline(bytes))) text += '\n'
  const encoded = fromDisplayText(text, form)
  if (!encoded.ok) return err({ kind: 'character', character: encoded.error })
  let own = encoded.value
  const line = (index: number): Uint8Array =>
    bytes.subarray(lines.offsets[index] ?? 0, lines.offsets[index + 1] ?? 0)
  if (from === to && from === lines.count && lacksNewline(bytes) && own.length > 0) {
    // Behind a last line without a line break: that line gets one.
    const end = form.crlf ? [carriageReturn, newline] : [newline]
    from -= 1
    own = concatBytes([line(from), Uint8Array.from(end), own])
  }
  if (literal && own.length === 0 && from > 0 && from === to) return ok({ from, to, bytes: own })
  if (form.bom && from === 0) {
    if (to === 0 && lines.count > 0) {
      own = concatBytes([own, line(0).subarray(mark.length)])
      to = 1
    } else if (own.length === 0 && to < lines.count) {
      own = line(to)
      to += 1
    }
    if (own.length > 0) own = concatBytes([Uint8Array.from(mark), own])
  }
  return ok({ from, to, bytes: own })
}
