/**
 * Splits a command line a person wrote into words: blanks divide, single and double quotes hold together, a
 * backslash takes the next character as it is (outside single quotes). No shell, so nothing is expanded. Null when
 * a quote is left open.
 */
export function splitCommandLine(line: string): readonly string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? ''
    if (quote !== null) {
      if (char === quote) quote = null
      else if (char === '\\' && quote === '"' && (line[at + 1] === '"' || line[at + 1] === '\\')) {
        word = (word ?? '') + (line[at + 1] ?? '')
        at += 1
      } else word = (word ?? '') + char
    } else if (char === '"' || char === "'") {
      quote = char
      word ??= ''
    } else if (char === '\\' && at + 1 < line.length) {
      word = (word ?? '') + (line[at + 1] ?? '')
      at += 1
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + char
  }
  if (quote !== null) return null
  if (word !== null) words.push(word)
  return words
}

/** Fills `{name}` places of each word. A value is always one word, whatever it holds. */
export function fillWords(
  words: readonly string[],
  values: Readonly<Record<string, string>>,
): readonly string[] {
  return words.map((word) => word.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole))
}
