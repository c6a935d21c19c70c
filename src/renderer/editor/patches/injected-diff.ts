import { DetailedLineRangeMapping, RangeMapping } from 'monaco-editor/editor/common/diff/rangeMapping.js'
import { LineRange } from 'monaco-editor/editor/common/core/ranges/lineRange.js'
import { Emitter, Range, type editor } from 'monaco-editor/editor/editor.api.js'
import { lineRangeOf, type LineChange } from '../line-change.ts'
import { diffWords, type TextSpan } from '../word-diff.ts'

interface Injection {
  readonly original: editor.ITextModel
  readonly lines: readonly LineChange[]
  /** Word marks by index; absent: not looked at yet. */
  readonly words: Map<number, readonly RangeMapping[] | null>
  /** While the new side is edited: decorations that follow its changes. */
  tracked: readonly string[] | null
}

interface DocumentDiff {
  readonly changes: readonly DetailedLineRangeMapping[]
  readonly moves: readonly never[]
  readonly identical: boolean
  readonly quitEarly: boolean
}

/** Monaco draws a change with more lines without word marks anyway slowly; it would not be readable either. */
const wordLineLimit = 400

function linesOf(model: editor.ITextModel, start: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => model.getLineContent(start + index))
}

function wordsOf(original: editor.ITextModel, modified: editor.ITextModel, change: LineChange) {
  const { oldStart, oldLines, newStart, newLines } = change
  if (oldLines === 0 || newLines === 0 || oldLines + newLines > wordLineLimit) return null
  if (oldStart + oldLines - 1 > original.getLineCount() || newStart + newLines - 1 > modified.getLineCount())
    return null
  const old = linesOf(original, oldStart, oldLines)
  const now = linesOf(modified, newStart, newLines)
  const words = diffWords(old, now)
  // A mark over whole lines on both sides says nothing that the lines' own colour does not.
  const telling = words?.filter(
    (word) =>
      word.old.startColumn > 1 ||
      word.new.startColumn > 1 ||
      word.old.endColumn <= (old[word.old.endLine]?.length ?? 0) ||
      word.new.endColumn <= (now[word.new.endLine]?.length ?? 0),
  )
  if (telling === undefined || telling.length === 0) return null
  const range = (start: number, span: TextSpan): Range =>
    new Range(start + span.startLine, span.startColumn, start + span.endLine, span.endColumn)
  return telling.map((word) => new RangeMapping(range(oldStart, word.old), range(newStart, word.new)))
}

/**
 * Gives Monaco's diff editor line changes that were computed elsewhere, by git. Monaco's own algorithm never runs: on
 * large files it gives up after a time that depends on the machine and reports one change for the whole file.
 */
class InjectedDiffs {
  readonly #injections = new WeakMap<editor.ITextModel, Injection>()
  readonly #changed = new Emitter<void>()

  /** The replacement for Monaco's internal `diffProviderFactoryService`. */
  readonly service = {
    createDiffProvider: () => ({
      onDidChange: this.#changed.event,
      computeDiff: (_original: editor.ITextModel, modified: editor.ITextModel) =>
        Promise.resolve(this.#diff(modified)),
      dispose: () => {},
    }),
  }

  /** Sets the line changes between two models. Must happen before the pair is shown. */
  inject(original: editor.ITextModel, modified: editor.ITextModel, lines: readonly LineChange[]): void {
    this.#injections.set(modified, { original, lines, words: new Map(), tracked: null })
  }

  /**
   * Looks for word marks in the changes `from`…`to` (exclusive), for at most `budget` milliseconds. Before a pair is
   * shown they become part of the diff; `marks` gives those that were found later.
   */
  fillWords(modified: editor.ITextModel, from: number, to: number, budget: number): void {
    const injection = this.#injections.get(modified)
    if (injection === undefined || injection.tracked !== null) return
    const until = performance.now() + budget
    for (let index = Math.max(0, from); index < Math.min(to, injection.lines.length); index += 1) {
      const change = injection.lines[index]
      if (change === undefined || injection.words.has(index)) continue
      injection.words.set(index, wordsOf(injection.original, modified, change))
      if (performance.now() > until) break
    }
  }

  /** The word marks of one change, or null if it has none or was not looked at. */
  marks(modified: editor.ITextModel, index: number): readonly RangeMapping[] | null {
    return this.#injections.get(modified)?.words.get(index) ?? null
  }

  /** Whether a change was looked at. */
  hasLooked(modified: editor.ITextModel, index: number): boolean {
    return this.#injections.get(modified)?.words.has(index) ?? false
  }

  /** From now on the changes follow what is typed into the new side. */
  track(modified: editor.ITextModel): void {
    const injection = this.#injections.get(modified)
    if (injection === undefined) return
    const last = modified.getLineCount()
    injection.tracked = modified.deltaDecorations(
      [],
      injection.lines.map((change) => {
        const range = lineRangeOf(change.newStart, change.newLines)
        const start = Math.min(last, range.start)
        const end = Math.max(start, Math.min(last, range.end - 1))
        return {
          range: new Range(start, 1, end, modified.getLineMaxColumn(end)),
          options: { stickiness: 0 },
        }
      }),
    )
  }

  #diff(modified: editor.ITextModel): DocumentDiff {
    const injection = this.#injections.get(modified)
    if (injection === undefined) return { changes: [], moves: [], identical: false, quitEarly: true }
    const changes = injection.lines.map((change, index) => {
      const old = lineRangeOf(change.oldStart, change.oldLines)
      const tracked = injection.tracked?.[index]
      const range = tracked === undefined ? null : modified.getDecorationRange(tracked)
      const now =
        range !== null && change.newLines > 0
          ? { start: range.startLineNumber, end: range.endLineNumber + 1 }
          : range !== null
            ? { start: range.startLineNumber, end: range.startLineNumber }
            : lineRangeOf(change.newStart, change.newLines)
      return new DetailedLineRangeMapping(
        new LineRange(old.start, old.end),
        new LineRange(now.start, now.end),
        injection.tracked === null ? (injection.words.get(index) ?? undefined) : undefined,
      )
    })
    return { changes, moves: [], identical: changes.length === 0, quitEarly: false }
  }
}

export const injectedDiffs = new InjectedDiffs()
