import type { MarkedToken } from 'marked'
import { ShallowLexer } from '#renderer/ui/shallow-lexer.ts'

/** Characters of a text beyond which none of it is read as Markdown: so much is a log or a file, not words. */
export const mostCharacters = 100_000

/** The tokens of a Markdown text and whether it names addresses that marks elsewhere in it may refer to. */
function lex(text: string): { readonly tokens: readonly MarkedToken[]; readonly refers: boolean } {
  const lexer = new ShallowLexer()
  const tokens = lexer.lex(text)
  // No extension is installed, so there are no other kinds.
  return { tokens: [...tokens] as MarkedToken[], refers: Object.keys(tokens.links).length > 0 }
}

/**
 * Reads a text that grows at its end. What a longer text can't change any more is neither read again nor made anew: the
 * same tokens come back, so that React leaves them alone. null when the text is too long to be read as Markdown.
 */
export class GrowingMarkdown {
  #settled: readonly MarkedToken[] = []
  #settledText = ''
  #text: string | null = null
  #tokens: readonly MarkedToken[] = []

  read(original: string): readonly MarkedToken[] | null {
    if (original.length > mostCharacters) return null
    const text = original.replaceAll(/\r\n?/g, '\n')
    if (text === this.#text) return this.#tokens
    if (!text.startsWith(this.#settledText)) this.#forget()
    let read = lex(text.slice(this.#settledText.length))
    if (read.refers) {
      // A word above may be a link by what stands below.
      if (this.#settled.length > 0) read = lex(text)
      this.#forget()
    }
    this.#text = text
    this.#tokens = [...this.#settled, ...read.tokens]
    if (!read.refers) this.#settle(read.tokens)
    return this.#tokens
  }

  #forget(): void {
    this.#settled = []
    this.#settledText = ''
  }

  /**
   * The last line is not finished and may yet join the blocks before it ("text\n#" is a heading, "text\n#1" is not), but
   * not across an empty line with a block behind it.
   */
  #settle(tail: readonly MarkedToken[]): void {
    let open = tail.length
    for (let blocks = 0; open > 0 && (blocks < 2 || !/\n\s*\n$/.test(tail[open - 1]?.raw ?? ''));) {
      open -= 1
      if (tail[open]?.type !== 'space') blocks += 1
    }
    const closed = tail.slice(0, open)
    this.#settled = [...this.#settled, ...closed]
    this.#settledText += closed.map((token) => token.raw).join('')
  }
}
