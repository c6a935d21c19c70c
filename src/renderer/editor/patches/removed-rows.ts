import { isFullWidthCharacter } from 'monaco-editor/base/common/strings.js'
import type { editor } from 'monaco-editor/editor/editor.api.js'
import { lineRangeOf, type LineChange } from '../line-change.ts'
import type { Stretch } from '../copied-text.ts'
import { drawnRows, placeInRows, type DrawnRow } from '../drawn-rows.ts'

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

/** Tells which lines of the old side are drawn where in removed lines of one column, where no decoration reaches. */
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
    const change = this.#changeAt(drawn)
    if (change === null) return []
    const { oldStart: first, oldLines: count } = change
    const decorations = this.#old
      .getLinesDecorations(first, first + count - 1)
      .filter(({ options }) => classes.has(options.inlineClassName ?? ''))
    if (decorations.length === 0) return []
    const rows = rowsIn(drawn)
    const lines = this.#linesIn(rows, change)
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

  /** The stretch of the old side that a selection holds of these removed lines; null where they are drawn otherwise. */
  stretchOf(drawn: HTMLElement, selected: Range): Stretch | null {
    const change = this.#changeAt(drawn)
    if (change === null) return null
    const rows = rowsIn(drawn)
    const lines = this.#linesIn(rows, change) ?? []
    const [start, end] = [startIn(rows, selected), endIn(rows, selected)]
    const from = start === null ? null : placeInRows(lines, start.row, start.at)
    const to = end === null ? null : placeInRows(lines, end.row, end.at)
    if (from === null || to === null) return null
    return {
      startLineNumber: change.oldStart + from.line,
      startColumn: from.at + 1,
      endLineNumber: change.oldStart + to.line,
      endColumn: to.at + 1,
    }
  }

  #changeAt(drawn: HTMLElement): LineChange | null {
    const change = this.#changes.get(drawn.dataset[standsAfter] ?? '')
    return change === undefined || change.oldLines === 0 ? null : change
  }

  #linesIn(
    rows: readonly Element[],
    { oldStart, oldLines }: LineChange,
  ): readonly (readonly DrawnRow[])[] | null {
    return drawnRows(
      Array.from({ length: oldLines }, (_, index) => this.#old.getLineContent(oldStart + index)),
      rows.map((row) => textsOf(row).reduce((sum, { length }) => sum + length, 0)),
      this.#old.getOptions().tabSize,
      isFullWidthCharacter,
    )
  }
}

function rowsIn(drawn: HTMLElement): readonly Element[] {
  return [...drawn.querySelectorAll('.view-line')]
}

/** A row by its index, and characters of its text. */
interface PlaceInRow {
  readonly row: number
  readonly at: number
}

/** Where in rows a selection begins; null where it does below them. */
function startIn(rows: readonly Element[], { startContainer, startOffset }: Range): PlaceInRow | null {
  for (const [row, element] of rows.entries()) {
    const text = textRange(element)
    const side = text.comparePoint(startContainer, startOffset)
    if (side < 0) return { row, at: 0 }
    if (side > 0) continue
    text.setEnd(startContainer, startOffset)
    return { row, at: text.toString().length }
  }
  return null
}

/** Where in rows a selection ends; null where it does above them. */
function endIn(rows: readonly Element[], { endContainer, endOffset }: Range): PlaceInRow | null {
  for (const [row, element] of [...rows.entries()].toReversed()) {
    const text = textRange(element)
    const side = text.comparePoint(endContainer, endOffset)
    if (side < 0) continue
    if (side === 0) text.setEnd(endContainer, endOffset)
    return { row, at: text.toString().length }
  }
  return null
}

/** All text of a row. */
function textRange(row: Element): Range {
  const range = document.createRange()
  range.selectNodeContents(row.firstElementChild ?? row)
  return range
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
