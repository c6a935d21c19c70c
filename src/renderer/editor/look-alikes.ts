import type { Span } from './changed-spans.ts'

const wordPattern = /[\p{L}\p{M}\p{N}_]+/gu
/** Marks of East Asian and typographic writing, which are signs of their own in prose. */
const wideMarks = /[\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff5e\u3010\u3011\u30ce\u30fc]/u
const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/**
 * Characters of a line that can be taken for others, wherever they stand: in code, strings and comments. Letters of a word
 * in another script are left if the word shows that it is one: it has no letter of ASCII, and one that looks like none.
 * `isAmbiguous` tells whether a character can be taken for one of ASCII.
 */
export function lookAlikesIn(line: string, isAmbiguous: (code: number) => boolean): readonly Span[] {
  if (isAscii(line)) return []
  const found: Span[] = []
  const clear = clearWords(line, isAmbiguous)
  let at = 0
  let before = ''
  for (const char of line) {
    const from = at
    at += char.length
    const code = char.codePointAt(0) ?? 0
    if (code > 0x7f && isAmbiguous(code) && !isProse(char, before, line.slice(at)) && !isWithin(clear, from))
      found.push({ from, to: at })
    before = char
  }
  return found
}

function isAscii(line: string): boolean {
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  return /^[\u0000-\u007f]*$/.test(line)
}

/** An apostrophe within a word, and wide marks beside the letters that they belong to. */
function isProse(char: string, before: string, rest: string): boolean {
  const after = rest.codePointAt(0) === undefined ? '' : String.fromCodePoint(rest.codePointAt(0) ?? 0)
  if (char === '\u2019') return /\p{L}/u.test(before) && /\p{L}/u.test(after)
  return wideMarks.test(char) && (eastAsian.test(before) || eastAsian.test(after))
}

/** Runs of words that are clearly of another script. */
function clearWords(line: string, isAmbiguous: (code: number) => boolean): readonly Span[] {
  const clear: Span[] = []
  for (const match of line.matchAll(wordPattern)) {
    const word = match[0]
    const isClear =
      !/[\p{Script=Latin}]/u.test(word) &&
      [...word].some((char) => {
        const code = char.codePointAt(0) ?? 0
        return code > 0x7f && /\p{L}/u.test(char) && !isAmbiguous(code)
      })
    if (isClear) clear.push({ from: match.index, to: match.index + word.length })
  }
  return clear
}

const isWithin = (spans: readonly Span[], at: number): boolean =>
  spans.some(({ from, to }) => at >= from && at < to)
