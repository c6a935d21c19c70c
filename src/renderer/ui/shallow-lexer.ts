import { Lexer, Tokenizer, type Token, type Tokens, type TokensList } from 'marked'

/** Blocks or marks inside each other, beyond which the rest is plain text: a stack has an end, and so has a screen. */
const deepest = 16

/** Reads a quote that `marked` throws on ("- a\n    >*\na") as a paragraph: no text may end a view. */
class SoundTokenizer extends Tokenizer {
  override blockquote(source: string): Tokens.Blockquote | undefined {
    const { top } = this.lexer.state
    try {
      return super.blockquote(source)
    } catch {
      this.lexer.state.top = top
      return undefined
    }
  }
}

/** `marked`'s lexer, which goes only so deep: without that, `>` ten thousand times ends the stack. */
export class ShallowLexer extends Lexer {
  #depth = 0

  constructor() {
    super({ gfm: true, tokenizer: new SoundTokenizer() })
  }

  override blockTokens(source: string, tokens?: Token[], clipped?: boolean): Token[]
  override blockTokens(source: string, tokens?: TokensList, clipped?: boolean): TokensList
  override blockTokens(source: string, tokens: Token[] = [], clipped?: boolean): Token[] {
    return this.#within(source, tokens, () => super.blockTokens(source, tokens, clipped))
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    return this.#within(source, tokens, () => super.inlineTokens(source, tokens))
  }

  #within(source: string, tokens: Token[], read: () => Token[]): Token[] {
    if (this.#depth === deepest) {
      tokens.push({ type: 'text', raw: source, text: source })
      return tokens
    }
    this.#depth += 1
    try {
      return read()
    } finally {
      this.#depth -= 1
    }
  }
}
