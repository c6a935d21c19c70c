import {
  diffAddDecoration,
  diffAddDecorationEmpty,
  diffDeleteDecoration,
  diffDeleteDecorationEmpty,
} from 'monaco-editor/editor/browser/widget/diffEditor/registrations.contribution.js'
import type { IRange, editor } from 'monaco-editor/editor/editor.api.js'

/** The mark of a changed word, and of the place where only the other side has one. */
const marks = {
  old: { inlineClassName: 'char-delete' },
  new: { inlineClassName: 'char-insert' },
  oldPlace: { beforeContentClassName: 'word-place removed' },
  newPlace: { beforeContentClassName: 'word-place added' },
} as const

/**
 * Makes Monaco draw its own marks of changed words as part of the lines' text. As boxes behind the text, which is
 * what it does, each has to be measured once its line stands: on every step that makes the page lay itself out several
 * times, where once is enough.
 */
export function drawMarksInText(): void {
  for (const [decoration, mark] of [
    [diffDeleteDecoration, marks.old],
    [diffAddDecoration, marks.new],
    [diffDeleteDecorationEmpty, marks.oldPlace],
    [diffAddDecorationEmpty, marks.newPlace],
  ] as const)
    Object.assign(decoration, { className: null }, mark)
}

/** The decoration that marks a range of one side. */
export function markOf(side: 'old' | 'new', range: IRange): editor.IModelDeltaDecoration {
  const empty = range.startLineNumber === range.endLineNumber && range.startColumn === range.endColumn
  return { range, options: empty ? marks[`${side}Place`] : marks[side] }
}
