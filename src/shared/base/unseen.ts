/** Letters of scripts in which a joiner between two letters changes how they look: there it is no trick. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]/u
const picture = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d]/u
const eastAsian =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u3002\uff00-\uff65]/u

/**
 * Characters that are nothing to be seen, turn the direction of text, break lines, or look like a plain space. Pictures
 * of control characters are not among them.
 */
const unseen =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- these characters are what it is about
  /[\u0080-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u

/** Whether a text may hold a character that can't be seen. Fast: most texts hold none. */
export function mayHoldUnseen(text: string): boolean {
  return unseen.test(text)
}

/**
 * Whether the character can't be seen, or can't be told from a plain space, between the characters around it. Joiners
 * and variants inside a picture, joiners between letters that join, and wide spaces of East Asian text are left: there
 * they are what they look like. `before` and `after` are single characters, or empty at the ends.
 */
export function isUnseen(char: string, before: string, after: string): boolean {
  if (!unseen.test(char)) return false
  const code = char.codePointAt(0) ?? 0
  if (code === 0x200d)
    return (
      !(picture.test(before) || before === '\ufe0f' || joining.test(before)) || !/\p{L}|\p{S}/u.test(after)
    )
  if (code === 0x200c) return !(joining.test(before) && joining.test(after))
  if (code === 0xfe0f || code === 0xfe0e) return !/[\p{Emoji}\u20e3]/u.test(before)
  if (code === 0x3000) return !eastAsian.test(before) && !eastAsian.test(after)
  return true
}

/** "U+200B": the name by which a character that can't be told by its look is shown. */
export function codeName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** How a character that can't be seen is shown: ⟨U+200B⟩. */
export function shownCode(char: string): string {
  return `\u27e8${codeName(char)}\u27e9`
}
