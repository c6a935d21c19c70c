import { Lexer } from 'marked'
import type { Scope } from '#shared/domain/unit/outline.ts'
import { linesOf } from '#shared/domain/unit/unit-file.ts'

/** Most characters of a text whose sections are looked for: nested lists take a time that grows with its square. */
const mostText = 150_000

/** The sections of a Markdown text, each from its heading to the next; null where the text can't be read. */
export function markdownScopes(text: string): readonly Scope[] | null {
  const starts: { readonly line: number; readonly name: string }[] = []
  let line = 1
  if (text.length > mostText) return null
  try {
    // Blocks alone: what is inside of a line needs minutes where it is made for that. A lone carriage return ends no line.
    const source = text.replaceAll('\r\n', '\n').replaceAll('\r', ' ')
    for (const token of new Lexer({ gfm: true }).blockTokens(source)) {
      if (token.type === 'heading') starts.push({ line, name: String(token.text).slice(0, 80) })
      line += token.raw.split('\n').length - 1
    }
  } catch {
    return null
  }
  const last = linesOf(text).length
  return starts.map(({ line: from, name }, at) => ({
    kind: 'section',
    name,
    from,
    to: Math.max(from, (starts[at + 1]?.line ?? last + 1) - 1),
  }))
}
