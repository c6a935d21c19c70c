import { AmbiguousCharacters } from 'monaco-editor/base/common/strings.js'

/**
 * Whether a character can be taken for one of ASCII, by the table of Unicode confusables that Monaco's own highlighter
 * uses; in no language are any left out. That highlighter is not used for reading: it comes a quarter of a second late,
 * and marks nothing at all in a file with more than a thousand of them.
 */
export function isAmbiguous(code: number): boolean {
  return code > 0x7f && AmbiguousCharacters.getInstance(new Set<string>()).isAmbiguous(code)
}
