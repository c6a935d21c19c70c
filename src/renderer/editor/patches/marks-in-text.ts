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

/** Whether removed lines stand between the others, in zones of the new side. */
let unified = false

/**
 * Tells how removed lines are shown, before Monaco shows them: the marks in those zones are drawn by the class that
 * makes boxes elsewhere.
 */
export function setUnified(value: boolean): void {
  unified = value
}

/** Whether removed lines stand between the others now. */
export function isUnified(): boolean {
  return unified
}

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
  Object.defineProperty(diffDeleteDecoration, 'className', { get: () => (unified ? 'char-delete' : null) })
}

/** The decoration that marks a range of one side. */
export function markOf(side: 'old' | 'new', range: IRange): editor.IModelDeltaDecoration {
  const empty = range.startLineNumber === range.endLineNumber && range.startColumn === range.endColumn
  return { range, options: empty ? marks[`${side}Place`] : marks[side] }
}
