/**
 * Marks words in removed lines of a diff in one column. Those are no lines of its editor but drawn between them, so that no
 * decoration reaches them: what is drawn is marked itself, whenever it is drawn anew.
 */
export class MarksInRemoved {
  readonly #root: HTMLElement
  readonly #name: string
  readonly #drawn: MutationObserver
  #pattern: RegExp | null = null
  #marks: Highlight | null = null

  /** `root` holds the editor of the new side; `name` is that under which the style sheet knows these marks. */
  constructor(root: HTMLElement, name: string) {
    this.#root = root
    this.#name = name
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
    const name = this.#name
    const ranges = this.#pattern === null ? [] : rangesIn(this.#root, this.#pattern)
    if (ranges.length > 0) CSS.highlights.set(name, (this.#marks = new Highlight(...ranges)))
    // What another editor marked is not this one's.
    else if (this.#marks !== null && CSS.highlights.get(name) === this.#marks) CSS.highlights.delete(name)
  }
}

/** Where a pattern matches in the removed lines that are drawn below an element. */
function rangesIn(root: HTMLElement, pattern: RegExp): readonly Range[] {
  return [...root.querySelectorAll('.line-delete .view-line')].flatMap((line) => {
    const texts = textsOf(line)
    // Spaces are drawn as such that do not break.
    const text = texts
      .map(({ data }) => data)
      .join('')
      .replaceAll('\u00a0', ' ')
    return [...text.matchAll(pattern)].map(({ index, 0: found }) => {
      const range = new Range()
      range.setStart(...placeOf(texts, index))
      range.setEnd(...placeOf(texts, index + found.length))
      return range
    })
  })
}

function textsOf(line: Element): readonly Text[] {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode)
  return texts
}

/** The node and offset at so many characters from the beginning of all; the end of a node before the start of the next. */
function placeOf(texts: readonly Text[], at: number): readonly [Text, number] {
  let left = at
  for (const text of texts) {
    if (left <= text.length) return [text, left]
    left -= text.length
  }
  const last = texts.at(-1) ?? new Text()
  return [last, last.length]
}
