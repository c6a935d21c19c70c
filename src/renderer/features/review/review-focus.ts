import { createStore, type StoreApi } from 'zustand/vanilla'
import { entryOfFile, nextUndecided, sameFocus } from './navigation.ts'
import type { FocusMemory } from './focus-memory.ts'
import { keptFresh, type Fresh } from './fresh-hunks.ts'
import type { Looked, Sight } from './key-rule.ts'
import { closeHunkDialogs, refusesToLeave, type ReviewDialogs } from './review-dialogs.ts'
import type { RowsOnScreen } from './reading-time.ts'
import type { ReviewModel } from './review-model.ts'

/** What the person looks at. */
export interface FocusState {
  /** Index over all hunks of the one in focus; null in a file without hunks. */
  readonly at: number | null
  readonly file: number
  /** The hunk that the person can see, and since when on the clock of `performance.now()`. */
  readonly painted: { readonly id: string; readonly since: number } | null
  /** Since when anything of the file in focus is on screen; null while another takes its place. */
  readonly fileSince: number | null
  /** The person pointed at what is in focus, where it stands: it is not moved under them. */
  readonly pointed: boolean
  /** The line of the new side that a link led to, until the next step; `step` grows with each link. */
  readonly line: { readonly number: number; readonly step: number } | null
  /** What a key came to that decided nothing, until the next step. */
  readonly note: string | null
}

/** What the view that shows the changes tells of what can be seen. */
export interface Eye {
  /** How much of the hunk in focus can be seen; null where that can't be told. */
  sight(): Sight | null
  /** The same of the row that stands for the file in focus; null where all that is shown is that file. */
  row(): Sight | null
  /** The hunks that are wholly on screen, with nothing over them. */
  wholly(): readonly string[]
  /** The rows of hunks that can be read, in the order of the file. */
  rows(): readonly RowsOnScreen[]
  /** Brings the hunk in focus back to its height, and tells again once it is painted. */
  bring(): void
  /** Scrolls a page on into the hunk in focus; returns false where its end is in view. */
  scrollOn(): boolean
  /** Whether the reader scrolled into the hunk in focus, which began above what is on screen. */
  inside(): boolean
  /** Where a step from here begins, while the hunk in focus is out of sight; else null. */
  reading(): ReadingPlace | null
}

/** Hunks around what is on screen, as indexes over all hunks. */
export interface ReadingPlace {
  /** The one that fills the whole screen, beginning above it and ending below. */
  readonly within: number | null
  /** The first that begins on screen or below; past the file's last where there is none. */
  readonly next: number
  /** The last that ends on screen or above; before the file's first where there is none. */
  readonly previous: number
}

/** The changeset on screen; an older one is only read. */
export interface ShownChangeset {
  readonly model: ReviewModel | null
  readonly older: boolean
  readonly fresh: Fresh
}

/** The hunk in focus in the changeset on screen, and moving from one to the other. */
export class ReviewFocus {
  readonly store: StoreApi<FocusState> = createStore<FocusState>(() => ({
    at: null,
    file: 0,
    painted: null,
    fileSince: null,
    pointed: false,
    line: null,
    note: null,
  }))
  /** The view that shows the changes, while one does. */
  #eye: Eye | null = null
  #movedAt = -Infinity
  #linesShown = 0
  readonly #shown: () => ShownChangeset
  readonly #dialogs: StoreApi<ReviewDialogs>
  readonly #memory: FocusMemory
  readonly #onLooked: (hunk: string) => void
  readonly #onSeen: (hunks: readonly string[]) => void
  /** The hunk in focus, once it was on screen. */
  #seen: string | null = null

  /**
   * `onLooked` is told of a hunk that was in focus and on screen, when the focus goes on; `onSeen` of all that are wholly on
   * screen, each time that is painted.
   */
  constructor(
    shown: () => ShownChangeset,
    dialogs: StoreApi<ReviewDialogs>,
    memory: FocusMemory,
    onLooked: (hunk: string) => void = () => undefined,
    onSeen: (hunks: readonly string[]) => void = () => undefined,
  ) {
    this.#shown = shown
    this.#dialogs = dialogs
    this.#memory = memory
    this.#onLooked = onLooked
    this.#onSeen = onSeen
  }

  get state(): FocusState {
    return this.store.getState()
  }

  /** Puts a hunk into focus. */
  goTo(at: number | null): void {
    const entry = at === null ? undefined : this.#shown().model?.hunks[at]
    if (entry === undefined || entry.at === this.state.at || refusesToLeave(this.#dialogs)) return
    this.#move(entry.at, entry.file)
  }

  /** Shows a line of the new side of a file, with the hunk there or the nearest before it in focus; null: it has none. */
  goToLine(file: number, at: number | null, line: number): void {
    if (at === null) this.goToFile(file)
    else this.goTo(at)
    if (this.state.file !== file) return
    this.#linesShown += 1
    this.store.setState({ line: { number: line, step: this.#linesShown } })
  }

  /** Puts a hunk into focus that the person points at: it stays where it is on screen. */
  pointAt(at: number): void {
    const entry = this.#shown().model?.hunks[at]
    if (entry === undefined || entry.at === this.state.at || refusesToLeave(this.#dialogs)) return
    this.#move(entry.at, entry.file, true)
  }

  /** Lets a view tell what can be seen, until the next one does; null when it goes away. */
  watchWith(eye: Eye | null): void {
    this.#eye = eye
  }

  /** What is known of the screen now, for what a key decides. */
  looked(): Looked {
    const { at, painted, fileSince } = this.state
    const selected = at === null ? null : (this.#shown().model?.hunks[at]?.hunk.id ?? null)
    return {
      selected,
      painted,
      fileSince,
      sight: this.#eye?.sight() ?? null,
      row: this.#eye?.row() ?? null,
      movedAt: this.#movedAt,
    }
  }

  /** Where the reader looks, if that is not at the hunk in focus. */
  reading(): ReadingPlace | null {
    return this.#eye?.reading() ?? null
  }

  /** Whether the reader is in the middle of the hunk in focus, so that a step elsewhere would lose the line. */
  inside(): boolean {
    return this.#eye?.inside() ?? false
  }

  /** Brings the hunk in focus back to its height. */
  reveal(): void {
    this.#eye?.bring()
  }

  /** Scrolls a page on into the hunk in focus; returns false where its end is in view. */
  scrollOn(): boolean {
    return this.#eye?.scrollOn() ?? false
  }

  /** Shows the hunk in focus again, and says why. */
  bring(note: string): void {
    this.unpaint()
    this.store.setState({ note, pointed: false })
    this.#eye?.bring()
  }

  /** Says what a key came to that decided nothing; null when it is over. */
  say(note: string | null): void {
    if (note !== this.state.note) this.store.setState({ note })
  }

  /** Puts a file into focus, at its first undecided hunk. */
  goToFile(file: number): void {
    const { model } = this.#shown()
    if (model === null || model.files[file] === undefined || refusesToLeave(this.#dialogs)) return
    const at = entryOfFile(model, file)
    if (at === this.state.at && file === this.state.file && at !== null) {
      // It is painted already, and nothing would tell so again.
      this.store.setState({ line: null, note: null })
      this.#eye?.bring()
    } else this.#move(at, file)
  }

  /** Another changeset is on screen: goes to hunk `at` of it, else to where the person was in the one before. */
  enter(before: ReviewModel | null, model: ReviewModel, at: number | null): void {
    const { at: was } = this.state
    const next = at ?? (before === null || was === null ? this.#first(model) : sameFocus(before, was, model))
    const entry = next === null ? undefined : model.hunks[next]
    const same = was !== null && before?.hunks[was]?.hunk.id === entry?.hunk.id
    if (same) {
      this.store.setState({ at: next, file: entry?.file ?? 0, pointed: false })
      this.#remember()
    } else this.#move(next, entry?.file ?? 0)
  }

  /** Tells that the hunk in focus is on screen now. */
  paint(id: string): void {
    const { at, painted } = this.state
    if (at === null || this.#shown().model?.hunks[at]?.hunk.id !== id) return
    this.see()
    if (painted?.id === id) return
    const since = performance.now()
    this.#seen = id
    this.store.setState({ painted: { id, since }, fileSince: this.state.fileSince ?? since })
  }

  /** The hunks that are wholly on screen, in the order of the file. */
  wholly(): readonly string[] {
    return this.#eye?.wholly() ?? []
  }

  /** What can be read now, in the order in which it is: from the hunk in focus on, then what is above it. */
  rows(): readonly RowsOnScreen[] {
    const { at, fileSince } = this.state
    const { model } = this.#shown()
    const rows = fileSince === null ? [] : (this.#eye?.rows() ?? [])
    const isAbove = ({ hunk }: RowsOnScreen): boolean => (model?.find(hunk)?.at ?? -1) < (at ?? -1)
    return [...rows.filter((row) => !isAbove(row)), ...rows.filter(isAbove)]
  }

  /** Tells that what is on screen now was painted. */
  see(): void {
    this.#onSeen(this.wholly())
  }

  /** Tells that what there is to see of a file is on screen, though no hunk in focus is. */
  paintFile(file: number): void {
    if (this.state.file === file && this.state.fileSince === null)
      this.store.setState({ fileSince: performance.now() })
  }

  /** Tells that the hunk in focus is not on screen any more, though it still is the one in focus. */
  unpaint(): void {
    if (this.state.painted !== null) this.store.setState({ painted: null })
  }

  /** Tells that another text, or another view, takes the place of what was on screen. */
  unpaintFile(): void {
    const { painted, fileSince } = this.state
    this.#movedAt = performance.now()
    if (painted !== null || fileSince !== null) this.store.setState({ painted: null, fileSince: null })
  }

  #move(at: number | null, file: number, pointed = false): void {
    this.#movedAt = performance.now()
    const fileSince = file === this.state.file ? this.state.fileSince : null
    this.store.setState({ at, file, painted: null, fileSince, pointed, line: null, note: null })
    if (this.#seen !== null) this.#onLooked(this.#seen)
    this.#seen = null
    closeHunkDialogs(this.#dialogs)
    this.#remember()
  }

  /** Where the person was the last time, unless that is decided and there is a newer revision; else what is undecided. */
  #first(model: ReviewModel): number | null {
    const kept = this.#memory.recall()
    const at = kept === null ? null : (model.find(kept.hunk)?.at ?? null)
    if (at !== null && (kept?.number === model.changeset.number || model.verdictAt(at) === null)) return at
    return nextUndecided(model, at ?? -1) ?? at ?? (model.hunks.length > 0 ? 0 : null)
  }

  #remember(): void {
    const { model, older, fresh } = this.#shown()
    const { at } = this.state
    const entry = at === null || older ? undefined : model?.hunks[at]
    if (model !== null && entry !== undefined)
      this.#memory.remember({
        hunk: entry.hunk.id,
        number: model.changeset.number,
        fresh: keptFresh(model, fresh),
      })
  }
}
