/** A sign that asks for completion, with the beginning of a name after it, before the cursor. */
export interface Mention {
  /** What completes it: paths after an @, saved prompts after a slash. */
  readonly kind: 'file' | 'prompt'
  /** Offset of the sign. */
  readonly start: number
  readonly end: number
  readonly query: string
}

/**
 * The mention that the cursor stands in, or null. An @ inside a word (an address) is none, and a slash only at the
 * start of a line, so that paths are none.
 */
export function mentionAt(text: string, cursor: number): Mention | null {
  const before = text.slice(0, cursor)
  const prompt = /(?:^|\n)\/([\p{L}\p{N}-]*)$/u.exec(before)?.[1]
  if (prompt !== undefined)
    return { kind: 'prompt', start: cursor - prompt.length - 1, end: cursor, query: prompt }
  const path = /(?:^|\s)@([^\s@]*)$/.exec(before)?.[1]
  if (path === undefined) return null
  return { kind: 'file', start: cursor - path.length - 1, end: cursor, query: path }
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

/** The text with the mention replaced by a saved prompt, and the cursor behind it. */
export function insertPrompt(
  text: string,
  mention: Mention,
  prompt: string,
): { readonly text: string; readonly cursor: number } {
  return {
    text: text.slice(0, mention.start) + prompt + text.slice(mention.end),
    cursor: mention.start + prompt.length,
  }
}
