import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { copiedText, hasMarks, type Stretch } from './copied-text.ts'
import type { ModelPair } from './model-pool.ts'
import type { monaco } from './monaco.ts'
import { RemovedRows, removedIn } from './patches/removed-rows.ts'

type Side = 'original' | 'modified'

/**
 * Has what is copied from an editor be the text of the file where words of ours are selected in place of it. Where none are,
 * Monaco copies by itself.
 */
export function copySources(
  editor: monaco.editor.IStandaloneDiffEditor,
  pairNow: () => ModelPair | null,
): Disposable {
  const sides = [
    { side: 'original' as Side, editor: editor.getOriginalEditor() },
    { side: 'modified' as Side, editor: editor.getModifiedEditor() },
  ]
  const ends = sides.map(({ side, editor: one }) => {
    const element = one.getContainerDomNode()
    const onCopy = (event: ClipboardEvent): void => {
      const pair = pairNow()
      if (pair === null) return
      const isText = event.target instanceof HTMLTextAreaElement
      const copied = isText ? ofSelections(pair, side, one.getSelections() ?? []) : ofRemoved(pair, element)
      if (copied === null) return
      event.clipboardData?.setData('text/plain', copied)
      event.preventDefault()
      event.stopPropagation()
    }
    // Before Monaco's own, which is on the field inside.
    element.addEventListener('copy', onCopy, true)
    return () => element.removeEventListener('copy', onCopy, true)
  })
  return toDisposable(() => {
    for (const end of ends) end()
  })
}

/** What the selections of a side stand for; null without words of ours in them. */
function ofSelections(pair: ModelPair, side: Side, selections: readonly Stretch[]): string | null {
  const model = pair[side]
  const marks = pair.marks[side]
  // Without a selection Monaco copies the line.
  const stretches = selections.map((one): Stretch => {
    const isEmpty = one.startLineNumber === one.endLineNumber && one.startColumn === one.endColumn
    return isEmpty ? { ...one, startColumn: 1, endColumn: Infinity } : one
  })
  if (!stretches.some((one) => hasMarks({ marks }, one))) return null
  return stretches.map((one) => copiedText((line) => model.getLineContent(line), marks, one)).join('\n')
}

/** The same of removed lines that are drawn between those of the new side: they are selected as any text of a page. */
function ofRemoved({ original, runs, marks }: ModelPair, root: Element): string | null {
  const selection = getSelection()
  if (selection === null || selection.rangeCount === 0 || marks.original.length === 0) return null
  const selected = selection.getRangeAt(0)
  const drawn = removedIn(root).flatMap((one) => {
    const length = textWithin(one, selected)
    return length === 0 ? [] : [{ one, length }]
  })
  const [only] = drawn
  // Of other lines too: what that is, is not for us to say.
  if (only === undefined || drawn.length > 1 || only.length < selected.toString().length) return null
  const stretch = new RemovedRows(original, runs).stretchOf(only.one, selected)
  if (stretch === null || !hasMarks({ marks: marks.original }, stretch)) return null
  return copiedText((line) => original.getLineContent(line), marks.original, stretch)
}

/** How many characters of an element are selected. */
function textWithin(element: Element, selected: Range): number {
  const range = document.createRange()
  range.selectNodeContents(element)
  if (!selected.intersectsNode(element)) return 0
  if (range.compareBoundaryPoints(Range.START_TO_START, selected) < 0)
    range.setStart(selected.startContainer, selected.startOffset)
  if (range.compareBoundaryPoints(Range.END_TO_END, selected) > 0)
    range.setEnd(selected.endContainer, selected.endOffset)
  return range.toString().length
}
