import './editor.css'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { foldLimit, Folds, rowHeights, type HiddenRun } from './folds.ts'
import { gapsOf, type Gap, type Opening } from './gaps.ts'
import { injectedDiffs } from './injected-diff.ts'
import type { LineChange } from './line-change.ts'
import { monaco, startMonaco } from './monaco.ts'
import { diffOptions, oldSideOptions, splitBreakpoint, type DiffView } from './options.ts'
import type { ModelPair } from './model-pool.ts'
import { followTheme } from './themes.ts'
import { markOf, setUnified } from './word-marks.ts'

/** The place of a change, or of hidden unchanged lines, in the scrolled content, in pixels. */
export interface Block {
  readonly id: string
  readonly kind: 'change' | 'gap'
  /** Lines hidden in a gap. */
  readonly hidden: number
  readonly top: number
  readonly height: number
  readonly folded: boolean
}

export interface SurfaceEvents {
  /** The changes in and near the viewport have these places now. */
  readonly onBlocks: (blocks: readonly Block[]) => void
  /** The content moved; apply it to overlays in the same frame. */
  readonly onScroll: (scrollTop: number) => void
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

/** How much of the height stays above the change in focus. */
const focusShare = 0.24

/**
 * One Monaco diff editor that shows one file after the other, with line changes from git. It knows changes by id;
 * what was decided about them is told by which are folded.
 */
export class DiffSurface {
  readonly #editor: monaco.editor.IStandaloneDiffEditor
  readonly #events: SurfaceEvents
  readonly #folds: Folds
  readonly #disposables: Disposable[] = []
  #view: DiffView
  #width: number
  #pair: ModelPair | null = null
  #viewModel: monaco.editor.IDiffEditorViewModel | null = null
  #byId = new Map<string, number>()
  #folded: ReadonlySet<string> = new Set()
  #openings = new Map<string, Opening>()
  #gaps: readonly Gap[] = []
  /** Changes and gaps in the order of the lines. */
  #items: readonly (LineChange | Gap)[] = []
  #words: { readonly looked: Set<number>; readonly decorations: string[][] } = {
    looked: new Set(),
    decorations: [],
  }
  #generation = 0
  /** What was told of last, by id. */
  #blocks: ReadonlyMap<string, Block> = new Map()

  constructor(element: HTMLElement, view: DiffView, events: SurfaceEvents) {
    startMonaco()
    followTheme()
    this.#events = events
    this.#view = view
    this.#width = element.clientWidth
    // Before Monaco's own observer: it makes the zones of removed lines anew at once.
    const resizes = new ResizeObserver(() => {
      this.#width = element.clientWidth
      this.#tellLayout()
    })
    resizes.observe(element)
    this.#disposables.push(toDisposable(() => resizes.disconnect()))
    this.#tellLayout()
    this.#editor = monaco.editor.createDiffEditor(element, diffOptions(view, 'both'))
    this.#folds = new Folds(this.#editor)
    const modified = this.#editor.getModifiedEditor()
    this.#disposables.push(
      modified.onDidScrollChange((event) => {
        if (event.scrollTopChanged) this.#events.onScroll(event.scrollTop)
        this.#emitBlocks()
      }),
      modified.onDidChangeCursorPosition((event) => {
        const gap = this.#gaps.find(
          ({ newStart, newLines }) =>
            event.position.lineNumber >= newStart && event.position.lineNumber < newStart + newLines,
        )
        if (gap !== undefined && event.reason === monaco.editor.CursorChangeReason.Explicit)
          this.openGap(gap.id, 'all')
      }),
      modified.onDidContentSizeChange(() => this.#emitBlocks()),
      modified.onDidLayoutChange(() => this.#emitBlocks()),
      this.#editor.onDidUpdateDiff(() => this.#emitBlocks()),
    )
    const themes = new MutationObserver(() => followTheme())
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
    this.#disposables.push(toDisposable(() => themes.disconnect()))
  }

  /** The editor's current line changes; for tests and for the check against the injected ones. */
  lineChanges(): readonly monaco.editor.ILineChange[] | null {
    return this.#editor.getLineChanges()
  }

  get pair(): ModelPair | null {
    return this.#pair
  }

  /**
   * Shows a file. Resolves once its changes are laid out (no timer is involved), or to false when another file was
   * asked for meanwhile.
   */
  async show(pair: ModelPair, focus: string | null): Promise<boolean> {
    const generation = (this.#generation += 1)
    const at = focus === null ? 0 : Math.max(0, this.#indexIn(pair, focus))
    injectedDiffs.fillWords(pair.modified, at - 4, at + 40, 6)
    if (pair.lines.length <= foldLimit) injectedDiffs.fillWords(pair.modified, 0, pair.lines.length, 10)
    const viewModel = this.#editor.createViewModel({ original: pair.original, modified: pair.modified })
    await viewModel.waitForDiff()
    if (generation !== this.#generation) {
      viewModel.dispose()
      return false
    }
    const former = this.#viewModel
    this.#folds.forget()
    this.#folded = new Set()
    this.#items = []
    this.#openings = new Map()
    this.#words = {
      looked: new Set(
        [...pair.lines.keys()].filter((index) => injectedDiffs.hasLooked(pair.modified, index)),
      ),
      decorations: [],
    }
    this.#pair = pair
    this.#viewModel = viewModel
    this.#byId = new Map(pair.lines.map((change, index) => [change.id, index]))
    this.#setOptions(pair.sides)
    const classes = this.#editor.getContainerDomNode().classList
    classes.toggle('one-removed', pair.sides === 'removed')
    classes.toggle('one-sided', pair.sides !== 'both')
    this.#editor.setModel(viewModel)
    former?.dispose()
    this.#hide()
    this.#editor.getModifiedEditor().setScrollTop(0, 1)
    this.#emitBlocks()
    return true
  }

  /** Shows nothing. */
  clear(): void {
    this.#generation += 1
    this.#pair = null
    this.#folds.forget()
    this.#items = []
    this.#gaps = []
    this.#blocks = new Map()
    this.#editor.setModel(null)
    this.#viewModel?.dispose()
    this.#viewModel = null
    this.#byId.clear()
  }

  /**
   * Folds exactly these changes, brings one to its height, and draws both sides now: what lies over them is drawn in
   * this frame, and they would be a frame late.
   */
  place(folded: Iterable<string>, focus: string | null): void {
    this.fold(folded)
    if (focus !== null) this.reveal(focus)
    this.#editor.getOriginalEditor().render()
    this.#editor.getModifiedEditor().render()
  }

  /** Folds exactly these changes, except in one-sided files and in files with very many. */
  fold(ids: Iterable<string>): void {
    const pair = this.#pair
    if (pair === null || pair.sides !== 'both' || pair.lines.length > foldLimit) return
    this.#folded = new Set(ids)
    this.#hide()
  }

  /** Opens hidden unchanged lines: all of them, or twenty more at one end. */
  openGap(id: string, which: 'all' | 'top' | 'bottom'): void {
    const gap = this.#gaps.find((one) => one.id === id)
    if (gap === undefined) return
    const before = this.#openings.get(id) ?? { top: 0, bottom: 0 }
    const step = which === 'all' ? gap.hidden : 20
    this.#openings.set(id, {
      top: before.top + (which === 'bottom' ? 0 : step),
      bottom: before.bottom + (which === 'bottom' ? step : 0),
    })
    this.#hide()
  }

  /** Whether the surface shows this change now. */
  has(id: string): boolean {
    return this.#byId.has(id)
  }

  /** Scrolls so that the change stands at the height where the eyes are: always the same one. */
  reveal(id: string): void {
    const change = this.#change(id)
    if (change === null) return
    const modified = this.#editor.getModifiedEditor()
    const block = this.#blockOf(change)
    const height = modified.getLayoutInfo().height
    const share = Math.min(focusShare * height, Math.max(40, (height - block.height) / 2))
    modified.setScrollTop(Math.max(0, block.top - share), 1)
    this.#fillWordsAround(this.#byId.get(id) ?? 0)
    this.#emitBlocks()
  }

  /** Whether some of the change lies in the viewport. */
  isVisible(id: string): boolean {
    const change = this.#change(id)
    if (change === null) return false
    const modified = this.#editor.getModifiedEditor()
    const block = this.#blockOf(change)
    const top = modified.getScrollTop()
    return block.top < top + modified.getLayoutInfo().height && block.top + Math.max(1, block.height) > top
  }

  /**
   * Scrolls on by most of a page, as long as the change goes on below the viewport. Returns false when its end is
   * already in view.
   */
  scrollWithin(id: string): boolean {
    const change = this.#change(id)
    if (change === null) return false
    const modified = this.#editor.getModifiedEditor()
    const block = this.#blockOf(change)
    const height = modified.getLayoutInfo().height
    const top = modified.getScrollTop()
    if (block.top + block.height <= top + height) return false
    modified.setScrollTop(top + height - 60, 1)
    return true
  }

  setView(view: DiffView): void {
    this.#view = view
    this.#setOptions(this.#pair?.sides ?? 'both')
    this.#hide()
    this.#emitBlocks()
  }

  /** First line of the change on the new side, for the person's editor. */
  lineOf(id: string): number {
    const change = this.#change(id)
    return Math.max(1, change?.newStart ?? 1)
  }

  focus(): void {
    this.#editor.getModifiedEditor().focus()
  }

  layout(): void {
    this.#editor.layout()
  }

  /** Makes the new side writable. The pair must be a copy that belongs to the caller. */
  beginEdit(id: string | null, keys: { save: () => void; cancel: () => void }): Disposable {
    const modified = this.#editor.getModifiedEditor()
    const pair = this.#pair
    if (pair !== null) injectedDiffs.track(pair.modified)
    modified.updateOptions({ readOnly: false, domReadOnly: false, cursorStyle: 'line' })
    const change = id === null ? null : this.#change(id)
    if (change !== null) {
      const line = Math.max(1, Math.min(pair?.modified.getLineCount() ?? 1, change.newStart))
      modified.setPosition({
        lineNumber: line,
        column: pair?.modified.getLineFirstNonWhitespaceColumn(line) || 1,
      })
    }
    modified.focus()
    const listener = modified.onKeyDown((event) => {
      const save = event.keyCode === monaco.KeyCode.Enter && (event.ctrlKey || event.metaKey)
      if (!save && event.keyCode !== monaco.KeyCode.Escape) return
      event.preventDefault()
      event.stopPropagation()
      if (save || event.keyCode === monaco.KeyCode.Escape) keys[save || !event.shiftKey ? 'save' : 'cancel']()
    })
    return toDisposable(() => {
      listener.dispose()
      modified.updateOptions({ readOnly: true, domReadOnly: true })
    })
  }

  /** Restores a scroll position taken before the model was exchanged. */
  scrollTop(value?: number): number {
    const modified = this.#editor.getModifiedEditor()
    if (value !== undefined) modified.setScrollTop(value, 1)
    return modified.getScrollTop()
  }

  dispose(): void {
    this.clear()
    for (const disposable of this.#disposables) disposable.dispose()
    this.#editor.dispose()
  }

  #tellLayout(sides: ModelPair['sides'] = this.#pair?.sides ?? 'both'): void {
    setUnified(this.#view.layout === 'unified' || sides !== 'both' || this.#width <= splitBreakpoint)
  }

  #setOptions(sides: ModelPair['sides']): void {
    this.#tellLayout(sides)
    this.#editor.updateOptions(diffOptions(this.#view, sides))
    this.#editor.getOriginalEditor().updateOptions(oldSideOptions(sides))
  }

  #indexIn(pair: ModelPair, id: string): number {
    return pair.lines.findIndex((change) => change.id === id)
  }

  #change(id: string): LineChange | null {
    const index = this.#byId.get(id)
    return (index === undefined ? undefined : this.#pair?.lines[index]) ?? null
  }

  /**
   * Hides what is folded and, unless the whole file is wanted, what lies far from any change. Returns whether that made
   * a difference.
   */
  #hide(): boolean {
    const pair = this.#pair
    if (pair === null || pair.sides !== 'both') {
      this.#gaps = []
      this.#items = pair?.lines ?? []
      return false
    }
    this.#gaps = this.#view.wholeFile
      ? []
      : gapsOf(pair.lines, pair.original.getLineCount(), pair.modified.getLineCount(), this.#openings)
    const gaps = this.#gaps.map((gap): HiddenRun => ({ ...gap, kind: 'gap' }))
    const folded = pair.lines.filter((change) => this.#folded.has(change.id))
    const changed = this.#folds.set([
      ...gaps,
      ...folded.map((change): HiddenRun => ({ ...change, kind: 'change' })),
    ])
    if (!changed && this.#items.length > 0) return false
    const order = (item: LineChange): number => (item.newLines === 0 ? item.newStart + 0.5 : item.newStart)
    this.#items = [...pair.lines, ...this.#gaps].sort((one, other) => order(one) - order(other))
    this.#emitBlocks()
    return changed
  }

  /** Marks changed words where they were not looked for before the file was shown. */
  #fillWordsAround(index: number): void {
    const pair = this.#pair
    if (pair === null) return
    const { looked, decorations } = this.#words
    injectedDiffs.fillWords(pair.modified, index - 4, index + 30, 4)
    const old: monaco.editor.IModelDeltaDecoration[] = []
    const now: monaco.editor.IModelDeltaDecoration[] = []
    for (let at = Math.max(0, index - 4); at < index + 30 && at < pair.lines.length; at += 1) {
      if (looked.has(at) || !injectedDiffs.hasLooked(pair.modified, at)) continue
      looked.add(at)
      for (const { originalRange, modifiedRange } of injectedDiffs.marks(pair.modified, at) ?? []) {
        old.push(markOf('old', originalRange))
        now.push(markOf('new', modifiedRange))
      }
    }
    if (old.length === 0) return
    decorations.push(pair.original.deltaDecorations([], old), pair.modified.deltaDecorations([], now))
  }

  #blockOf(change: LineChange): { readonly top: number; readonly height: number } {
    const modified = this.#editor.getModifiedEditor()
    const count = this.#pair?.modified.getLineCount() ?? 1
    const before = change.newLines === 0 ? change.newStart : change.newStart - 1
    const last = change.newLines === 0 ? change.newStart : change.newStart + change.newLines - 1
    const top = before < 1 ? 0 : modified.getBottomForLineNumber(before)
    const row = this.#rowOf(change)
    if (row !== null) return { top, height: row }
    const bottom =
      last + 1 <= count
        ? modified.getTopForLineNumber(last + 1)
        : modified.getBottomForLineNumber(Math.max(1, last))
    return { top, height: Math.max(0, bottom - top) }
  }

  /** Height of the row that stands for a hidden run; null while its lines are shown. */
  #rowOf(item: LineChange | Gap): number | null {
    if ('hidden' in item) return rowHeights.gap
    return this.#folded.has(item.id) ? rowHeights.change : null
  }

  #emitBlocks(): void {
    const pair = this.#pair
    const modified = this.#editor.getModifiedEditor()
    if (pair === null || modified.getModel() === null) return
    // Another model resets the position without telling of it.
    this.#events.onScroll(modified.getScrollTop())
    const from = modified.getScrollTop() - 600
    const to = modified.getScrollTop() + modified.getLayoutInfo().height + 600
    // The first item that ends below the top of the window: tops grow with the index.
    const items = this.#items
    let low = 0
    let high = items.length
    while (low < high) {
      const middle = (low + high) >> 1
      const item = items[middle]
      const block = item === undefined ? null : this.#blockOf(item)
      if (block !== null && block.top + block.height < from) low = middle + 1
      else high = middle
    }
    const blocks: Block[] = []
    for (let index = low; index < items.length; index += 1) {
      const item = items[index]
      if (item === undefined) break
      const block = this.#blockOf(item)
      if (block.top > to) break
      const gap = 'hidden' in item
      const next: Block = {
        id: item.id,
        kind: gap ? 'gap' : 'change',
        hidden: gap ? item.hidden : 0,
        ...block,
        folded: this.#rowOf(item) !== null,
      }
      // A block that stays as it was is the same object: what lies over it is not drawn again.
      const former = this.#blocks.get(next.id)
      blocks.push(former !== undefined && isSameBlock(former, next) ? former : next)
    }
    const before = this.#blocks
    if (blocks.length === before.size && blocks.every((block) => before.get(block.id) === block)) return
    this.#blocks = new Map(blocks.map((block) => [block.id, block]))
    this.#events.onBlocks(blocks)
  }
}
