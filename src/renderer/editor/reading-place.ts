import type { LineChange } from './line-change.ts'
import type { monaco } from './monaco.ts'

/** Where the reader is in a change: a line of it and how far that is above the upper edge, so that another layout keeps it. */
export interface PlaceInChange {
  /** The line change. */
  readonly id: string
  /** Lines from the change's first one on the new side; null in a change without any. */
  readonly line: number | null
  /** How far the line, or without one the change, begins above the upper edge, in CSS pixels; negative below it. */
  readonly above: number
}

/** The place in a change that begins `above` pixels over the upper edge of what an editor shows. */
export function placeIn(editor: monaco.editor.ICodeEditor, change: LineChange, top: number): PlaceInChange {
  const edge = editor.getScrollTop()
  const { id, newStart, newLines } = change
  if (newLines === 0 || edge <= top)
    return { id, line: newLines === 0 ? null : 0, above: edge - topOf(editor, change, top) }
  let line = 0
  let high = newLines - 1
  while (line < high) {
    const middle = (line + high + 1) >> 1
    if (editor.getTopForLineNumber(newStart + middle) <= edge) line = middle
    else high = middle - 1
  }
  return { id, line, above: edge - editor.getTopForLineNumber(newStart + line) }
}

/** Scrolls an editor so that a place is where it was; `top` is where the change begins now. */
export function goToPlace(
  editor: monaco.editor.ICodeEditor,
  change: LineChange,
  { line, above }: PlaceInChange,
  top: number,
): void {
  const from =
    line === null
      ? top
      : editor.getTopForLineNumber(change.newStart + Math.min(line, Math.max(0, change.newLines - 1)))
  editor.setScrollTop(Math.max(0, from + above), 1)
}

function topOf(editor: monaco.editor.ICodeEditor, { newStart, newLines }: LineChange, top: number): number {
  return newLines === 0 ? top : editor.getTopForLineNumber(newStart)
}
