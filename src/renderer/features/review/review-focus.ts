import { createStore, type StoreApi } from 'zustand/vanilla'
import { entryOfFile, nextUndecided, sameFocus } from './navigation.ts'
import type { FocusMemory } from './focus-memory.ts'
import { closeHunkDialogs, refusesToLeave, type ReviewDialogs } from './review-dialogs.ts'
import type { ReviewModel } from './review-model.ts'

/** What the person looks at. */
export interface FocusState {
  /** Index over all hunks of the one in focus; null in a file without hunks. */
  readonly at: number | null
  readonly file: number
  /** The hunk that the person can see, and since when on the clock of `performance.now()`. */
  readonly painted: { readonly id: string; readonly since: number } | null
}

/** The changeset on screen; an older one is only read. */
export interface ShownChangeset {
  readonly model: ReviewModel | null
  readonly older: boolean
}

/** The hunk in focus in the changeset on screen, and moving from one to the other. */
export class ReviewFocus {
  readonly store: StoreApi<FocusState> = createStore<FocusState>(() => ({ at: null, file: 0, painted: null }))
  readonly #shown: () => ShownChangeset
  readonly #dialogs: StoreApi<ReviewDialogs>
  readonly #memory: FocusMemory

  constructor(shown: () => ShownChangeset, dialogs: StoreApi<ReviewDialogs>, memory: FocusMemory) {
    this.#shown = shown
    this.#dialogs = dialogs
    this.#memory = memory
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

  /** Puts a file into focus, at its first undecided hunk. */
  goToFile(file: number): void {
    const { model } = this.#shown()
    if (model === null || model.files[file] === undefined || refusesToLeave(this.#dialogs)) return
    this.#move(entryOfFile(model, file), file)
  }

  /** Another changeset is on screen: goes to hunk `at` of it, else to where the person was in the one before. */
  enter(before: ReviewModel | null, model: ReviewModel, at: number | null): void {
    const { at: was } = this.state
    const next = at ?? (before === null || was === null ? this.#first(model) : sameFocus(before, was, model))
    const entry = next === null ? undefined : model.hunks[next]
    const same = was !== null && before?.hunks[was]?.hunk.id === entry?.hunk.id
    if (same) {
      this.store.setState({ at: next, file: entry?.file ?? 0 })
      this.#remember()
    } else this.#move(next, entry?.file ?? 0)
  }

  /** Tells that the hunk in focus is on screen now. */
  paint(id: string): void {
    const { at, painted } = this.state
    if (at === null || this.#shown().model?.hunks[at]?.hunk.id !== id) return
    if (painted?.id === id) return
    this.store.setState({ painted: { id, since: performance.now() } })
  }

  /** Tells that the hunk in focus is not on screen any more, though it still is the one in focus. */
  unpaint(): void {
    if (this.state.painted !== null) this.store.setState({ painted: null })
  }

  #move(at: number | null, file: number): void {
    this.store.setState({ at, file, painted: null })
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
    const { model, older } = this.#shown()
    const { at } = this.state
    const entry = at === null || older ? undefined : model?.hunks[at]
    if (model !== null && entry !== undefined)
      this.#memory.remember({ hunk: entry.hunk.id, number: model.changeset.number })
  }
}
