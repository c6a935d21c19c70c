import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { copiedText, hasMarks, type Stretch } from './copied-text.ts'
import type { ModelPair } from './model-pool.ts'
import type { monaco } from './monaco.ts'

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
    const onCopy = (event: ClipboardEvent): void => {
      const pair = pairNow()
      if (pair === null) return
      const isText = event.target instanceof HTMLTextAreaElement
      const copied = isText ? ofSelections(pair, side, one.getSelections() ?? []) : ofRemoved(pair)
      if (copied === null) return
      event.clipboardData?.setData('text/plain', copied)
      event.preventDefault()
      event.stopPropagation()
    }
    const element = one.getContainerDomNode()
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
function ofRemoved({ original, runs, marks }: ModelPair): string | null {
  const selected = getSelection()?.toString().replaceAll('\u00a0', ' ') ?? ''
  if (selected === '' || marks.original.length === 0) return null
  for (const { oldStart, oldLines } of runs) {
    if (oldLines === 0) continue
    const last = oldStart + oldLines - 1
    const lines = Array.from({ length: oldLines }, (_, at) => original.getLineContent(oldStart + at))
    const from = lines.join('\n').replaceAll('\u00a0', ' ').indexOf(selected)
    if (from === -1) continue
    const start = placeAt(lines, oldStart, from)
    const end = placeAt(lines, oldStart, from + selected.length)
    const stretch = {
      startLineNumber: start.line,
      startColumn: start.column,
      endLineNumber: Math.min(end.line, last),
      endColumn: end.column,
    }
    if (!hasMarks({ marks: marks.original }, stretch)) return null
    return copiedText((line) => original.getLineContent(line), marks.original, stretch)
  }
  return null
}

function placeAt(
  lines: readonly string[],
  first: number,
  offset: number,
): { readonly line: number; readonly column: number } {
  let left = offset
  for (const [index, { length }] of lines.entries()) {
    if (left <= length) return { line: first + index, column: left + 1 }
    left -= length + 1
  }
  return { line: first + lines.length - 1, column: (lines.at(-1)?.length ?? 0) + 1 }
}
