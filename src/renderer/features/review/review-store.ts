import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Changeset } from '#shared/domain/review/decided.ts'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import { answeredWith } from '#shared/rpc/client.ts'
import type { Client } from '#renderer/client/context.ts'
import { reportFailure, tell } from '#renderer/ui/toasts.tsx'
import { createSequence, followStream } from '#renderer/replicas/follow.ts'
import { DecisionQueue } from './decision-queue.ts'
import { entryOfFile, nextUndecided, samePlace } from './navigation.ts'
import type { PlaceMemory } from './place-memory.ts'
import { ReviewModel } from './review-model.ts'
import { StepHistory } from './step-history.ts'

export interface ReviewState {
  readonly phase: 'loading' | 'ready' | 'failed'
  /** Why there is nothing to show. */
  readonly failure: string | null
  readonly model: ReviewModel | null
  /** The model's version: changes when a decision does. */
  readonly version: number
  /** A newer revision that is here but not shown: nothing moves under the reader. */
  readonly incoming: Changeset | null
  /** An older revision is shown; it can't be decided any more. */
  readonly older: boolean
  /** Index over all hunks of the one in focus; null in a file without hunks. */
  readonly at: number | null
  readonly file: number
  /** The hunk that the person can see, and since when on the clock of `performance.now()`. */
  readonly painted: { readonly id: string; readonly since: number } | null
  /** Decided hunks that were opened again. */
  readonly opened: ReadonlySet<string>
  readonly undo: string | null
  readonly redo: string | null
  readonly filter: string
  /** null: as there is room. */
  readonly filesOpen: boolean | null
  readonly overview: boolean
  readonly wholeFile: boolean
  readonly quietWhitespace: boolean
  readonly editing: boolean
  /** The hunk for which a reason is being written. */
  readonly reasonFor: string | null
  /** The hunk whose earlier text is shown. */
  readonly previousOf: string | null
  /** Grows when the file on screen must be fetched again though nothing tells that it changed. */
  readonly retries: number
}

const initial: ReviewState = {
  phase: 'loading',
  failure: null,
  model: null,
  version: 0,
  incoming: null,
  older: false,
  at: null,
  file: 0,
  painted: null,
  opened: new Set(),
  undo: null,
  redo: null,
  filter: '',
  filesOpen: null,
  overview: false,
  wholeFile: false,
  quietWhitespace: false,
  editing: false,
  reasonFor: null,
  previousOf: null,
  retries: 0,
}

/** The review of one session: a replica of its newest changeset, and what the person looks at. */
export class Review {
  readonly session: string
  readonly client: Client
  readonly store: StoreApi<ReviewState> = createStore<ReviewState>(() => initial)
  readonly queue = new DecisionQueue<ReviewFailure>((error) => ({
    kind: 'notFound',
    message:
      answeredWith(error) ??
      'The workbench did not answer, so the decision was not kept. Nothing else changed. Decide it again once it is back.',
  }))
  /** What undo and redo will do, as far as it can be foreseen. */
  readonly history = new StepHistory()
  readonly #memory: PlaceMemory
  /** After an undo or redo that was not foreseen: go to what it changed. */
  #showNextChange = false

  constructor(session: string, client: Client, memory: PlaceMemory) {
    this.session = session
    this.client = client
    this.#memory = memory
    this.store.subscribe(({ model, at, older }, before) => {
      if (at === before.at && model === before.model) return
      const entry = at === null || older ? undefined : model?.hunks[at]
      if (model !== null && entry !== undefined)
        memory.remember({ hunk: entry.hunk.id, number: model.changeset.number })
    })
  }

  get state(): ReviewState {
    return this.store.getState()
  }

  /** Follows the session's newest changeset until the result is disposed. */
  follow(): Disposable {
    let check = createSequence()
    return followStream(
      (signal) => {
        check = createSequence()
        return this.client.changeset.watch({ session: this.session }, { signal })
      },
      (event) => {
        const verdict = check(event)
        if (verdict === 'gap') return false
        if (verdict === 'take') this.#take(event)
        return true
      },
    )
  }

  /** Puts a hunk into focus. */
  goTo(at: number | null): void {
    const entry = at === null ? undefined : this.state.model?.hunks[at]
    if (entry === undefined || entry.at === this.state.at || this.#isEditing()) return
    this.store.setState({ at: entry.at, file: entry.file, painted: null, reasonFor: null, previousOf: null })
  }

  /** Puts a file into focus, at its first undecided hunk. */
  goToFile(file: number): void {
    const { model } = this.state
    if (model === null || model.files[file] === undefined || this.#isEditing()) return
    const at = entryOfFile(model, file)
    this.store.setState({ at, file, painted: null, reasonFor: null, previousOf: null })
  }

  /** What is being typed is not lost by looking elsewhere. */
  #isEditing(): boolean {
    if (this.state.editing)
      tell('You are editing this file. Save the edit with Esc, or drop it with Shift Esc, first.')
    return this.state.editing
  }

  /** Tells that the hunk in focus is on screen now. */
  paint(id: string): void {
    const { model, at, painted } = this.state
    if (at === null || model?.hunks[at]?.hunk.id !== id) return
    if (painted?.id === id) return
    this.store.setState({ painted: { id, since: performance.now() } })
  }

  /** Tells that the hunk in focus is not on screen any more, though it still is the one in focus. */
  unpaint(): void {
    if (this.state.painted !== null) this.store.setState({ painted: null })
  }

  /** Shows the newest revision, with the decisions as they are now. */
  async showNewest(): Promise<void> {
    await this.queue.idle()
    await this.#fetch(undefined)
  }

  /** Shows a revision: the newest can be decided, older ones only read. */
  async showRevision(number: number): Promise<void> {
    const { model, older } = this.state
    if (model !== null && !older && model.changeset.number === number) return
    await this.#fetch(number)
  }

  async #fetch(number: number | undefined): Promise<void> {
    const newest = await this.client.changeset.get({ session: this.session })
    if (!newest.ok) return reportFailure(newest.error)
    const isNewest = number === undefined || number === newest.value.number
    if (isNewest) return this.#show(newest.value, { older: false })
    const result = await this.client.changeset.get({ session: this.session, number })
    if (result.ok) this.#show(result.value, { older: true })
    else reportFailure(result.error)
  }

  /** After an undo: the change that comes next is put into focus. */
  followNextChange(): void {
    this.#showNextChange = true
  }

  /** Makes views read the model again after it changed. */
  touch(): void {
    const { model } = this.state
    if (model !== null && model.version !== this.state.version)
      this.store.setState({ version: model.version })
  }

  #take(event: ChangesetEvent): void {
    if (event.type === 'failed') {
      if (this.state.model === null) this.store.setState({ phase: 'failed', failure: event.failure.message })
      return
    }
    if (event.type === 'snapshot') {
      const { model, older } = this.state
      if (older) return
      if (model === null || model.changeset.number === event.changeset.number || model.hunks.length === 0)
        this.#show(event.changeset, { older: false })
      else this.store.setState({ incoming: event.changeset })
      return
    }
    const { model, older } = this.state
    if (model === null || older) return
    model.decided(event.decisions)
    for (const id of this.history.told(event.decisions.map(({ hunk }) => hunk))) model.withdraw(id)
    this.store.setState({ version: model.version, undo: event.undo, redo: event.redo })
    const [first] = event.decisions
    if (this.#showNextChange && first !== undefined) {
      this.#showNextChange = false
      this.goTo(model.find(first.hunk)?.at ?? null)
    }
  }

  #show(changeset: Changeset, { older }: { readonly older: boolean }): void {
    const { model: before, at, opened } = this.state
    const model = new ReviewModel(changeset)
    for (const id of this.history.forget()) before?.withdraw(id)
    if (!older) for (const { id, changes } of before?.pending ?? []) model.foresee(id, changes)
    const stepped = this.#showNextChange && before !== null ? firstDifference(before, model) : null
    this.#showNextChange = false
    const place =
      stepped !== null
        ? stepped
        : before === null || at === null
          ? this.#firstPlace(model)
          : samePlace(before, at, model)
    const entry = place === null ? undefined : model.hunks[place]
    const same = at !== null && before?.hunks[at]?.hunk.id === entry?.hunk.id
    this.store.setState({
      phase: 'ready',
      failure: null,
      model,
      version: model.version,
      incoming: null,
      older,
      at: place,
      file: entry?.file ?? 0,
      ...(same ? {} : { painted: null, reasonFor: null, previousOf: null }),
      opened,
      undo: changeset.undo,
      redo: changeset.redo,
    })
  }

  /** Where the person was the last time, unless that is decided and there is a newer revision; else what is undecided. */
  #firstPlace(model: ReviewModel): number | null {
    const place = this.#memory.recall()
    const at = place === null ? null : (model.find(place.hunk)?.at ?? null)
    if (at !== null && (place?.number === model.changeset.number || model.verdictAt(at) === null)) return at
    return nextUndecided(model, at ?? -1) ?? at ?? (model.hunks.length > 0 ? 0 : null)
  }
}

/** The first hunk whose decision or own edit differs: what an undo or redo was about. */
function firstDifference(before: ReviewModel, after: ReviewModel): number | null {
  for (const { at, hunk } of after.hunks) {
    const former = before.find(hunk.id)
    if (former === null) continue
    if (before.verdictAt(former.at) !== after.verdictAt(at) || former.hunk.editedBy !== hunk.editedBy)
      return at
  }
  return null
}

/** How many hunks of a newer revision the person has not seen in the one on screen. */
export function newHunks(model: ReviewModel, incoming: Changeset): number {
  let fresh = 0
  for (const file of incoming.files)
    for (const hunk of file.hunks) if (hunk.decision === null && model.find(hunk.id) === null) fresh += 1
  return fresh
}
