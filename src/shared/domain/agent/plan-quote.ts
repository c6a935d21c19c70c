/**
 * The lines of a plan that a selection touches, quoted for words about them: each after `> `. Without a selection that is the
 * line of the cursor; where that is blank, the next one that is not. `from` and `to` count UTF-16 code units, as a text field
 * does. Empty where the plan has no such line.
 */
export function quotedLines(plan: string, from: number, to: number): string {
  const lines = plan.split('\n')
  const first = lineAt(plan, Math.min(from, to))
  const end = Math.max(from, to)
  // A selection of whole lines ends before the first letter of the next one.
  const last = Math.max(
    first,
    lineAt(plan, end) - (end > Math.min(from, to) && plan[end - 1] === '\n' ? 1 : 0),
  )
  const touched = lines.slice(first, last + 1).filter(isWritten)
  const chosen =
    touched.length > 0 ? touched : [...lines.slice(last + 1), ...lines].filter(isWritten).slice(0, 1)
  return chosen.map((line) => `> ${line.trim()}\n`).join('')
}

/** What was written about a plan, with lines of it quoted below that. */
export function withQuote(words: string, quote: string): string {
  const before = words.trimEnd()
  return before === '' ? quote : `${before}\n\n${quote}`
}

function isWritten(line: string): boolean {
  return line.trim() !== ''
}

/** The line, from 0, of a place in a text. */
function lineAt(text: string, place: number): number {
  return text.slice(0, place).split('\n').length - 1
}
