import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Changeset } from '#shared/domain/review/decided.ts'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import { labelDecisions } from '#shared/domain/review/label.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import { answeredWith } from '#shared/rpc/client.ts'
import type { Client } from '#renderer/client/context.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { createSequence, followStream } from '#renderer/replicas/follow.ts'
import { DecisionQueue } from './decision-queue.ts'
import type { PlaceMemory } from './place-memory.ts'
import { createDialogs, type ReviewDialogs } from './review-dialogs.ts'
import { createLook, type ReviewLook } from './review-look.ts'
import { ReviewModel } from './review-model.ts'
import { ReviewPlace } from './review-place.ts'
import { StepHistory } from './step-history.ts'

/** The replica: what the workbench holds of the review, and what of it is on screen. */
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
  readonly undo: string | null
  readonly redo: string | null
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
  undo: null,
  redo: null,
  retries: 0,
}

/** The review of one session: a replica of its newest changeset, and beside it what the person looks at and how. */
export class Review {
  readonly session: string
  readonly client: Client
  readonly store: StoreApi<ReviewState> = createStore<ReviewState>(() => initial)
  readonly look: StoreApi<ReviewLook> = createLook()
  readonly dialogs: StoreApi<ReviewDialogs> = createDialogs()
  readonly place: ReviewPlace
  readonly queue = new DecisionQueue<ReviewFailure>((error) => ({
    kind: 'notFound',
    message:
      answeredWith(error) ??
      'The workbench did not answer, so the decision was not kept. Nothing else changed. Decide it again once it is back.',
  }))
  /** What undo and redo will do, as far as it can be foreseen. */
  readonly history = new StepHistory()
  /** After an undo or redo that was not foreseen: go to what it changed. */
  #showNextChange = false

  constructor(session: string, client: Client, memory: PlaceMemory) {
    this.session = session
    this.client = client
    this.place = new ReviewPlace(() => this.state, this.dialogs, memory)
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
    this.store.setState({ version: model.version, undo: undoLabel(event, model), redo: event.redo })
    const [first] = event.decisions
    if (this.#showNextChange && first !== undefined) {
      this.#showNextChange = false
      this.place.goTo(model.find(first.hunk)?.at ?? null)
    }
  }

  #show(changeset: Changeset, { older }: { readonly older: boolean }): void {
    const { model: before } = this.state
    const model = new ReviewModel(changeset)
    for (const id of this.history.forget()) before?.withdraw(id)
    if (!older) for (const { id, changes } of before?.pending ?? []) model.foresee(id, changes)
    const stepped = this.#showNextChange && before !== null ? firstDifference(before, model) : null
    this.#showNextChange = false
    this.store.setState({
      phase: 'ready',
      failure: null,
      model,
      version: model.version,
      incoming: null,
      older,
      undo: changeset.undo,
      redo: changeset.redo,
    })
    this.place.enter(before, model, stepped)
  }
}

/** What undo will say it undoes; mostly the event leaves it to be made from its decisions. */
function undoLabel(event: ChangesetEvent & { readonly type: 'decided' }, model: ReviewModel): string | null {
  if (event.undo !== undefined) return event.undo
  const pathOf = (hunk: string): string | undefined => model.files[model.find(hunk)?.file ?? -1]?.path
  return labelDecisions(
    event.decisions.map(({ hunk, verdict }) => ({ verdict, path: pathOf(hunk) ?? 'a newer revision' })),
  )
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
