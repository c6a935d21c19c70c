import { isFullWidthCharacter } from 'monaco-editor/base/common/strings.js'
import type { editor } from 'monaco-editor/editor/editor.api.js'
import { lineRangeOf, type LineChange } from '../line-change.ts'
import { drawnRows } from '../drawn-rows.ts'

/** Name of what tells of drawn removed lines where they stand. */
const standsAfter = 'standsAfter'

/** Tells at drawn removed lines after which line of the new side they stand. */
export function tellPlace(drawn: HTMLElement, afterLine: number): void {
  drawn.dataset[standsAfter] = String(afterLine)
}

/** Removed lines of a diff in one column that are drawn below an element. */
export function removedIn(root: Element): readonly HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('.line-delete')]
}

/** What is drawn of one decoration in a row of removed lines. */
export interface DrawnMark {
  readonly className: string
  /** The element of the row. */
  readonly row: Element
  /** The characters of the row's text that it is drawn over. */
  readonly from: number
  readonly to: number
}

/** Finds what is drawn of the old side's decorations in removed lines of one column, where no decoration reaches. */
export class RemovedRows {
  readonly #old: editor.ITextModel
  readonly #changes: ReadonlyMap<string, LineChange>

  constructor(old: editor.ITextModel, changes: readonly LineChange[]) {
    this.#old = old
    this.#changes = new Map(
      changes.map((change) => [String(lineRangeOf(change.newStart, change.newLines).start - 1), change]),
    )
  }

  /** Where the decorations of these classes are drawn, row by row and from left to right. */
  marks(drawn: HTMLElement, classes: ReadonlySet<string>): readonly DrawnMark[] {
    const change = this.#changes.get(drawn.dataset[standsAfter] ?? '')
    if (change === undefined || change.oldLines === 0) return []
    const { oldStart: first, oldLines: count } = change
    const decorations = this.#old
      .getLinesDecorations(first, first + count - 1)
      .filter(({ options }) => classes.has(options.inlineClassName ?? ''))
    if (decorations.length === 0) return []
    const rows = [...drawn.querySelectorAll('.view-line')]
    const lines = drawnRows(
      Array.from({ length: count }, (_, index) => this.#old.getLineContent(first + index)),
      rows.map((row) => textsOf(row).reduce((sum, { length }) => sum + length, 0)),
      this.#old.getOptions().tabSize,
      isFullWidthCharacter,
    )
    return decorations
      .toSorted(
        ({ range: one }, { range: other }) =>
          one.startLineNumber - other.startLineNumber || one.startColumn - other.startColumn,
      )
      .flatMap(({ range, options }) =>
        (lines?.[range.startLineNumber - first] ?? []).flatMap(({ index, places, ...of }) => {
          const row = rows[index]
          const from = places[Math.max(range.startColumn - 1 - of.from, 0)]
          const to = places[Math.min(range.endColumn - 1, of.to) - of.from]
          if (row === undefined || from === undefined || to === undefined || from >= to) return []
          return [{ className: options.inlineClassName ?? '', row, from, to }]
        }),
      )
  }
}

/** The nodes with the text of a row; what else lies over it has none of it. */
export function textsOf(row: Element): readonly Text[] {
  const walker = document.createTreeWalker(row.firstElementChild ?? row, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode)
  return texts
}

/** The characters `from`…`to` (exclusive) of all these nodes together. */
export function rangeOf(texts: readonly Text[], from: number, to: number): StaticRange {
  const [startContainer, startOffset] = placeOf(texts, from)
  const [endContainer, endOffset] = placeOf(texts, to)
  return new StaticRange({ startContainer, startOffset, endContainer, endOffset })
}

/** The node and offset at so many characters from the beginning of all; the end of a node before the start of the next. */
function placeOf(texts: readonly Text[], at: number): readonly [Text, number] {
  let left = at
  for (const text of texts) {
    if (left <= text.length) return [text, left]
    left -= text.length
  }
  const last = texts.at(-1) ?? new Text()
  return [last, last.length]
}
