/** An @ with the beginning of a path after it, before the cursor. */
export interface Mention {
  /** Offset of the @. */
  readonly start: number
  readonly end: number
  readonly query: string
}

/** The mention that the cursor stands in, or null. An @ inside a word (an address) is none. */
export function mentionAt(text: string, cursor: number): Mention | null {
  const found = /(^|\s)@([^\s@]*)$/.exec(text.slice(0, cursor))
  if (found === null) return null
  const query = found[2] ?? ''
  return { start: cursor - query.length - 1, end: cursor, query }
}

/** The text with the mention completed to a path, and where the cursor goes. Paths with spaces are quoted. */
export function completeMention(
  text: string,
  mention: Mention,
  path: string,
): { readonly text: string; readonly cursor: number } {
  const written = /\s/.test(path) ? `@"${path}"` : `@${path}`
  const after = text.slice(mention.end)
  const space = /^\s/.test(after) ? '' : ' '
  return {
    text: text.slice(0, mention.start) + written + space + after,
    cursor: mention.start + written.length + 1,
  }
}
