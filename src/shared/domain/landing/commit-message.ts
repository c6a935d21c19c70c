/** A person's message made fit for a commit: no NUL, no trailing blanks, one newline at the end; '' if nothing is left. */
export function cleanMessage(message: string): string {
  const text = clean(message)
  return text === '' ? '' : `${text}\n`
}

/**
 * `message` with a trailer line in its last paragraph, which is made if there is none. A trailer that is there
 * already, whatever its case, is not added again.
 */
export function withTrailer(message: string, key: string, value: string): string {
  const text = clean(message)
  const line = `${key}: ${value}`
  const lines = text.split('\n')
  if (lines.some((each) => each.toLowerCase() === line.toLowerCase())) return `${text}\n`
  const start = lines.lastIndexOf('') + 1
  const last = lines.slice(start)
  // The subject alone is never a paragraph of trailers, however it looks.
  const trailers = start > 0 && last.every((each) => /^[A-Za-z0-9-]+: \S|^\s+\S/.test(each))
  return `${text}${trailers ? '\n' : '\n\n'}${line}\n`
}

/**
 * The value of a `Co-authored-by` trailer for an agent: its label, and an address that can't belong to anyone
 * (`.invalid` is reserved by RFC 2606).
 */
export function coAuthor(agentLabel: string): string {
  const name = Array.from(agentLabel)
    .filter((char) => char >= ' ' && char !== '<' && char !== '>' && char !== '\u007f')
    .join('')
    .trim()
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `${name || 'agent'} <${slug || 'agent'}@agents.winnow.invalid>`
}

function clean(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
