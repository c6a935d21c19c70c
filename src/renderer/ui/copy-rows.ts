import type { ClipboardEvent, MouseEvent } from 'react'

/** Marks the element of a line whose text is copied as it is. */
export const copiedRow = { 'data-copied': '' } as const

/**
 * Copies of a selection over rows of code their text alone: no names of files, no signs, no rows of the other column, and
 * in place of words of ours what they stand for, which is in their `data-source`. A selection of anything else is copied as
 * the browser does.
 */
export function copyRows(event: ClipboardEvent<HTMLElement>): void {
  const selection = getSelection()
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return
  const range = selection.getRangeAt(0)
  // Where the selection began may not be drawn any more, but that is remembered.
  const column = columnOf(selection.anchorNode) ?? event.currentTarget.dataset['selects'] ?? null
  const isOf = (row: Element): boolean => column === null || (columnOf(row) ?? column) === column
  const rows = [...event.currentTarget.querySelectorAll('[data-copied]')].filter(
    (row) => range.intersectsNode(row) && isOf(row),
  )
  if (rows.length === 0) return
  const isWithin = [range.startContainer, range.endContainer].some((node) => rowOf(node) !== null)
  if (!isWithin) return
  event.clipboardData.setData('text/plain', rows.map((row) => textWithin(row, range)).join('\n'))
  event.preventDefault()
}

/** Has a selection that begins in one column of rows stay in it. */
export function selectColumn(event: MouseEvent<HTMLElement>): void {
  const column = columnOf(event.target instanceof Node ? event.target : null)
  if (column === null) delete event.currentTarget.dataset['selects']
  else event.currentTarget.dataset['selects'] = column
}

function elementOf(node: Node | null): Element | null {
  return node instanceof Element ? node : (node?.parentElement ?? null)
}

function rowOf(node: Node | null): Element | null {
  return elementOf(node)?.closest('[data-copied]') ?? null
}

function columnOf(node: Node | null): string | null {
  return elementOf(node)?.closest<HTMLElement>('[data-column]')?.dataset['column'] ?? null
}

/** What of a row is selected, as it stands in the file. */
function textWithin(row: Element, selected: Range): string {
  const range = document.createRange()
  range.selectNodeContents(row)
  if (range.compareBoundaryPoints(Range.START_TO_START, selected) < 0)
    range.setStart(selected.startContainer, selected.startOffset)
  if (range.compareBoundaryPoints(Range.END_TO_END, selected) > 0)
    range.setEnd(selected.endContainer, selected.endOffset)
  // What begins and ends within words of ours has no element of theirs.
  const within = elementOf(range.commonAncestorContainer)?.closest<HTMLElement>('[data-source]')
  if (within != null && row.contains(within)) return within.dataset['source'] ?? ''
  const copy = range.cloneContents()
  for (const words of copy.querySelectorAll<HTMLElement>('[data-source]'))
    words.textContent = words.dataset['source'] ?? ''
  return copy.textContent ?? ''
}
