import type { Sidedness } from './model-pool.ts'
import type { monaco } from './monaco.ts'
import { diffOptions, oldSideOptions, type DiffView } from './options.ts'

/** The options that an editor has for the file on screen. The next file seldom needs others, and to hear of them costs both
 * sides about as much as to draw it. */
export class ShownOptions {
  readonly #editor: monaco.editor.IStandaloneDiffEditor
  #shown = ''

  constructor(editor: monaco.editor.IStandaloneDiffEditor) {
    this.#editor = editor
  }

  /** Gives both sides the options of a view whose line numbers have so many digits, unless they have them. */
  set(view: DiffView, sides: Sidedness, digits: number, unified: boolean): void {
    const wanted = JSON.stringify([view, sides, digits, unified])
    if (wanted === this.#shown) return
    this.#shown = wanted
    // In one column the numbers of both sides have nothing else between them.
    this.#editor.updateOptions(diffOptions(view, sides, sides === 'both' ? digits + (unified ? 1 : 0) : 0))
    this.#editor.getOriginalEditor().updateOptions(oldSideOptions(sides, unified))
  }

  /** Somebody else changes them: the next ones are given whatever they are. */
  forget(): void {
    this.#shown = ''
  }
}
