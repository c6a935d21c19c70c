import { foldLimit, Folds, rowHeights, type HiddenRun } from './folds.ts'
import { gapsOf, type Gap, type Opening } from './gaps.ts'
import type { LineChange } from './line-change.ts'
import type { ModelPair } from './model-pool.ts'
import type { monaco } from './monaco.ts'

/** A change, or a gap: unchanged lines that are hidden. */
export type Item = LineChange | Gap

export function isGap(item: Item): item is Gap {
  return 'hidden' in item
}

/** An empty run stands behind its line. */
const orderOf = (item: LineChange): number => (item.newLines === 0 ? item.newStart + 0.5 : item.newStart)

/** Whether these lines lie between the first and the last of a change that stands for several. */
function isWithin(gap: Gap, change: LineChange): boolean {
  return gap.newStart >= change.newStart && gap.newStart < change.newStart + change.newLines
}

/** Which lines of the file on screen are hidden: folded changes, and unchanged lines far from any change. */
export class HiddenLines {
  readonly #folds: Folds
  readonly #onChange: () => void
  #wholeFile: boolean
  #pair: ModelPair | null = null
  #folded: ReadonlySet<string> = new Set()
  #openings = new Map<string, Opening>()
  #gaps: readonly Gap[] = []
  #items: readonly Item[] = []

  /** `onChange` is told when other lines are hidden than before. */
  constructor(editor: monaco.editor.IStandaloneDiffEditor, wholeFile: boolean, onChange: () => void) {
    this.#folds = new Folds(editor)
    this.#wholeFile = wholeFile
    this.#onChange = onChange
  }

  get pair(): ModelPair | null {
    return this.#pair
  }

  /** Changes and gaps in the order of the lines; empty until lines of this pair were hidden. */
  get items(): readonly Item[] {
    return this.#items
  }

  /** Another pair takes the editor, or none: nothing of it is folded or opened. `hide` follows when it is there. */
  begin(pair: ModelPair | null): void {
    this.#folds.forget()
    this.#pair = pair
    this.#folded = new Set()
    this.#openings = new Map()
    this.#gaps = []
    this.#items = []
  }

  /** Hides what is folded and, unless the whole file is wanted, what lies far from any change. */
  hide(): void {
    const pair = this.#pair
    if (pair === null || pair.sides !== 'both') {
      this.#gaps = []
      this.#items = pair?.lines ?? []
      return
    }
    const folded = pair.lines.filter((change) => this.#folded.has(change.id))
    this.#gaps = this.#wholeFile
      ? []
      : gapsOf(pair.runs, pair.original.getLineCount(), pair.modified.getLineCount(), this.#openings).filter(
          (gap) => !folded.some((change) => isWithin(gap, change)),
        )
    const gaps = this.#gaps.map((gap): HiddenRun => ({ ...gap, kind: 'gap' }))
    const changed = this.#folds.set([
      ...gaps,
      ...folded.map((change): HiddenRun => ({ ...change, kind: 'change' })),
    ])
    if (!changed && this.#items.length > 0) return
    this.#items = [...pair.lines, ...this.#gaps].sort((one, other) => orderOf(one) - orderOf(other))
    this.#onChange()
  }

  /** Folds exactly these changes, except in one-sided files and in files with very many. */
  fold(ids: Iterable<string>): void {
    const pair = this.#pair
    if (pair === null || pair.sides !== 'both' || pair.lines.length > foldLimit) return
    this.#folded = new Set(ids)
    this.hide()
  }

  /** Opens a gap: all of it, or twenty more lines at one end. */
  open(id: string, which: 'all' | 'top' | 'bottom'): void {
    const gap = this.#gaps.find((one) => one.id === id)
    if (gap === undefined) return
    const before = this.#openings.get(id) ?? { top: 0, bottom: 0 }
    const step = which === 'all' ? gap.hidden : 20
    this.#openings.set(id, {
      top: before.top + (which === 'bottom' ? 0 : step),
      bottom: before.bottom + (which === 'bottom' ? step : 0),
    })
    this.hide()
  }

  /** Opens the gap that hides this line of the new side, if one does. */
  openAt(line: number): void {
    const gap = this.#gaps.find(({ newStart, newLines }) => line >= newStart && line < newStart + newLines)
    if (gap !== undefined) this.open(gap.id, 'all')
  }

  /** Whether unchanged lines far from a change are shown too; counts from the next `hide` on. */
  showWholeFile(wholeFile: boolean): void {
    this.#wholeFile = wholeFile
  }

  /** Height in pixels of the row that stands for a hidden run; null while its lines are shown. */
  rowOf(item: Item): number | null {
    if (isGap(item)) return rowHeights.gap
    return this.#folded.has(item.id) ? rowHeights.change : null
  }
}
