import { TokenMetadata } from 'monaco-editor/editor/common/encodedTokenAttributes.js'
import { TokenizationRegistry } from 'monaco-editor/editor/common/languages.js'

/** A run of characters of one colour: it begins where the one before ends. */
export interface ColouredRun {
  readonly end: number
  /** A class of Monaco's own style sheet, which has the colours of the theme. */
  readonly className: string
}

/** Longer lines have no colours, as in the editor. */
const longestLine = 10_000

type Support = NonNullable<ReturnType<typeof TokenizationRegistry.get>>
type State = ReturnType<Support['getInitialState']>

/** Calls back when code has other colours: another theme holds, or a language was loaded. */
export function onColours(changed: () => void): { dispose(): void } {
  return TokenizationRegistry.onDidChange(changed)
}

/** The colours of a text's lines, by the tokenizer of the editor: line after line, and no further than is asked for. */
export class LineTokens {
  readonly #lines: readonly string[]
  readonly #language: string
  #runs: (readonly ColouredRun[])[] = []
  #state: State | null = null
  /** The colours that the runs are made with. */
  #colours: unknown = null
  #isAsked = false

  constructor(lines: readonly string[], language: string) {
    this.#lines = lines
    this.#language = language
  }

  /** The runs of a line by its 1-based number; null while they are not made in the colours that hold. */
  of(line: number): readonly ColouredRun[] | null {
    if (this.#colours !== TokenizationRegistry.getColorMap()) return null
    return this.#runs[line - 1] ?? null
  }

  /** Makes the runs of all lines up to one, until a moment on the page's clock. Returns whether all of them are there. */
  makeUpTo(line: number, until: number): boolean {
    const support = TokenizationRegistry.get(this.#language)
    if (support === null) {
      // A language is loaded once, and tells when it is there.
      if (!this.#isAsked) void TokenizationRegistry.getOrCreate(this.#language)
      this.#isAsked = true
      return true
    }
    const colours = TokenizationRegistry.getColorMap()
    if (this.#colours !== colours) {
      this.#colours = colours
      this.#runs = []
      this.#state = support.getInitialState()
    }
    const last = Math.min(line, this.#lines.length)
    for (let at = this.#runs.length; at < last; at += 1) {
      if (at % 16 === 0 && performance.now() > until) return false
      const text = this.#lines[at] ?? ''
      if (text.length > longestLine || this.#state === null) {
        this.#runs.push([{ end: text.length, className: 'mtk1' }])
        continue
      }
      const { tokens, endState } = support.tokenizeEncoded(text, true, this.#state)
      this.#state = endState
      this.#runs.push(runsOf(tokens, text.length))
    }
    return true
  }
}

function runsOf(tokens: Uint32Array, length: number): readonly ColouredRun[] {
  const runs: ColouredRun[] = []
  for (let at = 0; at < tokens.length; at += 2) {
    const end = tokens[at + 2] ?? length
    const className = TokenMetadata.getClassNameFromMetadata(tokens[at + 1] ?? 0)
    const last = runs.at(-1)
    if (last?.className === className) runs[runs.length - 1] = { end, className }
    else runs.push({ end, className })
  }
  return runs
}
