import type { HistoryEntry } from './history.ts'
import type { ModelItem } from './items.ts'

/** Rough: a token of JSON is four bytes. */
const bytesPerToken = 4
/** What a picture takes at most, about. */
const pictureTokens = 1500

/** About how many tokens an item takes. */
export function tokensOf(item: ModelItem): number {
  const text = JSON.stringify(item)
  const pictures = text.match(/"type":"input_image"/g)?.length ?? 0
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken) + pictures * pictureTokens
}

/**
 * How large the conversation is: what the server counted of the last request, and a guess of what came since. Without such
 * a count, all is guessed.
 */
export class ConversationSize {
  #counted: { readonly tokens: number; readonly entries: number } | null = null

  /** The server counted `tokens` of a request and its answer, which reach to the end of `entries`. */
  count(tokens: number, entries: readonly HistoryEntry[]): void {
    this.#counted = { tokens, entries: entries.length }
  }

  /** The conversation is another one. */
  forget(): void {
    this.#counted = null
  }

  tokens(entries: readonly HistoryEntry[], instructions: string): number {
    const base = this.#counted ?? { tokens: tokensOf({ instructions }) + toolTokens, entries: 0 }
    return entries.slice(base.entries).reduce((sum, { item }) => sum + tokensOf(item), base.tokens)
  }
}

/** What the definitions of the tools take, about. */
const toolTokens = 1500

/** Windows of models by the beginning of their names, in tokens of a request. */
const windows: readonly (readonly [RegExp, number])[] = [
  [/^gpt-4\.1/, 1_000_000],
  [/^gpt-([5-9]|\d\d)/, 272_000],
  [/^o[1-9]/, 200_000],
]
/** What a model takes of which nothing is known. */
const usualWindow = 128_000

/** How many tokens fit a model; `set` is what the person says, 0 for nothing. */
export function windowOf(model: string, set: number): number {
  return set > 0 ? set : (windows.find(([name]) => name.test(model))?.[1] ?? usualWindow)
}
