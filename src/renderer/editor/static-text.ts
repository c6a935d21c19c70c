import './static-text.css'
import type { Span } from './changed-spans.ts'
import { languageOf } from './languages.ts'
import type { LineChange } from './line-change.ts'
import { lookAlikesIn } from './look-alikes.ts'
import type { DiffDocument } from './model-pool.ts'
import { startMonaco } from './monaco.ts'
import { isAmbiguous } from './patches/ambiguous-characters.ts'
import { LineTokens, type ColouredRun } from './patches/line-tokens.ts'
import { readingPair, type ReadingSide } from './reading-text.ts'
import { classOfMark } from './shown-marks.ts'
import { drawnSpaces, type DrawnSpace } from './spaces.ts'
import { splitRuns, type Layer, type StaticRun } from './static-runs.ts'
import { diffWords, type TextSpan } from './word-diff.ts'

export type { StaticRun } from './static-runs.ts'

export type TextSide = 'old' | 'new'

/** One side as it is read. */
interface Side {
  readonly lines: readonly string[]
  readonly tokens: LineTokens
  /** Words of ours, and white space that is drawn, by line. */
  readonly marks: ReadonlyMap<number, readonly Layer[]>
}

/** Changed words of a change, by side and 1-based line of the file. */
export type ChangedWords = Readonly<Record<TextSide, ReadonlyMap<number, readonly Span[]>>>

/** Lines of a change from which on its words are not looked for: nobody holds so many against each other. */
const mostLines = 400

/**
 * Both sides of a file as rows that no editor draws, with the same words, marks and colours as the editor has: what can't
 * be seen is named, long lines are cut, and colours come from its tokenizer.
 */
export class StaticText {
  /** Parts of long lines are left out. */
  readonly isCut: boolean
  readonly #sides: Readonly<Record<TextSide, Side | null>>
  readonly #words = new Map<string, ChangedWords>()

  constructor(document: DiffDocument) {
    startMonaco()
    const language = languageOf(document.path)
    const pair = readingPair(document, false)
    const old = linesOf(pair.before)
    const now = linesOf(pair.after)
    const spaces = drawnSpaces(document.lines, lineIn(old), lineIn(now))
    this.isCut = pair.isCut
    this.#sides = {
      old: pair.before === null ? null : sideOf(pair.before, old, language, spaces.old),
      new: pair.after === null ? null : sideOf(pair.after, now, language, spaces.new),
    }
  }

  /** How many lines a side has; what follows its last line feed is one only if there is anything. */
  countOf(side: TextSide): number {
    const lines = this.#sides[side]?.lines ?? []
    return lines.at(-1) === '' ? lines.length - 1 : lines.length
  }

  lineOf(side: TextSide, line: number): string {
    return this.#sides[side]?.lines[line - 1] ?? ''
  }

  /** A line in runs that look the same; `words` are its changed characters. */
  runsOf(side: TextSide, line: number, words: readonly Span[] = []): readonly StaticRun[] {
    const own = this.#sides[side]
    const text = own?.lines[line - 1] ?? ''
    if (own === null || text === '') return []
    const layers: Layer[] = [...(own.marks.get(line) ?? [])]
    for (const { from, to } of lookAlikesIn(text, isAmbiguous))
      layers.push({ from, to, className: classOfMark.alike })
    for (const { from, to } of words) layers.push({ from, to, className: 'static-word' })
    return splitRuns(text, own.tokens.of(line) ?? plain(text), layers)
  }

  /** Makes colours up to a line of a side, until a moment on the page's clock. Returns whether they are all there. */
  colour(side: TextSide, upTo: number, until: number): boolean {
    return this.#sides[side]?.tokens.makeUpTo(upTo, until) ?? true
  }

  /** Whether a line has its colours. */
  isColoured(side: TextSide, line: number): boolean {
    return this.#sides[side] === null || this.#sides[side].tokens.of(line) !== null
  }

  /** The words that differ between the two sides of a change. */
  wordsOf(change: LineChange): ChangedWords {
    const known = this.#words.get(change.id)
    if (known !== undefined) return known
    const words = this.#wordsOf(change)
    this.#words.set(change.id, words)
    return words
  }

  #wordsOf({ oldStart, oldLines, newStart, newLines }: LineChange): ChangedWords {
    const found = { old: new Map<number, Span[]>(), new: new Map<number, Span[]>() }
    if (oldLines === 0 || newLines === 0 || oldLines + newLines > mostLines) return found
    const slice = (side: TextSide, start: number, count: number): readonly string[] =>
      this.#sides[side]?.lines.slice(start - 1, start - 1 + count) ?? []
    const old = slice('old', oldStart, oldLines)
    const now = slice('new', newStart, newLines)
    for (const change of diffWords(old, now) ?? []) {
      put(found.old, old, oldStart, change.old)
      put(found.new, now, newStart, change.new)
    }
    return found
  }
}

const plain = (text: string): readonly ColouredRun[] => [{ end: text.length, className: 'mtk1' }]

function linesOf(side: ReadingSide | null): readonly string[] {
  return side?.text.split('\n') ?? []
}

const lineIn =
  (lines: readonly string[]) =>
  (line: number): string =>
    lines[line - 1] ?? ''

function sideOf(
  { marks }: ReadingSide,
  lines: readonly string[],
  language: string,
  spaces: readonly DrawnSpace[],
): Side {
  const byLine = new Map<number, Layer[]>()
  const add = (line: number, layer: Layer): void => {
    const own = byLine.get(line)
    if (own === undefined) byLine.set(line, [layer])
    else own.push(layer)
  }
  for (const { kind, line, startColumn, endColumn, source } of marks)
    add(line, { from: startColumn - 1, to: endColumn - 1, className: classOfMark[kind], source })
  for (const { kind, line, from, to } of spaces) add(line, { from, to, className: classOfMark[kind] })
  return { lines, tokens: new LineTokens(lines, language), marks: byLine }
}

/** Adds a run of changed text that may go over several lines. */
function put(into: Map<number, Span[]>, lines: readonly string[], start: number, span: TextSpan): void {
  for (let line = span.startLine; line <= span.endLine; line += 1) {
    const from = line === span.startLine ? span.startColumn - 1 : 0
    const to = line === span.endLine ? span.endColumn - 1 : (lines[line]?.length ?? 0)
    if (from >= to) continue
    const own = into.get(start + line)
    if (own === undefined) into.set(start + line, [{ from, to }])
    else own.push({ from, to })
  }
}
