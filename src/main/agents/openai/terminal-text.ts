/** Sequences that a terminal obeys and does not show: of the operating system and strings, of control, and the rest. */
// oxlint-disable-next-line no-control-regex -- they begin with one
const sequences = /\u001b(?:[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\[[0-?]*[ -/]*[@-~]?|[ -/]*[0-~]?)/g

/**
 * What a terminal printed as a model reads it: without the sequences that colour it and move about, and of a line that
 * was written over again and again, as progress is shown, what stands there in the end.
 */
export function terminalText(text: string): string {
  return text
    .replaceAll(sequences, '')
    .split('\n')
    .map((line) => {
      const parts = line.replace(/\r+$/, '').split('\r')
      return withoutErased(parts.at(-1) ?? '')
    })
    .join('\n')
}

function withoutErased(line: string): string {
  if (!line.includes('\b')) return line
  const signs: string[] = []
  for (const sign of line)
    if (sign === '\b') signs.pop()
    else signs.push(sign)
  return signs.join('')
}
