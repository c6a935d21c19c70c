import type { monaco } from './monaco.ts'
import { MarksInRemoved } from './patches/marks-in-removed.ts'
import { classOfMark } from './shown-marks.ts'

/** The words of ours that are told apart, by the class that marks them elsewhere and the name that does it in removed lines. */
const names = [
  [classOfMark.cut, 'left-out'],
  [classOfMark.changedCut, 'left-out-changed'],
  [classOfMark.unseen, 'unseen'],
  [classOfMark.end, 'line-end-words'],
] as const

/** Marks words of ours in removed lines of one column as they are marked in all others: what they say is not of the file. */
export class WordsInRemoved {
  readonly #marks: readonly (readonly [className: string, marks: MarksInRemoved])[]

  /** `root` holds the editor of the new side. */
  constructor(root: HTMLElement) {
    this.#marks = names.map(([className, name]) => [className, new MarksInRemoved(root, name)])
  }

  /** Marks the words that a text of the old side has; null: nothing. */
  show(old: monaco.editor.ITextModel | null): void {
    for (const [className, marks] of this.#marks) {
      const words = new Set<string>()
      for (const { range, options } of old?.getAllDecorations() ?? [])
        if (options.inlineClassName === className) words.add(old?.getValueInRange(range) ?? '')
      words.delete('')
      // The longest first: one may begin with another.
      const all = [...words].toSorted((one, other) => other.length - one.length)
      marks.show(
        all.length === 0
          ? null
          : new RegExp(
              all.map((one) => one.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join('|'),
              'gu',
            ),
      )
    }
  }

  dispose(): void {
    this.show(null)
  }
}
