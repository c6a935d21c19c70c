import { isGap, type HiddenLines, type Item } from './hidden-lines.ts'
import type { monaco } from './monaco.ts'

/** A stretch of the window from top to bottom, in CSS pixels. */
export interface Span {
  readonly top: number
  readonly bottom: number
}

/** A run of the scrolled content, in pixels. */
interface Stretch {
  readonly top: number
  readonly height: number
}

/** The place of a change, or of hidden unchanged lines, in the scrolled content, in pixels. */
export interface Block extends Stretch {
  readonly id: string
  readonly kind: 'change' | 'gap'
  /** Lines hidden in a gap. */
  readonly hidden: number
  readonly folded: boolean
}

export interface SurfaceEvents {
  /** The changes in and near the viewport have these places now. */
  readonly onBlocks: (blocks: readonly Block[]) => void
  /** The content moved; apply it to overlays in the same frame. */
  readonly onScroll: (scrollTop: number) => void
  /** The words that stand for a part of a line that is left out were clicked. */
  readonly onLeftOut: () => void
  /** The person put the caret into a change. */
  readonly onCaret: (id: string) => void
}

function isSameBlock(one: Block, other: Block): boolean {
  return (
    one.kind === other.kind &&
    one.top === other.top &&
    one.height === other.height &&
    one.folded === other.folded &&
    one.hidden === other.hidden
  )
}

/** Pixels above and below the viewport of which blocks are told too. */
const margin = 600

/** Measures where changes and gaps stand in the new side, and tells what lies over them. */
export class Blocks {
  readonly #editor: monaco.editor.ICodeEditor
  readonly #lines: HiddenLines
  readonly #events: SurfaceEvents
  /** What was told of last, by id. */
  #told: ReadonlyMap<string, Block> = new Map()

  constructor(editor: monaco.editor.ICodeEditor, lines: HiddenLines, events: SurfaceEvents) {
    this.#editor = editor
    this.#lines = lines
    this.#events = events
  }

  /** Where a change or gap stands, or its one row while it is hidden. */
  stretchOf(item: Item): Stretch {
    const editor = this.#editor
    const count = this.#lines.pair?.modified.getLineCount() ?? 1
    const before = item.newLines === 0 ? item.newStart : item.newStart - 1
    const last = item.newLines === 0 ? item.newStart : item.newStart + item.newLines - 1
    const top = before < 1 ? 0 : editor.getBottomForLineNumber(before)
    const row = this.#lines.rowOf(item)
    if (row !== null) return { top, height: row }
    const bottom =
      last + 1 <= count
        ? editor.getTopForLineNumber(last + 1)
        : editor.getBottomForLineNumber(Math.max(1, last))
    return { top, height: Math.max(0, bottom - top) }
  }

  /** Tells of the blocks in and near the viewport, if any of them changed. */
  tell(): void {
    const editor = this.#editor
    if (this.#lines.pair === null || editor.getModel() === null) return
    // Another model resets the position without telling of it.
    this.#events.onScroll(editor.getScrollTop())
    const from = editor.getScrollTop() - margin
    const to = editor.getScrollTop() + editor.getLayoutInfo().height + margin
    const { items } = this.#lines
    const blocks: Block[] = []
    // A change around others ends after those that follow it: they are few, and all are looked at.
    const isNested = this.#lines.pair.runs !== this.#lines.pair.lines
    for (let index = isNested ? 0 : this.#firstEndingAt(from); index < items.length; index += 1) {
      const item = items[index]
      if (item === undefined) break
      const stretch = this.stretchOf(item)
      if (stretch.top > to) break
      const next: Block = {
        id: item.id,
        kind: isGap(item) ? 'gap' : 'change',
        hidden: isGap(item) ? item.hidden : 0,
        ...stretch,
        folded: this.#lines.rowOf(item) !== null,
      }
      // A block that stays as it was is the same object: what lies over it is not drawn again.
      const former = this.#told.get(next.id)
      blocks.push(former !== undefined && isSameBlock(former, next) ? former : next)
    }
    const before = this.#told
    if (blocks.length === before.size && blocks.every((block) => before.get(block.id) === block)) return
    this.#told = new Map(blocks.map((block) => [block.id, block]))
    this.#events.onBlocks(blocks)
  }

  /** Nothing is on screen: the next file's blocks are new ones. */
  forget(): void {
    this.#told = new Map()
  }

  /** The first item that ends at `top` or below: tops grow with the index. */
  #firstEndingAt(top: number): number {
    const { items } = this.#lines
    let low = 0
    let high = items.length
    while (low < high) {
      const middle = (low + high) >> 1
      const item = items[middle]
      const stretch = item === undefined ? null : this.stretchOf(item)
      if (stretch !== null && stretch.top + stretch.height < top) low = middle + 1
      else high = middle
    }
    return low
  }
}
