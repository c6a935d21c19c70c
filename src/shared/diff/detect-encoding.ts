import { isCommonChinese } from './common-chinese.ts'
import { decodeStrictly, type TextEncoding } from './text-encoding.ts'

/** Bytes at the beginning of a text by which its encoding is guessed. */
const looked = 65_536

/** Two-byte characters of a text, by their bytes: how many there are, and of how many a test holds. */
function pairs(
  bytes: Uint8Array,
  isLead: (byte: number) => boolean,
  isLikely: (lead: number, trail: number) => boolean,
): { readonly count: number; readonly likely: number } {
  let count = 0
  let likely = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80 || !isLead(lead)) continue
    const trail = bytes[at + 1] ?? 0
    count += 1
    if (isLikely(lead, trail)) likely += 1
    at += 1
  }
  return { count, likely }
}

const within = (byte: number, from: number, to: number): boolean => byte >= from && byte <= to

/** Bytes up to the end of a line, so that no character is cut. */
function beginning(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= looked) return bytes
  const end = bytes.lastIndexOf(0x0a, looked)
  return end <= 0 ? bytes : bytes.subarray(0, end + 1)
}

/** What is common in texts of an encoding: the bytes of its most used characters. */
const likely: readonly {
  readonly encoding: TextEncoding
  readonly isLead: (byte: number) => boolean
  readonly isLikely: (lead: number, trail: number) => boolean
  readonly share: number
}[] = [
  // Kana.
  {
    encoding: 'shift_jis',
    isLead: (byte) => within(byte, 0x81, 0x9f) || within(byte, 0xe0, 0xfc),
    isLikely: (lead) => lead === 0x82 || lead === 0x83,
    share: 0.3,
  },
  {
    encoding: 'euc-jp',
    isLead: (byte) => byte >= 0xa1,
    isLikely: (lead, trail) => (lead === 0xa4 && trail <= 0xf3) || (lead === 0xa5 && trail <= 0xf6),
    share: 0.3,
  },
  // Hangul are its rows B0 to C8; Chinese texts go beyond those.
  {
    encoding: 'euc-kr',
    isLead: (byte) => byte >= 0x81,
    isLikely: (lead, trail) => (within(lead, 0xb0, 0xc8) && trail >= 0xa1) || within(lead, 0xa1, 0xa3),
    share: 0.99,
  },
  // The characters most used stand first: rows A4 to C6.
  {
    encoding: 'big5',
    isLead: (byte) => byte >= 0x81,
    isLikely: (lead, trail) => within(lead, 0xa1, 0xc6) && (within(trail, 0x40, 0x7e) || trail >= 0xa1),
    share: 0.9,
  },
]

/** Share of a Chinese text's characters that are common ones; of a few it is not less by chance. */
const shareOfCommon = 0.4

/**
 * Whether a text is Chinese in GBK: valid, and much of it characters that are common there. Rows of its table say less:
 * small letters of Russian in KOI8-R lie in those of the common characters.
 */
function looksChinese(text: Uint8Array): boolean {
  const decoded = decodeStrictly(text, 'gb18030')
  // oxlint-disable-next-line no-control-regex -- what is not ASCII
  const beyond = decoded?.match(/[^\u0000-\u007f]/gu) ?? []
  const common = beyond.filter(isCommonChinese).length
  return common > 0 && common >= (beyond.length < 4 ? 0.5 : shareOfCommon) * beyond.length
}

/**
 * The encoding of a text that is not UTF-8, guessed from its first 64 kB: one of East Asia only where all of it is valid
 * and most of it common there, else Latin-1. A guess is shown, and decides nothing.
 */
export function guessEncoding(bytes: Uint8Array): TextEncoding {
  const text = beginning(bytes)
  for (const { encoding, isLead, isLikely, share } of likely) {
    const { count, likely: common } = pairs(text, isLead, isLikely)
    // One pair may be two letters of another encoding.
    const fewest = encoding === 'euc-kr' ? 6 : 2
    // The bytes of Big5 may be those of GBK as well: the characters tell.
    if (encoding === 'big5' && looksChinese(text)) return 'gb18030'
    if (count >= fewest && common >= share * count && decodeStrictly(text, encoding) !== null) return encoding
  }
  return 'latin1'
}

// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const unlikely = /[\p{Cn}\p{Co}\p{Cs}\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f\ufffd]/u

/** Share of a text's characters that belong together; of bytes that are no text it is less. */
const shareOfAlike = 0.6

/** Whether characters look like those of one text: of ASCII, common in Chinese, or in the rows of Unicode that most are in. */
function belongTogether(text: string): boolean {
  const chars = [...text]
  const rows = new Map<number, number>()
  let known = 0
  for (const char of chars) {
    const row = (char.codePointAt(0) ?? 0) >> 8
    if (row === 0 || isCommonChinese(char)) known += 1
    else rows.set(row, 1 + (rows.get(row) ?? 0))
  }
  return known + Math.max(0, ...rows.values()) >= shareOfAlike * chars.length
}

/** Whether bytes are text in UTF-16, with a byte order mark or without, and which; null where they are not. */
export function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes.length < 2 || bytes.length % 2 !== 0) return null
  const [first, second] = bytes
  const marked =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null
  const readable = (encoding: 'utf-16le' | 'utf-16be'): string | null => {
    const text = decodeStrictly(bytes.subarray(marked === null ? 0 : 2), encoding)
    return text === null || unlikely.test(text) ? null : text
  }
  if (marked !== null) return readable(marked) === null ? null : marked
  let best: { readonly encoding: 'utf-16le' | 'utf-16be'; readonly plain: number } | null = null
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const text = readable(encoding)
    const plain = text === null || !belongTogether(text) ? 0 : (text.match(/[\t\n\r -~]/g)?.length ?? 0)
    if (plain > (best?.plain ?? 0)) best = { encoding, plain }
  }
  return best?.encoding ?? null
}
