import type { LineChange } from './line-change.ts'
import { languageOf } from './languages.ts'
import { monaco, startMonaco } from './monaco.ts'
import { injectedDiffs } from './patches/injected-diff.ts'

/** Both sides of a file as the editor shows them: display text with "\n" only, so line numbers are git's. */
export interface DiffDocument {
  /** Names exactly this content: session, revision, path, object ids and own edits. */
  readonly key: string
  readonly path: string
  /** null: the file does not exist on that side. */
  readonly before: string | null
  readonly after: string | null
  readonly lines: readonly LineChange[]
}

/** Which side a document has only; a removed file is shown as one column too. */
export type Sidedness = 'both' | 'added' | 'removed'

export interface ModelPair {
  readonly document: DiffDocument
  readonly sides: Sidedness
  readonly original: monaco.editor.ITextModel
  readonly modified: monaco.editor.ITextModel
  /** The changes as shown: of a removed file, its old lines as the one column. */
  readonly lines: readonly LineChange[]
}

function makePair(document: DiffDocument): ModelPair {
  startMonaco()
  const language = languageOf(document.path)
  const sides: Sidedness = document.before === null ? 'added' : document.after === null ? 'removed' : 'both'
  const original = monaco.editor.createModel(sides === 'both' ? (document.before ?? '') : '', language)
  const modified = monaco.editor.createModel(
    sides === 'removed' ? (document.before ?? '') : (document.after ?? ''),
    language,
  )
  for (const model of [original, modified])
    model.updateOptions({
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    })
  const lines = sides === 'removed' ? removedLines(document, modified) : document.lines
  injectedDiffs.inject(original, modified, lines)
  return { document, sides, original, modified, lines }
}

/** All lines of a removed file as the one change; an empty file has none. */
function removedLines(document: DiffDocument, model: monaco.editor.ITextModel): readonly LineChange[] {
  // The editor shows an empty line behind the last line break; it is not a line of the file.
  const last = model.getLineCount()
  const newLines = model.getLineLength(last) === 0 ? last - 1 : last
  const id = document.lines[0]?.id ?? ''
  return newLines === 0 ? [] : [{ id, oldStart: 0, oldLines: 0, newStart: 1, newLines }]
}

function disposePair(pair: ModelPair): void {
  pair.original.dispose()
  pair.modified.dispose()
}

/** Keeps the models of the files read last and of those that come next; the oldest go first. */
export class ModelPool {
  readonly #pairs = new Map<string, ModelPair>()
  readonly #limit: number
  #held: string | null = null

  constructor(limit = 8) {
    this.#limit = limit
  }

  /** The models of a document, made if needed. */
  get(document: DiffDocument): ModelPair {
    const known = this.#pairs.get(document.key)
    if (known !== undefined) this.#pairs.delete(document.key)
    const pair = known ?? makePair(document)
    this.#pairs.set(document.key, pair)
    this.#trim()
    return pair
  }

  /** Names the pair that is on screen: it is not disposed. */
  hold(key: string | null): void {
    this.#held = key
    this.#trim()
  }

  /** Models that belong to no pool, for typing into; the caller disposes them. */
  copy(document: DiffDocument): ModelPair & { dispose(): void } {
    const pair = makePair(document)
    return { ...pair, dispose: () => disposePair(pair) }
  }

  dispose(): void {
    for (const pair of this.#pairs.values()) disposePair(pair)
    this.#pairs.clear()
  }

  #trim(): void {
    for (const [key, pair] of this.#pairs) {
      if (this.#pairs.size <= this.#limit) return
      if (key === this.#held) continue
      this.#pairs.delete(key)
      disposePair(pair)
    }
  }
}
