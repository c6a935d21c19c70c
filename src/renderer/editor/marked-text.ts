import { isUnseen, mayHoldUnseen, shownCode } from '#shared/base/unseen.ts'
import { numberText } from '#shared/base/quantity-text.ts'
import { lookAlikesIn } from './look-alikes.ts'
import { isAmbiguous } from './patches/ambiguous-characters.ts'

/** A piece of a line as it is shown. */
export interface TextPiece {
  readonly text: string
  /** `unseen`: words of ours stand for it. `alike`: it can be taken for another character. `blank`: a space or a tab. */
  readonly mark: 'unseen' | 'alike' | 'blank' | null
  /** What stands in the file for words of ours. */
  readonly source?: string
}

/** Blank characters in a row that are counted instead of shown: what comes after them would be out of sight. */
const longBlank = 60

/**
 * A line's text in pieces, so that every character of it can be seen and told from others: what can't be seen is named,
 * what looks like another is marked, tabs and spaces at the end are drawn, and a long run of blanks is counted.
 */
export function markedPieces(line: string): readonly TextPiece[] {
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  if (/^[\u0021-\u007e]*(?: [\u0021-\u007e]+)*$/.test(line))
    return line === '' ? [] : [{ text: line, mark: null }]
  const pieces: TextPiece[] = []
  let plain = ''
  const put = (text: string, mark: TextPiece['mark'], source?: string): void => {
    if (plain !== '') pieces.push({ text: plain, mark: null })
    plain = ''
    pieces.push(source === undefined ? { text, mark } : { text, mark, source })
  }
  const alike = new Set(lookAlikesIn(line, isAmbiguous).map(({ from }) => from))
  const unseen = mayHoldUnseen(line)
  const trailing = line.length - (/[ \t]*$/.exec(line)?.[0].length ?? 0)
  let before = ''
  for (let at = 0; at < line.length;) {
    const blanks = /^(?: +|\t+)/.exec(
      line.slice(at, at + 1) === ' ' || line[at] === '\t' ? line.slice(at) : '',
    )?.[0]
    const char = String.fromCodePoint(line.codePointAt(at) ?? 0)
    const next = line.codePointAt(at + char.length)
    if (blanks !== undefined && blanks.length > longBlank) {
      put(
        `\u22ef${numberText(blanks.length)} ${blanks.startsWith(' ') ? 'spaces' : 'tabs'}\u22ef`,
        'unseen',
        blanks,
      )
      at += blanks.length
      before = ' '
      continue
    }
    if (char === '\t') put('\u2192\t', 'blank', '\t')
    else if (char === ' ' && at >= trailing) put('\u00b7', 'blank', ' ')
    else if (unseen && isUnseen(char, before, next === undefined ? '' : String.fromCodePoint(next)))
      put(shownCode(char), 'unseen', char)
    else if (/[\u2400-\u2421]/.test(char)) put(char, 'unseen')
    else if (alike.has(at)) put(char, 'alike')
    else plain += char
    before = char
    at += char.length
  }
  if (plain !== '') pieces.push({ text: plain, mark: null })
  return pieces
}
