import { isUnseen, mayHoldUnseen, shownCode } from './unseen.ts'

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

/** Letters of other scripts that look like ones of ASCII in most fonts, from the Unicode table of confusables. */
const likeAscii = new Set(
  'авеһіјкӏмнопрԛгѕтуѵԝхԁсєԍъьАВЕԌНІЈКМОПРԚЅТУѴԜХСԀҮүЗ' +
    'αγιικνορσυχωϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ' +
    'աեհոսցօքգյզՍՕԼՏ' +
    'ᎪᏴᏟᎠᎬᎳᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᏔᏃ' +
    'ıȷɑɡɩɪʋʏƽǀǃʙɢʜʟɴᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢ\u017f' +
    '\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2215\u2044\u2216\u2223\u2236\ua789\u037e\u2024\u02d0\u2018\u2019\u201a\u2032\u201c\u201d\u2033',
)
const wordPattern = /[\p{L}\p{M}\p{N}_]+/gu

/** Whether a character is another way to write one of ASCII, as wide and mathematical letters are. */
function isVariant(char: string): boolean {
  if (/[\u00aa\u00b2\u00b3\u00b9\u00ba\u2070-\u209c\u2122]/.test(char)) return false
  return /^[!-~]+$/.test(char.normalize('NFKC'))
}

/** Places of characters that can be taken for others. A word that is clearly of another script is left. */
function likenesses(text: string): ReadonlySet<number> {
  const found = new Set<number>()
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  if (/^[\u0000-\u007f]*$/.test(text)) return found
  const clear = [...text.matchAll(wordPattern)].filter(
    ([word]) =>
      !/\p{Script=Latin}/u.test(word) &&
      [...word].some(
        (char) => char > '\u007f' && /\p{L}/u.test(char) && !likeAscii.has(char) && !isVariant(char),
      ),
  )
  let at = 0
  for (const char of text) {
    const here = at
    at += char.length
    if (char <= '\u007f' || !(likeAscii.has(char) || isVariant(char))) continue
    if (!clear.some(({ 0: word, index }) => here >= index && here < index + word.length)) found.add(here)
  }
  return found
}

/** Whether a mark and what stands before it are another way to write one character: the two ways look alike. */
function composes(before: string, char: string): boolean {
  return before !== '' && /\p{M}/u.test(char) && [...(before + char).normalize('NFC')].length === 1
}

/** A space that would be lost or merged with others where it is shown. */
const isLostSpace = (char: string, before: string, after: string): boolean =>
  char === ' ' && (before === '' || before === ' ' || after === '' || after === '/' || before === '/')

/**
 * A path as a person may see it: what can't be seen, and what can be taken for something else, is named, so that two paths
 * that differ are shown differently. Control characters become their pictures.
 */
export function pathForDisplay(text: string): string {
  return /^[!-~]+$/.test(text) ? text : shown(text, likenesses(text))
}

/** The first of some paths, for a sentence, and how many there are more. */
export function pathsForDisplay(paths: readonly string[], most = 5): string {
  const some = paths.slice(0, most).map(pathForDisplay).join(', ')
  return paths.length > most ? `${some}, and ${paths.length - most} more` : some
}

/**
 * Words of a repository or an agent as a person may see them on one line: what can't be seen is named, and control
 * characters become their pictures. Words are no names to be told apart, so what merely looks like something else stays.
 */
export function wordsForDisplay(text: string): string {
  return /^[ -~]+$/.test(text) ? text : shown(text, null)
}

/** Words of several lines, as `wordsForDisplay` shows one. Line ends and tabs stay what they are. */
export function textForDisplay(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what it is about
  if (!mayHoldUnseen(text) && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\udc80-\udcff]/.test(text))
    return text
  return text.replaceAll(/[^\t\r\n]+/g, wordsForDisplay)
}

/** Signs that are used here to say something: in a name they would say it of themselves. Words may quote a shown name. */
const isOurSign = (code: number): boolean =>
  (code >= 0x2400 && code <= 0x2421) || code === 0x27e8 || code === 0x27e9

/** `alike`: places of characters that can be taken for others; null where it does not matter. */
function shown(text: string, alike: ReadonlySet<number> | null): string {
  const chars = [...text]
  let result = ''
  let at = 0
  for (const [index, char] of chars.entries()) {
    const code = char.codePointAt(0) ?? 0
    const before = chars[index - 1] ?? ''
    const after = chars[index + 1] ?? ''
    if (code < 0x20) result += String.fromCharCode(0x2400 + code)
    else if (code === 0x7f) result += '\u2421'
    else if (code >= 0xdc80 && code <= 0xdcff)
      result += `\u27e8byte ${(code - 0xdc00).toString(16).toUpperCase()}\u27e9`
    else if (alike !== null && isLostSpace(char, before, after)) result += '\u2420'
    else if (isUnseen(char, before, after) || (alike !== null && isOurSign(code))) result += shownCode(char)
    else if (alike !== null && (alike.has(at) || composes(before, char)))
      result += `${char}${shownCode(char)}`
    else result += char
    at += char.length
  }
  return result
}
