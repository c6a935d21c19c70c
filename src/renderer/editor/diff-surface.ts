import './patches/monaco-classes.css'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { Blocks, type Span, type SurfaceEvents } from './blocks.ts'
import { copySources } from './copied-lines.ts'
import { FoundPlaces, type Found } from './found-places.ts'
import { HiddenLines } from './hidden-lines.ts'
import type { LineChange } from './line-change.ts'
import { goToPlace, placeIn, type PlaceInChange } from './reading-place.ts'
import type { ModelPair } from './model-pool.ts'
import { monaco, startMonaco } from './monaco.ts'
import { diffOptions, splitBreakpoint, type DiffView } from './options.ts'
import { hasDrawnLines } from './patches/drawn-lines.ts'
import { setUnified } from './patches/marks-in-text.ts'
import { ShownLine } from './shown-line.ts'
import { ShownOptions } from './shown-options.ts'
import {
  changeOverEdge,
  changesAround,
  changesInView,
  type ChangeInView,
  type ChangesAround,
} from './changes-around.ts'
import { MarksInRemoved } from './marks-in-removed.ts'
import { ShownWords } from './shown-words.ts'
import { followTheme } from './themes.ts'
import type { HeldKey } from '#renderer/commands/held-presses.ts'
import { beginTyping, typeHeld, typeOver, type TypingKeys } from './typing.ts'

/** How much of the height stays above the change in focus. */
const focusShare = 0.255

/**
 * One Monaco diff editor that shows one file after the other, with line changes from git. It knows changes by id;
 * what was decided about them is told by which are folded.
 */
export class DiffSurface {
  readonly #editor: monaco.editor.IStandaloneDiffEditor
  readonly #options: ShownOptions
  readonly #lines: HiddenLines
  readonly #blocks: Blocks
  readonly #words = new ShownWords()
  readonly #found: FoundPlaces
  readonly #removed: MarksInRemoved
  readonly #line: ShownLine
  /** The step of the search that was shown last. */
  #shownStep = 0
  readonly #disposables: Disposable[] = []
  #view: DiffView
  #width: number
  #viewModel: monaco.editor.IDiffEditorViewModel | null = null
  /** Index of a change in its pair, by id. */
  #indexes = new Map<string, number>()
  #generation = 0
  /** The change that is looked at. */
  #focus: string | null = null
  #height = 0

  constructor(element: HTMLElement, view: DiffView, events: SurfaceEvents) {
    startMonaco()
    followTheme()
    this.#view = view
    this.#width = element.clientWidth
    setUnified(this.#isUnified('both'))
    // Before Monaco's own observer: it makes the zones of removed lines anew at once.
    const resizes = new ResizeObserver(() => {
      const sides = this.#pair?.sides ?? 'both'
      const was = this.#isUnified(sides)
      this.#width = element.clientWidth
      setUnified(this.#isUnified(sides))
      if (was !== this.#isUnified(sides)) this.#setOptions(sides)
    })
    resizes.observe(element)
    this.#disposables.push(toDisposable(() => resizes.disconnect()))
    this.#editor = monaco.editor.createDiffEditor(element, diffOptions(view, 'both', 0))
    this.#options = new ShownOptions(this.#editor)
    const modified = this.#editor.getModifiedEditor()
    this.#lines = new HiddenLines(this.#editor, view.wholeFile, () => this.#blocks.tell())
    this.#blocks = new Blocks(modified, this.#lines, events)
    this.#found = new FoundPlaces(this.#editor, this.#lines)
    this.#line = new ShownLine(modified, this.#lines)
    this.#removed = new MarksInRemoved(modified.getContainerDomNode())
    this.#disposables.push(this.#found, this.#removed)
    this.#disposables.push(
      copySources(this.#editor, () => this.#pair),
      modified.onDidScrollChange((event) => {
        if (event.scrollTopChanged) events.onScroll(event.scrollTop)
        this.#blocks.tell()
      }),
      modified.onDidChangeCursorPosition((event) => {
        if (event.reason !== monaco.editor.CursorChangeReason.Explicit) return
        this.#lines.openAt(event.position.lineNumber)
        this.#tellCaret('new', event.position.lineNumber, events)
      }),
      this.#editor.getOriginalEditor().onDidChangeCursorPosition((event) => {
        if (event.reason === monaco.editor.CursorChangeReason.Explicit)
          this.#tellCaret('old', event.position.lineNumber, events)
      }),
      ...[this.#editor.getOriginalEditor(), modified].map((side) =>
        side.onMouseDown((event) => {
          if (event.target.element?.classList.contains('left-out') === true) events.onLeftOut()
        }),
      ),
      modified.onDidContentSizeChange(() => this.#blocks.tell()),
      modified.onDidLayoutChange(({ height }) => {
        this.#keepInView(height)
        this.#blocks.tell()
      }),
      this.#editor.onDidUpdateDiff(() => this.#blocks.tell()),
    )
    const themes = new MutationObserver(() => followTheme())
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
    this.#disposables.push(toDisposable(() => themes.disconnect()))
  }

  /**
   * Shows a file. Resolves once its changes are laid out (no timer is involved), or to false when another file was
   * asked for meanwhile.
   */
  async show(pair: ModelPair, focus: string | null): Promise<boolean> {
    const generation = (this.#generation += 1)
    const at = pair.lines.findIndex((change) => change.id === focus)
    this.#words.prepare(pair, Math.max(0, at))
    const viewModel = this.#editor.createViewModel({ original: pair.original, modified: pair.modified })
    await viewModel.waitForDiff()
    if (generation !== this.#generation) {
      viewModel.dispose()
      return false
    }
    const former = this.#viewModel
    this.#lines.begin(pair)
    this.#words.begin(pair)
    this.#viewModel = viewModel
    this.#indexes = new Map(pair.lines.map((change, index) => [change.id, index]))
    this.#setOptions(pair.sides)
    const classes = this.#editor.getContainerDomNode().classList
    classes.toggle('one-removed', pair.sides === 'removed')
    classes.toggle('one-sided', pair.sides !== 'both')
    this.#editor.setModel(viewModel)
    former?.dispose()
    this.#removed.show(pair)
    this.#lines.hide()
    this.#editor.getModifiedEditor().setScrollTop(0, 1)
    this.#blocks.tell()
    return true
  }

  /** Shows nothing. */
  clear(): void {
    this.#generation += 1
    this.#lines.begin(null)
    this.#words.begin(null)
    this.#removed.show(null)
    this.#blocks.forget()
    this.#editor.setModel(null)
    this.#viewModel?.dispose()
    this.#viewModel = null
    this.#indexes.clear()
  }

  /**
   * Folds exactly these changes, brings one to its height or leaves it where it stands on screen, and draws both sides
   * now: what lies over them is drawn in this frame, and they would be a frame late.
   */
  place(folded: Iterable<string>, focus: string | null, how: 'reveal' | 'stay' = 'reveal'): void {
    this.#focus = focus
    const change = focus === null ? null : this.#change(focus)
    const before = change === null || how === 'reveal' ? null : this.#offsetOf(change)
    this.#lines.fold(folded)
    if (change !== null && before !== null) this.#scrollBy(this.#offsetOf(change) - before)
    else if (focus !== null) this.reveal(focus)
    this.#editor.getOriginalEditor().render()
    this.#editor.getModifiedEditor().render()
  }

  /** Marks what is found in the document on screen, and goes to the place that the person went to, once. */
  showFound(found: Found | null): void {
    this.#found.mark(found)
    if (found === null || found.current === null || found.step === this.#shownStep) return
    this.#shownStep = found.step
    const change = found.current.change === null ? null : this.#change(found.current.change)
    const unified =
      change !== null && this.#isUnified(this.#pair?.sides ?? 'both')
        ? { top: this.#blocks.stretchOf(change).top, firstLine: change.oldStart }
        : null
    this.#found.show(found.current, unified)
    this.#blocks.tell()
  }

  /** Shows and marks a line of the new side that the person was led to, once for each step; null marks none. */
  showLine(line: { readonly number: number; readonly step: number } | null): void {
    if (this.#line.show(line)) this.#blocks.tell()
  }

  /** Opens hidden unchanged lines: all of them, or twenty more at one end. */
  openGap(id: string, which: 'all' | 'top' | 'bottom'): void {
    this.#lines.open(id, which)
  }

  /** Scrolls so that the change stands at the height where the eyes are: always the same one. */
  reveal(id: string): void {
    const change = this.#change(id)
    if (change === null) return
    const modified = this.#editor.getModifiedEditor()
    const block = this.#blocks.stretchOf(change)
    const height = modified.getLayoutInfo().height
    const share = Math.min(focusShare * height, Math.max(40, (height - block.height) / 2))
    modified.setScrollTop(Math.max(0, block.top - share), 1)
    this.#words.markAround(this.#indexes.get(id) ?? 0)
    this.#blocks.tell()
  }

  /** Whether a change is of the file on screen. */
  has(id: string): boolean {
    return this.#change(id) !== null
  }

  /** Where the reader is: in the change that goes over the upper edge, else in the one in focus if it is in view. */
  placeNow(focus: string | null): PlaceInChange | null {
    const over = changeOverEdge(this.#pair?.lines ?? [], 40, (change) => this.#stretchOnScreen(change))
    const change = over ?? (focus !== null && this.isVisible(focus) ? this.#change(focus) : null)
    if (change === null) return null
    return placeIn(this.#editor.getModifiedEditor(), change, this.#blocks.stretchOf(change).top)
  }

  /** Goes back to where the reader was in a change; returns false where that is not here any more. */
  goBackTo(place: PlaceInChange): boolean {
    const change = this.#change(place.id)
    if (change === null) return false
    goToPlace(this.#editor.getModifiedEditor(), change, place, this.#blocks.stretchOf(change).top)
    this.#words.markAround(this.#indexes.get(place.id) ?? 0)
    this.#blocks.tell()
    return true
  }

  /** Whether some of the change lies in the viewport. */
  isVisible(id: string): boolean {
    const change = this.#change(id)
    if (change === null) return false
    const modified = this.#editor.getModifiedEditor()
    const block = this.#blocks.stretchOf(change)
    const top = modified.getScrollTop()
    return block.top < top + modified.getLayoutInfo().height && block.top + Math.max(1, block.height) > top
  }

  /** Whether parts of long lines are left out of what is shown, or would be; null where there are none. */
  get longLines(): 'whole' | 'cut' | null {
    const form = this.#pair?.form
    return form === 'whole' || form === 'cut' ? form : null
  }

  /** Where a change and the place that shows it stand in the window, in CSS pixels; null if it is not on this page. */
  spanOf(id: string): { readonly hunk: Span; readonly room: Span } | null {
    const change = this.#change(id)
    if (change === null) return null
    const modified = this.#editor.getModifiedEditor()
    const { top: edge } = this.#editor.getContainerDomNode().getBoundingClientRect()
    const top = edge + this.#offsetOf(change)
    const { height } = this.#blocks.stretchOf(change)
    return {
      hunk: { top, bottom: top + Math.max(1, height) },
      room: { top: edge, bottom: edge + modified.getLayoutInfo().height },
    }
  }

  /** The changes of which something is on screen, folded ones too, and the height of what shows them in pixels. */
  inView(): { readonly room: number; readonly changes: readonly ChangeInView[] } {
    const room = this.#editor.getModifiedEditor().getLayoutInfo().height
    return { room, changes: changesInView(this.#pair?.lines ?? [], room, this.#stretchOnScreen.bind(this)) }
  }

  /** Changes around what is on screen. */
  around(): ChangesAround {
    const room = this.#editor.getModifiedEditor().getLayoutInfo().height
    return changesAround(this.#pair?.lines ?? [], room, (change) => this.#stretchOnScreen(change))
  }

  /** Whether the page has text of the file in it: Monaco makes its lines in its own time. */
  hasText(): boolean {
    return hasDrawnLines(this.#editor)
  }

  /**
   * Scrolls on by most of a page, as long as the change goes on below the viewport. Returns false when its end is
   * already in view.
   */
  scrollWithin(id: string): boolean {
    const change = this.#change(id)
    if (change === null) return false
    const modified = this.#editor.getModifiedEditor()
    const block = this.#blocks.stretchOf(change)
    const height = modified.getLayoutInfo().height
    const top = modified.getScrollTop()
    const bottom = block.top + block.height
    if (bottom <= top + height) return false
    // At its end most of the screen still is the change, so that it can be decided there.
    modified.setScrollTop(Math.min(top + height - 60, bottom - height + 40), 1)
    return true
  }

  setView(view: DiffView): void {
    this.#view = view
    this.#lines.showWholeFile(view.wholeFile)
    this.#setOptions(this.#pair?.sides ?? 'both')
    this.#lines.hide()
    this.#blocks.tell()
  }

  layout(): void {
    this.#editor.layout()
  }

  /** Makes the new side writable, at a change, with `text` in it. The pair must be a copy that belongs to the caller. */
  beginEdit(id: string | null, keys: TypingKeys, text?: string): Disposable {
    const change = id === null ? null : this.#change(id)
    this.#options.forget()
    const typing = beginTyping(this.#editor.getModifiedEditor(), this.#pair, change, keys)
    if (text !== undefined) typeOver(this.#editor.getModifiedEditor(), text)
    return typing
  }

  /** Does in the text that is typed into what keys would have done that were pressed before; see `typeHeld`. */
  typeHeld(held: readonly HeldKey[]): readonly HeldKey[] {
    return typeHeld(this.#editor.getModifiedEditor(), held)
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

  /**
   * Keeps what is looked at on screen where the place for it gets lower: as little as is needed is scrolled, and nothing
   * where as much of it as fits is in view.
   */
  #keepInView(height: number): void {
    const before = this.#height
    this.#height = height
    const change = this.#focus === null ? null : this.#change(this.#focus)
    if (change === null || height <= 0 || height >= before) return
    const { top, bottom } = this.#stretchOnScreen(change)
    // Who was elsewhere, or in the middle of it, stays there.
    if (top >= before || bottom <= 0 || top < 0) return
    this.#scrollBy(Math.max(0, Math.min(bottom - height, top)))
  }

  /** Where a change begins below the upper edge of what is shown, in CSS pixels; negative above it. */
  #offsetOf(change: LineChange): number {
    return this.#blocks.stretchOf(change).top - this.#editor.getModifiedEditor().getScrollTop()
  }

  #stretchOnScreen(change: LineChange): Span {
    const top = this.#offsetOf(change)
    return { top, bottom: top + this.#blocks.stretchOf(change).height }
  }

  #scrollBy(pixels: number): void {
    const modified = this.#editor.getModifiedEditor()
    modified.setScrollTop(Math.max(0, modified.getScrollTop() + pixels), 1)
    this.#blocks.tell()
  }

  #tellCaret(side: 'old' | 'new', line: number, events: SurfaceEvents): void {
    const change = this.#pair?.lines.find(({ oldStart, oldLines, newStart, newLines }) =>
      side === 'old'
        ? line >= oldStart && line < oldStart + oldLines
        : line >= newStart && line < newStart + newLines,
    )
    if (change !== undefined) events.onCaret(change.id)
  }

  get #pair(): ModelPair | null {
    return this.#lines.pair
  }

  /** Whether removed lines stand between the others. */
  #isUnified(sides: ModelPair['sides']): boolean {
    return this.#view.layout === 'unified' || sides !== 'both' || this.#width <= splitBreakpoint
  }

  #setOptions(sides: ModelPair['sides']): void {
    const unified = this.#isUnified(sides)
    setUnified(unified)
    // A line of very many characters is drawn in parts, or not at all.
    const view = this.#pair?.isLong === true ? { ...this.#view, wrap: true } : this.#view
    this.#options.set(view, sides, String(this.#pair?.modified.getLineCount() ?? 0).length, unified)
  }

  #change(id: string): LineChange | null {
    const index = this.#indexes.get(id)
    return (index === undefined ? undefined : this.#pair?.lines[index]) ?? null
  }
}
