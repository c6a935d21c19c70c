import type { LineChange } from './line-change.ts'
import { languageOf } from './languages.ts'
import { longLine } from './line-pieces.ts'
import { monaco, startMonaco } from './monaco.ts'
import { injectedDiffs } from './patches/injected-diff.ts'
import { readingPair, type LineEnds, type Mark } from './reading-text.ts'
import { drawMarks, tabSize } from './shown-marks.ts'

/** Both sides of a file as the editor shows them: display text with "\n" only, so line numbers are git's. */
export interface DiffDocument {
  /** Names exactly this content: session, revision, path, object ids and own edits. */
  readonly key: string
  readonly path: string
  /** null: the file does not exist on that side. */
  readonly before: string | null
  readonly after: string | null
  readonly lines: readonly LineChange[]
  /** The changes as they are drawn, where one of `lines` stands for several of them with what is between. */
  readonly runs?: readonly LineChange[] | undefined
  /** How the lines of each side end; absent where nothing is known of it. */
  readonly ends?: { readonly before: LineEnds | null; readonly after: LineEnds | null }
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
  /** The changes as they are drawn: those of `lines`, or the parts of them that differ. */
  readonly runs: readonly LineChange[]
  /** Words of ours in the texts. */
  readonly marks: { readonly original: readonly Mark[]; readonly modified: readonly Mark[] }
  readonly form: Form
  /** Lines are so long that they have to be wrapped to be drawn. */
  readonly isLong: boolean
}

/** To be written: all as it is. Else as it is read: long lines cut or whole, or `plain` where there are none. */
type Form = 'written' | 'plain' | 'whole' | 'cut'

function makePair(document: DiffDocument, wanted: Exclude<Form, 'plain'>): ModelPair {
  startMonaco()
  const language = languageOf(document.path)
  const sides: Sidedness = document.before === null ? 'added' : document.after === null ? 'removed' : 'both'
  const reading =
    wanted === 'written'
      ? null
      : readingPair({ ...document, lines: document.runs ?? document.lines }, wanted === 'whole')
  const before = (reading === null ? document.before : reading.before?.text) ?? ''
  const after = (reading === null ? document.after : reading.after?.text) ?? ''
  const original = monaco.editor.createModel(sides === 'both' ? before : '', language)
  const modified = monaco.editor.createModel(sides === 'removed' ? before : after, language)
  for (const model of [original, modified])
    model.updateOptions({
      // Monaco guesses it for each side by itself: then the same line would stand elsewhere on each.
      tabSize,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    })
  const lines = sides === 'removed' ? removedLines(document, modified) : document.lines
  const runs = sides === 'removed' ? lines : (document.runs ?? lines)
  injectedDiffs.inject(original, modified, runs)
  const marks = {
    original: sides === 'both' ? (reading?.before?.marks ?? []) : [],
    modified: (sides === 'removed' ? reading?.before : reading?.after)?.marks ?? [],
  }
  const pair: ModelPair = {
    document,
    sides,
    original,
    modified,
    lines,
    runs,
    marks,
    form: wanted === 'cut' && reading?.isCut === false ? 'plain' : wanted,
    isLong: wanted !== 'cut' && [original, modified].some(hasLongLine),
  }
  if (reading !== null) drawMarks(pair, marks.original, marks.modified)
  return pair
}

function hasLongLine(model: monaco.editor.ITextModel): boolean {
  for (let line = 1; line <= model.getLineCount(); line += 1)
    if (model.getLineLength(line) > longLine) return true
  return false
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

const keyOf = (document: DiffDocument, whole: boolean): string => `${whole ? 'whole' : 'cut'} ${document.key}`

/** Keeps the models of the files read last and of those that come next; the oldest go first. */
export class ModelPool {
  readonly #pairs = new Map<string, ModelPair>()
  readonly #limit: number
  #held: string | null = null

  constructor(limit = 8) {
    this.#limit = limit
  }

  /** The models of a document, made if needed; with `whole` no part of a long line is left out. */
  get(document: DiffDocument, whole = false): ModelPair {
    const cut = this.#pairs.get(keyOf(document, false))
    const key = keyOf(document, whole && cut?.form !== 'plain')
    const known = this.#pairs.get(key)
    if (known !== undefined) this.#pairs.delete(key)
    const pair = known ?? makePair(document, whole ? 'whole' : 'cut')
    this.#pairs.set(key, pair)
    this.#trim()
    return pair
  }

  /** Names the document that is on screen: its models are not disposed. */
  hold(key: string | null): void {
    this.#held = key
    this.#trim()
  }

  /** Models that belong to no pool, for typing into; the caller disposes them. */
  copy(document: DiffDocument): ModelPair & { dispose(): void } {
    const pair = makePair(document, 'written')
    return { ...pair, dispose: () => disposePair(pair) }
  }

  dispose(): void {
    for (const pair of this.#pairs.values()) disposePair(pair)
    this.#pairs.clear()
  }

  #trim(): void {
    for (const [key, pair] of this.#pairs) {
      if (this.#pairs.size <= this.#limit) return
      if (pair.document.key === this.#held) continue
      this.#pairs.delete(key)
      disposePair(pair)
    }
  }
}
