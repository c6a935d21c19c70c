import { OwnHighlight } from '../own-highlight.ts'
import { rangeOf, removedIn, textsOf } from './removed-rows.ts'

/**
 * Marks what matches a pattern in removed lines of a diff in one column. Those are no lines of its editor but drawn between
 * them, so that no decoration reaches them: what is drawn is marked itself, whenever it is drawn anew.
 */
export class FoundInRemoved {
  readonly #root: HTMLElement
  readonly #marks: OwnHighlight
  readonly #drawn: MutationObserver
  #pattern: RegExp | null = null

  /** `root` holds the editor of the new side; `name` is that under which the style sheet knows these marks. */
  constructor(root: HTMLElement, name: string) {
    this.#root = root
    this.#marks = new OwnHighlight(name)
    this.#drawn = new MutationObserver(() => this.#mark())
  }

  /** Marks what matches from now on; nothing for null. */
  show(pattern: RegExp | null): void {
    this.#pattern = pattern
    this.#drawn.disconnect()
    if (pattern !== null) this.#drawn.observe(this.#root, { childList: true, subtree: true })
    this.#mark()
  }

  dispose(): void {
    this.show(null)
  }

  #mark(): void {
    this.#marks.set(this.#pattern === null ? [] : rangesIn(this.#root, this.#pattern))
  }
}

/** Where a pattern matches in the removed lines that are drawn below an element. */
function rangesIn(root: HTMLElement, pattern: RegExp): readonly StaticRange[] {
  const lines = removedIn(root).flatMap((drawn) => [...drawn.querySelectorAll('.view-line')])
  return lines.flatMap((line) => {
    const texts = textsOf(line)
    // Spaces are drawn as such that do not break.
    const text = texts
      .map(({ data }) => data)
      .join('')
      .replaceAll('\u00a0', ' ')
    return [...text.matchAll(pattern)].map(({ index, 0: found }) =>
      rangeOf(texts, index, index + found.length),
    )
  })
}
