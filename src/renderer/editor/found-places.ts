import './found-places.css'
import { FoundInRemoved } from './patches/found-in-removed.ts'
import type { HiddenLines } from './hidden-lines.ts'
import { monaco } from './monaco.ts'

/** Where something is found in a document, on the side that shows it. */
export interface FoundPlace {
  /** A removed file is shown as one column, which is the new side here. */
  readonly side: 'old' | 'new'
  /** 1-based. */
  readonly line: number
  /** Columns in UTF-16 units, 1-based; `to` is behind the last one. */
  readonly from: number
  readonly to: number
  /** The line change that it stands in; always one on the old side. */
  readonly change: string | null
}

/** What is found in the document on screen. */
export interface Found {
  /** What matches there. */
  readonly pattern: RegExp
  readonly places: readonly FoundPlace[]
  readonly current: FoundPlace | null
  /** Grows whenever the person goes to a place, also to the same one again. */
  readonly step: number
}

const rangeOf = (place: FoundPlace): monaco.Range =>
  new monaco.Range(place.line, place.from, place.line, place.to)

/** Marks places on both sides of a diff editor, and brings one of them into view. */
export class FoundPlaces {
  readonly #editor: monaco.editor.IStandaloneDiffEditor
  readonly #lines: HiddenLines
  readonly #old: monaco.editor.IEditorDecorationsCollection
  readonly #new: monaco.editor.IEditorDecorationsCollection
  readonly #removed: FoundInRemoved

  constructor(editor: monaco.editor.IStandaloneDiffEditor, lines: HiddenLines) {
    this.#editor = editor
    this.#lines = lines
    this.#old = editor.getOriginalEditor().createDecorationsCollection()
    this.#new = editor.getModifiedEditor().createDecorationsCollection()
    this.#removed = new FoundInRemoved(editor.getModifiedEditor().getContainerDomNode(), 'found-place')
  }

  /** Marks exactly these; all are in the document on screen. */
  mark(found: Found | null): void {
    const marksOf = (side: FoundPlace['side']): monaco.editor.IModelDeltaDecoration[] =>
      (found?.places ?? [])
        .filter((place) => place.side === side)
        .map((place) => ({
          range: rangeOf(place),
          options: {
            className: place === found?.current ? 'found-place-now' : 'found-place',
            zIndex: place === found?.current ? 12 : 11,
          },
        }))
    this.#old.set(marksOf('old'))
    this.#new.set(marksOf('new'))
    this.#removed.show(found?.pattern ?? null)
  }

  dispose(): void {
    this.#removed.dispose()
  }

  /**
   * Opens the unchanged lines that hide a place and scrolls to it. `unified` says that removed lines stand between the
   * others, from `top` on in pixels of the scrolled content, which is where the change of the place begins.
   */
  show(place: FoundPlace, unified: { readonly top: number; readonly firstLine: number } | null): void {
    const modified = this.#editor.getModifiedEditor()
    if (place.side === 'new') {
      this.#lines.openAt(place.line)
      modified.revealRangeInCenterIfOutsideViewport(rangeOf(place), monaco.editor.ScrollType.Immediate)
    } else if (unified === null) {
      const original = this.#editor.getOriginalEditor()
      original.revealRangeInCenterIfOutsideViewport(rangeOf(place), monaco.editor.ScrollType.Immediate)
    } else {
      const lineHeight = modified.getOption(monaco.editor.EditorOption.lineHeight)
      const top = unified.top + (place.line - unified.firstLine) * lineHeight
      modified.setScrollTop(Math.max(0, top - modified.getLayoutInfo().height / 2), 1)
    }
  }
}
