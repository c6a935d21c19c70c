import './shown-line.css'
import type { HiddenLines } from './hidden-lines.ts'
import { monaco } from './monaco.ts'

/** The line of the new side that a link led to: it is marked, and what hides it is opened. */
export class ShownLine {
  readonly #editor: monaco.editor.ICodeEditor
  readonly #lines: HiddenLines
  readonly #marks: monaco.editor.IEditorDecorationsCollection
  /** The step that was shown last. */
  #step = 0

  constructor(editor: monaco.editor.ICodeEditor, lines: HiddenLines) {
    this.#editor = editor
    this.#lines = lines
    this.#marks = editor.createDecorationsCollection()
  }

  /**
   * Marks the line (from 1; one behind the end is the last), and brings it on screen if its step is another than before.
   * Returns whether it scrolled. null marks none.
   */
  show(line: { readonly number: number; readonly step: number } | null): boolean {
    const count = this.#editor.getModel()?.getLineCount() ?? 0
    if (line === null || count === 0) {
      this.#marks.clear()
      return false
    }
    const number = Math.min(line.number, count)
    this.#marks.set([
      {
        range: new monaco.Range(number, 1, number, 1),
        options: { isWholeLine: true, className: 'shown-line' },
      },
    ])
    if (line.step === this.#step) return false
    this.#step = line.step
    this.#lines.openAt(number)
    this.#editor.revealLineInCenterIfOutsideViewport(number, monaco.editor.ScrollType.Immediate)
    return true
  }
}
