import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Changeset } from '#shared/domain/review/decided.ts'
import type { ChangesetEvent, ChangesetFailure } from '#shared/contract/changeset.ts'
import type { FileOrder } from '#shared/domain/order/reading.ts'
import { labelDecisions } from '#shared/domain/review/label.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import type { Result } from '#shared/base/result.ts'
import type { ReviewAnswer } from '#shared/domain/review/review-answer.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import { answeredWith } from '#shared/rpc/client.ts'
import type { Client } from '#renderer/client/context.ts'
import { RefusedError } from '#renderer/client/reconnecting-link.ts'
import { mostDecisions, type UnkeptActs } from '#renderer/replicas/unkept-acts.ts'
import type { PlaceInChange } from '#renderer/editor/index.ts'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { forgetDeed } from '#renderer/view/last-deed.ts'
import { followChanges } from '#renderer/replicas/follow.ts'
import { DecisionQueue } from './decision-queue.ts'
import type { FocusMemory } from './focus-memory.ts'
import { FreshHunks, nextFresh } from './fresh-hunks.ts'
import { createDialogs, refusesToLeave, type ReviewDialogs } from './review-dialogs.ts'
import { createProposed } from './proposed.ts'
import { OpenActs } from './open-acts.ts'
import { StepForesight } from './step-foresight.ts'
import { firstDifference } from './navigation.ts'
import { createLook, type ReviewLook } from './review-look.ts'
import { ReviewModel, type Change } from './review-model.ts'
import { ReviewFocus } from './review-focus.ts'
import { ReviewScope } from './review-scope.ts'
import { ReviewSeen } from './review-seen.ts'
import { ReviewUnits } from './review-units.ts'
import type { ReviewRequest } from './review-request.ts'
import { initial, type ReviewState } from './review-state.ts'
import { undoLabel } from './words.ts'

export type { ReviewState } from './review-state.ts'

/** Milliseconds after which an act that is not acknowledged is shown so. */
const longestAnswer = 1_000

/** The review of one session: a replica of its newest changeset, and beside it what the person looks at and how. */
export class Review {
  readonly session: string
  readonly client: Client
  readonly store: StoreApi<ReviewState> = createStore<ReviewState>(() => initial)
  readonly look: StoreApi<ReviewLook> = createLook()
  readonly dialogs: StoreApi<ReviewDialogs> = createDialogs()
  readonly proposed = createProposed()
  /** In which order files are read. */
  order: FileOrder = 'reading'
  readonly focus: ReviewFocus
  readonly units: ReviewUnits
  readonly seen: ReviewSeen
  readonly scope: ReviewScope
  /** Where the person was in changes higher than the screen, by their ids. */
  readonly places = new Map<string, PlaceInChange>()
  readonly queue = new DecisionQueue<ReviewAnswer, ReviewFailure>((error) => ({
    kind: 'notFound',
    message:
      answeredWith(error) ??
      'The workbench did not answer, so the decision was not kept. Nothing else changed. Decide it again once it is back.',
  }))
  readonly #acts = new OpenActs()
  readonly #foresight = new StepForesight()
  readonly #fresh = new FreshHunks()
  readonly #memory: FocusMemory
  /** The snapshot that the first changeset on screen is made of. */
  #first: Changeset | null = null
  readonly #unkept: UnkeptActs | null
  #isReached = true
  #timer: ReturnType<typeof setTimeout> | null = null
  /** A changeset came while the person was typing, and was not shown. */
  #isBehind = false

  /** `unkept` keeps what is not acknowledged for the next page; without it that is lost with this one. */
  constructor(session: string, client: Client, memory: FocusMemory, unkept: UnkeptActs | null = null) {
    this.session = session
    this.#unkept = unkept
    this.client = client
    this.#memory = memory
    this.units = new ReviewUnits(session, client)
    this.focus = new ReviewFocus(
      () => this.state,
      this.dialogs,
      memory,
      (hunk) => this.#looked(hunk),
      (hunks) => {
        this.units.see(hunks)
        this.seen.look()
      },
    )
    this.seen = new ReviewSeen(session, client, () => this.focus.rows())
    this.scope = new ReviewScope(this)
    this.focus.store.subscribe(({ fileSince }, before) => {
      if (fileSince !== before.fileSince) this.seen.look()
    })
    this.dialogs.subscribe(({ editing }, before) => {
      if (before.editing && !editing && this.#isBehind) void this.#refreshShown()
    })
  }

  /** The revision that the person looked at before the newest. */
  get seenBefore(): number | null {
    return this.#fresh.since
  }

  get state(): ReviewState {
    return this.store.getState()
  }

  /** Follows the session's newest changeset until the result is disposed. */
  follow(): Disposable {
    return followChanges(
      (signal) => this.client.changeset.watch({ session: this.session }, { signal }),
      (event) => this.#take(event),
    )
  }

  /**
   * Shows the newest revision, with the decisions as they are now, and goes to the first hunk that is new. Who is in the
   * middle of a hunk stays at the line: asked again, it goes there.
   */
  async showNewest(): Promise<void> {
    const { model, fresh, incoming, older } = this.state
    const isNewest = model !== null && incoming === null && !older
    const next = isNewest ? nextFresh(model, fresh, this.focus.state.at ?? -1) : null
    if (next !== null) return this.focus.goTo(next)
    await this.queue.idle()
    await this.#fetch(undefined)
  }

  /** Asks once more for changes that could not be shown. */
  async tryAgain(): Promise<void> {
    this.store.setState({ phase: 'loading', failure: null })
    const newest = await this.#get()
    if (newest.ok) this.#show(newest.value, { older: false })
    else if (this.state.model === null)
      this.store.setState({ phase: 'failed', failure: newest.error.message })
  }

  /** Shows a revision: the newest can be decided, older ones only read. */
  async showRevision(number: number): Promise<void> {
    const { model, older } = this.state
    if (model !== null && !older && model.changeset.number === number) return
    await this.#fetch(number)
  }

  async #fetch(number: number | undefined): Promise<void> {
    if (refusesToLeave(this.dialogs)) return
    const newest = await this.#get()
    if (!newest.ok) return reportFailure(newest.error)
    const isNewest = number === undefined || number === newest.value.number
    if (isNewest) return this.#show(newest.value, { older: false, toFresh: true })
    const result = await this.#get(number)
    if (result.ok) this.#show(result.value, { older: true })
    else reportFailure(result.error)
  }

  /** A revision's changeset that is not behind what the stream told by now. */
  async #get(number?: number): Promise<Result<Changeset, ChangesetFailure>> {
    for (;;) {
      const result = await this.client.changeset.get({ session: this.session, number })
      if (!result.ok || result.value.seq >= this.#acts.seq) return result
    }
  }

  /** Tells whether the workbench can be reached. */
  reached(isReached: boolean): void {
    this.#isReached = isReached
    if (!isReached) this.#unkept?.flush()
    this.#touch()
  }

  /** Sends an act, after those before it. What it is foreseen to do is shown at once. */
  ask(request: ReviewRequest): void {
    const { step } = request
    forgetDeed()
    const changes = this.#foreseenOf(request)
    const act = this.#acts.begin(changes, typeof step === 'string' && changes.length === 0)
    this.#keep(act, request, changes)
    this.state.model?.foresee(act, changes)
    this.#touch()
    if (typeof step === 'string' && changes.length > 0) this.focus.goTo(this.#firstOf(changes))
    let refusedPage = false
    this.queue.push({
      send: async () => {
        try {
          return await request.send(act)
        } catch (error) {
          refusedPage = error instanceof RefusedError
          throw error
        }
      },
      done: ({ seq }) => {
        this.#unkept?.drop([act])
        this.#settle(this.#acts.answered(act, seq))
        request.done?.()
      },
      failed: (failure) => {
        // Another workbench took the place of the one that was asked: the next page asks that.
        if (refusedPage) return
        this.#unkept?.drop([act])
        this.#acts.refused(act)
        this.#foresight.forget()
        this.#settle([act])
        reportFailure(failure)
        if (changes.length > 0) this.focus.goTo(this.#firstOf(changes))
        request.failed?.()
      },
    })
  }

  /** Keeps an act until it is acknowledged. */
  #keep(
    act: string,
    { words, step, reason, label, resend = false }: ReviewRequest,
    changes: readonly Change[],
  ): void {
    const { model } = this.state
    if (this.#unkept === null || model === null) return
    const pathOf = (hunk: string): string => model.files[model.find(hunk)?.file ?? -1]?.path ?? 'a file'
    this.#unkept.add({
      session: this.session,
      act,
      number: model.changeset.number,
      words:
        words ??
        label ??
        labelDecisions(changes.map(({ hunk, verdict }) => ({ verdict, path: pathOf(hunk) }))),
      decisions:
        resend && changes.length <= mostDecisions
          ? changes.map(({ hunk, verdict }) => ({ hunk, verdict, before: model.verdictOf(hunk) }))
          : null,
      undoes: step === 'undo',
      ...(label === undefined ? {} : { label }),
      ...(reason === undefined ? {} : { reason }),
    })
  }

  /** What an act will do to hunks, as far as that is known before. */
  #foreseenOf({ step, changes: asked = [], reason }: ReviewRequest): readonly Change[] {
    if (typeof step === 'string') return this.#foresight.take(step) ?? []
    const { model } = this.state
    const changes = reason === undefined ? asked : asked.map((change) => ({ ...change, reason }))
    const before = changes.map(({ hunk }) => ({ hunk, ...(model?.effectOf(hunk) ?? { verdict: null }) }))
    this.#foresight.decided(step === null ? null : { changes, before })
    return changes
  }

  #firstOf(changes: readonly Change[]): number | null {
    const places = changes.flatMap(({ hunk }) => this.state.model?.find(hunk)?.at ?? [])
    return places.length === 0 ? null : places.reduce((first, at) => Math.min(first, at))
  }

  #settle(acts: readonly string[]): void {
    for (const act of acts) this.state.model?.settle(act)
    this.#touch()
  }

  /** Makes views read the model again after it changed, and tells them whether an act is on its way. */
  #touch(): void {
    const { model, version, acting, waiting } = this.state
    const now = { version: model?.version ?? version, acting: this.#acts.all.length > 0, waiting }
    if (!now.acting) {
      if (this.#timer !== null) clearTimeout(this.#timer)
      this.#timer = null
      now.waiting = false
    } else if (!this.#isReached) now.waiting = true
    else
      this.#timer ??= setTimeout(() => {
        this.store.setState({ waiting: true })
      }, longestAnswer)
    if (now.version !== version || now.acting !== acting || now.waiting !== waiting) this.store.setState(now)
  }

  #take(event: ChangesetEvent): void {
    const { settled, follow, own } = this.#acts.told(event)
    if (!own) this.#foresight.forget()
    if (event.type === 'snapshot') this.#takeSnapshot(event.changeset, follow)
    else if (event.type === 'decided') this.#takeDecisions(event, follow)
    else if (this.state.model === null)
      this.store.setState({ phase: 'failed', failure: event.failure.message })
    this.#settle(settled)
  }

  #takeSnapshot(changeset: Changeset, follow: boolean): void {
    const { model, older } = this.state
    const shown = model?.changeset.number
    if (model === null) return void this.#begin(changeset)
    if (!older && shown === changeset.number && model.changeset.seq >= changeset.seq) return
    if (!older && (shown === changeset.number || model.hunks.length === 0))
      return this.#show(changeset, { older: false, follow })
    // The revision on screen, held against another base than it was made on, would have others' work to decide.
    if (!older && model.changeset.base !== changeset.base && !this.dialogs.getState().editing)
      return this.#show(changeset, { older: false, toFresh: true })
    const { undo, redo } = changeset
    this.store.setState({ undo, redo, ...(older ? {} : { incoming: changeset }) })
    // What is on screen may have other decisions, too: of what came before this snapshot nothing else may tell.
    void this.#refreshShown()
  }

  /** Shows the first changeset, once it is known what the person saw of the session before. */
  async #begin(changeset: Changeset): Promise<void> {
    this.#first = changeset
    const kept = this.#memory.recall()
    if (kept === null || kept.number > changeset.number) return this.#show(changeset, { older: false })
    const seen = kept.number === changeset.number ? null : await this.#get(kept.number).catch(() => null)
    if (this.#first !== changeset || this.state.model !== null) return
    if (seen?.ok) this.#fresh.begin(seen.value)
    this.store.setState({ fresh: new Set(kept.fresh) })
    // What was told meanwhile had nothing on screen to be told of.
    const now = this.#acts.seq > changeset.seq ? await this.#get().catch(() => null) : null
    if (this.#first !== changeset || this.state.model !== null) return
    this.#show(now?.ok ? now.value : changeset, { older: false })
  }

  /** Whether the person is in the middle of a hunk that `next` has too, with nothing decided of it. */
  #isInside(next: ReviewModel): boolean {
    const { model } = this.state
    const { at } = this.focus.state
    const id = at === null ? undefined : model?.hunks[at]?.hunk.id
    const entry = id === undefined ? null : next.find(id)
    return entry !== null && next.verdictAt(entry.at) === null && this.focus.inside()
  }

  /** The person looked at a hunk, and on: it is not new any more. */
  #looked(hunk: string): void {
    const { fresh } = this.state
    if (fresh.has(hunk)) this.store.setState({ fresh: new Set([...fresh].filter((id) => id !== hunk)) })
  }

  #takeDecisions(event: ChangesetEvent & { readonly type: 'decided' }, follow: boolean): void {
    const { model, older } = this.state
    if (model === null || model.changeset.seq >= event.seq) return
    model.decided(event.decisions)
    this.store.setState({ version: model.version, undo: undoLabel(event, model), redo: event.redo })
    const [first] = event.decisions
    if (follow && first !== undefined) this.focus.goTo(model.find(first.hunk)?.at ?? null)
    // Decisions on a newer revision may count for what is on screen, cut in another way.
    if (!older && event.number === model.changeset.number) return
    if (event.decisions.every(({ hunk }) => model.find(hunk) !== null) && event.decisions.length > 0) return
    void this.#refreshShown()
  }

  /** Asks again for the revision on screen, which is not the newest, with the decisions as they are now. */
  async #refreshShown(): Promise<void> {
    const { model } = this.state
    if (model === null) return
    const { number } = model.changeset
    // Where it can't be had, what is on screen stays: whatever is told next asks for it again.
    const result = await this.#get(number).catch(() => null)
    const { model: now, older, incoming } = this.state
    if (!older && incoming !== null && now?.changeset.base !== incoming.base)
      return this.#show(incoming, { older: false, toFresh: true })
    if (!result?.ok || now?.changeset.number !== number || now.changeset.seq > result.value.seq) return
    this.#show(result.value, { older, incoming })
  }

  #show(
    changeset: Changeset,
    {
      older,
      incoming = null,
      follow = false,
      toFresh = false,
    }: {
      readonly older: boolean
      readonly incoming?: Changeset | null
      readonly follow?: boolean
      /** The focus goes to the first hunk that is new. */
      readonly toFresh?: boolean
    },
  ): void {
    // What is being typed is about the text on screen, which stays until the typing ends.
    this.#isBehind = this.dialogs.getState().editing
    if (this.#isBehind) return
    const { model: before } = this.state
    const model = new ReviewModel(changeset, this.order)
    for (const { act, changes } of this.#acts.all) model.foresee(act, changes)
    this.scope.follow(before, model, older)
    const fresh = older ? this.state.fresh : this.#fresh.shows(changeset, this.state.fresh)
    const isNew = !older && before !== null && changeset.number > before.changeset.number
    const stepped = follow && before !== null ? firstDifference(before, model) : null
    const at = stepped ?? (toFresh && isNew && !this.#isInside(model) ? nextFresh(model, fresh, -1) : null)
    this.store.setState({
      phase: 'ready',
      failure: null,
      model,
      version: model.version,
      incoming,
      older,
      fresh,
      undo: changeset.undo,
      redo: changeset.redo,
    })
    this.focus.enter(before, model, at)
    this.units.follow(changeset)
  }
}
