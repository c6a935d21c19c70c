import type { ModelPair } from './model-pool.ts'
import { OwnHighlight } from './own-highlight.ts'
import { RemovedRows, rangeOf, removedIn, textsOf, type DrawnMark } from './patches/removed-rows.ts'
import { classOfMark } from './shown-marks.ts'

/** What has a ground and a colour of its own, by the class that gives it them elsewhere: its name among the highlights. */
const highlights: ReadonlyMap<string, string> = new Map([
  [classOfMark.cut, 'left-out'],
  [classOfMark.changedCut, 'left-out-changed'],
  [classOfMark.unseen, 'unseen'],
  [classOfMark.end, 'line-end-words'],
  [classOfMark.alike, 'look-alike'],
])
/** What is drawn with signs and frames, which no highlight has. */
const signs: ReadonlySet<string> = new Set([classOfMark.alike, classOfMark.space, classOfMark.tab])
const classes: ReadonlySet<string> = new Set([...highlights.keys(), ...signs])

const layer = 'marks-over-removed'

/**
 * Marks in removed lines of one column what is marked in all others: words of ours, look-alikes, and drawn white space. It
 * goes by the places in the old text: a file may have words that look like ours.
 */
export class MarksInRemoved {
  readonly #root: HTMLElement
  readonly #highlights = new Map([...highlights].map(([from, name]) => [from, new OwnHighlight(name)]))
  readonly #drawn = new MutationObserver(() => this.#mark())
  #rows: RemovedRows | null = null
  #marked: readonly HTMLElement[] = []

  /** `root` holds the editor of the new side. */
  constructor(root: HTMLElement) {
    this.#root = root
  }

  /** Marks the removed lines of this pair from now on, whenever they are drawn anew; nothing for null. */
  show(pair: ModelPair | null): void {
    this.#drawn.disconnect()
    this.#rows = pair === null ? null : new RemovedRows(pair.original, pair.runs)
    this.#marked = []
    if (pair !== null) this.#drawn.observe(this.#root, { childList: true, subtree: true })
    this.#mark()
  }

  dispose(): void {
    this.show(null)
  }

  #mark(): void {
    const drawn = this.#rows === null ? [] : removedIn(this.#root)
    // Lines that come and go while the page scrolls draw no removed ones anew.
    const same = drawn.length === this.#marked.length && drawn.every((one, at) => one === this.#marked[at])
    if (same && drawn.length > 0) return
    this.#marked = drawn
    const marks = drawn.flatMap((one) => this.#rows?.marks(one, classes) ?? [])
    for (const [name, highlight] of this.#highlights)
      highlight.set(
        marks
          .filter(({ className }) => className === name)
          .map(({ row, from, to }) => rangeOf(textsOf(row), from, to)),
      )
    const drawnOver = new Map<Element, DrawnMark[]>()
    for (const mark of marks)
      if (signs.has(mark.className)) drawnOver.set(mark.row, [...(drawnOver.get(mark.row) ?? []), mark])
    for (const [row, ofRow] of drawnOver) drawOver(row, ofRow)
  }
}

/**
 * Draws signs and frames over a row. The layer has the text of the row again, not to be seen, so that they stand where the
 * characters do, however wide those are.
 */
function drawOver(row: Element, marks: readonly DrawnMark[]): void {
  row.querySelector(`:scope > .${layer}`)?.remove()
  const text = textsOf(row)
    .map(({ data }) => data)
    .join('')
  const over = document.createElement('span')
  over.className = layer
  over.setAttribute('aria-hidden', 'true')
  let at = 0
  for (const { className, from, to } of marks) {
    const mark = document.createElement('span')
    mark.className = className
    mark.append(text.slice(from, to))
    // A tab of one column has no room for the arrow.
    if (className === classOfMark.tab && to - from > 1) mark.prepend(arrow())
    over.append(text.slice(at, from), mark)
    at = to
  }
  row.append(over)
}

function arrow(): HTMLElement {
  const sign = document.createElement('i')
  sign.className = 'drawn-arrow'
  sign.append('\u2192')
  return sign
}
