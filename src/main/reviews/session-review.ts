import type { Changeset, DecidedFile, Effect } from '#shared/domain/review/decided.ts'
import type { ChangesetEvent } from '#shared/contract/changeset.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { Emitter } from '#shared/base/emitter.ts'
import { Serial } from '#shared/base/serial.ts'
import { Ledger } from '#shared/domain/review/ledger.ts'
import {
  decodeEntry,
  encodeEntry,
  type DecidedFact,
  type LedgerEntry,
  type LedgerFact,
} from '#shared/domain/review/entries/index.ts'
import { clientOf, type LedgerAct } from '#shared/domain/review/ledger-values.ts'
import { labelDecisions } from '#shared/domain/review/label.ts'
import { markOutsidePlan } from '#shared/domain/review/outside-plan.ts'
import { effectOf } from '#shared/domain/review/project.ts'
import { baseMovedEntries, baseRestoredEntry } from './moved-base-entries.ts'
import type { ChangesetCache } from './changeset-cache.ts'
import {
  asReviewFailure,
  loadFailed,
  noRevision,
  storeFailed,
  writtenButNotShown,
  type LoadFailure,
} from './failures.ts'
import { absentEntry, recutEntry } from './late-decisions.ts'
import { followSeen } from './follow-seen.ts'
import { newRevisionEntries } from './new-revision.ts'
import type { ReviewOptions, ReviewSubject } from './options.ts'
import type { SeenHunks } from './seen-hunks.ts'
import { StoreDamageError } from '../store/store.ts'
import { makeView, updateView, type ReviewView } from './view.ts'

export type LoadedReview = { readonly subject: ReviewSubject; readonly view: ReviewView }
type Delta =
  | Omit<ChangesetEvent & { readonly type: 'snapshot' }, 'seq'>
  | Omit<ChangesetEvent & { readonly type: 'decided' }, 'seq'>
  | Omit<ChangesetEvent & { readonly type: 'failed' }, 'seq'>

const byRule = (rule: string): LedgerAct => ({ act: null, by: { kind: 'rule', rule }, reason: null })
const newRevision = byRule('newRevision')
const baseMoved = byRule('baseMoved')

/** The review of one session: its ledger, the view of its newest revision, and who watches. One thing at a time. */
export class SessionReview {
  readonly events = new Emitter<ChangesetEvent>()
  watchers = 0
  readonly #options: ReviewOptions
  readonly #cache: ChangesetCache
  readonly #seen: SeenHunks
  readonly #session: string
  #ledger: Ledger | null = null
  #view: ReviewView | null = null
  #leftOut: Changeset['leftOut'] = []
  #plan: string | null = null
  readonly #serial = new Serial()
  /** How often the newest view could not be had, and why the last time. */
  #failed: { readonly count: number; readonly last: Result<never, LoadFailure> | null } = {
    count: 0,
    last: null,
  }
  /** Begins at the time, so that no number is told again after a restart: a page may still have those from before. */
  #seq = Date.now()

  constructor(session: string, options: ReviewOptions, cache: ChangesetCache, seen: SeenHunks) {
    this.#session = session
    this.#options = options
    this.#cache = cache
    this.#seen = seen
  }

  /** Runs `work` when everything asked for before is done. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#serial.run(work)
  }

  /** The view of the newest revision, when everything asked for before is done; see `reading`. */
  read(): Promise<Result<LoadedReview, LoadFailure>> {
    return this.reading((loaded) => loaded)
  }

  /**
   * Uses the view of the newest revision before anything else goes on. What could not be had while this waited is not tried
   * again for it: each who waits behind a git that hangs would hang, too, once that one was ended.
   */
  reading<T>(use: (loaded: Result<LoadedReview, LoadFailure>) => T): Promise<T> {
    const { count } = this.#failed
    return this.exclusively(async () => {
      const { last } = this.#failed
      return use(last !== null && this.#failed.count > count ? last : await this.load())
    })
  }

  get ledger(): Ledger {
    this.#ledger ??= Ledger.replay(
      this.#options.store.read(this.#stream).map(({ seq, type, version, data }) => {
        const entry = decodeEntry(type, version, data)
        if (entry.ok) return { seq, entry: entry.value }
        throw new StoreDamageError(`Entry ${seq} of ${this.#stream}`, entry.error)
      }),
    )
    return this.#ledger
  }

  /** The number of the last event; the next one has the next number. */
  get seq(): number {
    return this.#seq
  }

  /**
   * The view of the newest revision. Notes what became of the decisions when the base moved or a revision came, also
   * when that happened while nobody was told: the ledger says what it has seen. What the database refuses is a failure.
   */
  async load(): Promise<Result<LoadedReview, LoadFailure>> {
    const loaded = await this.#load().catch((error: unknown) => storeFailed(error))
    const { count } = this.#failed
    this.#failed = loaded.ok ? { count, last: null } : { count: count + 1, last: loaded }
    return loaded
  }

  async #load(): Promise<Result<LoadedReview, LoadFailure>> {
    const found = await this.#options.subject(this.#session)
    if (!found.ok) return found
    const subject = found.value
    const newest = subject.revisions.at(-1)
    if (!newest) return noRevision()
    this.#leftOut = newest.leftOut
    this.#plan = subject.plan
    const moved = await this.#followBase(subject)
    if (!moved.ok) return loadFailed(moved.error)
    const known = this.#view
    const { baseTree } = subject
    if (
      known?.number === newest.number &&
      known.computed.base === baseTree &&
      known.computed.revision === newest.tree
    ) {
      return ok({ subject, view: known })
    }
    const noted = await this.#noteRevisions(subject)
    if (!noted.ok) return loadFailed(noted.error)
    const computed = await this.#cache.get(subject.objects, baseTree, newest.tree)
    if (!computed.ok) return loadFailed(computed.error)
    const view = await makeView(subject.objects, newest.number, computed.value, this.ledger)
    if (!view.ok) return loadFailed(view.error)
    // Where that can't be had now, the review is shown all the same, and the next view asks for it again.
    await followSeen({ session: this.#session, seen: this.#seen, cache: this.#cache, subject })
    this.#view = view.value
    this.#tell({ type: 'snapshot', act: null, changeset: this.changeset(view.value) })
    this.#options.onCounts(this.#session, view.value.counts)
    return ok({ subject, view: view.value })
  }

  /** The view of an older revision, with the decisions as they are now. */
  async loadNumber(number: number): Promise<Result<LoadedReview, LoadFailure>> {
    const loaded = await this.load()
    if (!loaded.ok || loaded.value.view.number === number) return loaded
    const { subject } = loaded.value
    const revision = subject.revisions.find((one) => one.number === number)
    if (!revision) return noRevision()
    const computed = await this.#cache.get(subject.objects, subject.baseTree, revision.tree)
    if (!computed.ok) return loadFailed(computed.error)
    const view = await makeView(subject.objects, number, computed.value, this.ledger)
    return view.ok ? ok({ subject, view: view.value }) : loadFailed(view.error)
  }

  /** Writes facts down as entries, durably, and then lets them count. */
  append(act: LedgerAct, facts: readonly LedgerFact[]): void {
    this.#write(facts.map((fact) => ({ ...fact, ...act })))
  }

  /** All of them or none. */
  #write(entries: readonly LedgerEntry[]): void {
    const ledger = this.ledger
    const events = entries.map((entry) => ({ stream: this.#stream, ...encodeEntry(entry) }))
    const seqs = this.#options.store.append(events)
    entries.forEach((entry, index) => ledger.apply(seqs[index] ?? 0, entry))
  }

  /** Takes over decisions of hunks of the newest view, and tells. */
  decided(view: ReviewView, hunks: readonly string[], act: string | null): ReviewView {
    const next = updateView(view, filesOf(view, hunks))
    this.#view = next
    const decisions = hunks.map((hunk) => ({ hunk, ...effectOf(hunk, next.projection) }))
    const pathOf = (hunk: string): string => next.diffs[next.indexes.get(hunk)?.file ?? -1]?.path ?? ''
    const label = labelDecisions(decisions.map(({ hunk, verdict }) => ({ verdict, path: pathOf(hunk) })))
    const { undo, redo } = this.#steps()
    const step = undo === label ? { redo } : { undo, redo }
    this.#tell({ type: 'decided', act, number: next.number, decisions, ...step })
    this.#options.onCounts(this.#session, next.counts)
    return next
  }

  /**
   * Works the newest view out again after what was written down, and tells what is different. `hunks` are those whose
   * decisions changed, if nothing else did; `late` are decisions of hunks that the newest revision does not have.
   */
  async changed(
    loaded: LoadedReview,
    act: string | null,
    hunks: readonly string[] | null = null,
    late: Decided = [],
  ): Promise<Result<ReviewView, ReviewFailure>> {
    const { view, subject } = loaded
    const next = this.#concernsOnly(view, hunks)
      ? ok(updateView(view, filesOf(view, hunks)))
      : await makeView(subject.objects, view.number, view.computed, this.ledger)
    if (!next.ok) {
      this.#view = null
      return writtenButNotShown(loadFailed(next.error).error)
    }
    this.#view = next.value
    const decisions = changedDecisions(view.files, next.value.files)
    if (decisions) {
      const told = new Set(decisions.map(({ hunk }) => hunk))
      this.#tell({
        type: 'decided',
        act,
        number: view.number,
        decisions: [...decisions, ...late.filter(({ hunk }) => !told.has(hunk))],
        ...this.#steps(),
      })
    } else this.#tell({ type: 'snapshot', act, changeset: this.changeset(next.value) })
    this.#options.onCounts(this.#session, next.value.counts)
    return next
  }

  /** Writes down decisions made on an earlier revision, and what the newest one has to do with them. */
  async decidedLate(
    loaded: LoadedReview,
    shown: ReviewView,
    act: LedgerAct,
    entry: DecidedFact,
  ): Promise<Result<ReviewView, ReviewFailure>> {
    const recut = await recutEntry(loaded.subject.objects, shown, loaded.view, entry)
    if (!recut.ok) return asReviewFailure(loadFailed(recut.error).error)
    const noted = { ...newRevision, act: act.act }
    // At once: an act that is written down is not done again, so nothing would ever note the rest of it.
    this.#write([
      { ...entry, ...act },
      { ...absentEntry(loaded.view, entry), ...noted },
      { ...recut.value, ...noted },
    ])
    const client = clientOf(act.by)
    const late = entry.decisions.map(({ hunk, verdict }) => ({
      hunk,
      verdict,
      ...(verdict !== null && client && { client }),
      ...(verdict === 'reject' && act.reason && { reason: act.reason }),
    }))
    return this.changed(loaded, act.act, null, late)
  }

  /** Forgets what can be read again, unless somebody watches. */
  rest(): void {
    if (this.watchers > 0) return
    this.#view = null
    this.#ledger = null
  }

  /** Looks for a new revision or base; who watches is told of it, or of why it can't be shown. */
  async refresh(): Promise<Result<ReviewView, LoadFailure>> {
    const loaded = await this.load()
    if (!loaded.ok) this.#tell({ type: 'failed', failure: loaded.error })
    return loaded.ok ? ok(loaded.value.view) : loaded
  }

  /** Tells who watches of the changes once more: of what is told beside them something is new. */
  tellAgain(): void {
    if (this.#view !== null && this.watchers > 0)
      this.#tell({ type: 'snapshot', act: null, changeset: this.changeset(this.#view) })
  }

  changeset(view: ReviewView, leftOut = this.#leftOut): Changeset {
    return {
      session: this.#session,
      number: view.number,
      seq: this.#seq,
      base: view.computed.base,
      revision: view.computed.revision,
      files: this.#plan === null ? view.shown : markOutsidePlan(view.shown, this.#plan),
      leftOut,
      ...this.#steps(),
    }
  }

  /** Whether nothing of the view can be another than what stands in the files of these hunks. */
  #concernsOnly(view: ReviewView, hunks: readonly string[] | null): hunks is readonly string[] {
    return hunks !== null && this.ledger.edits.length === 0 && hunks.every((id) => view.indexes.has(id))
  }

  #steps(): { readonly undo: string | null; readonly redo: string | null } {
    return { undo: this.ledger.undo?.label ?? null, redo: this.ledger.redo?.label ?? null }
  }

  #tell(event: Delta): void {
    this.#seq += 1
    const seq = this.#seq
    this.events.emit(
      event.type === 'snapshot'
        ? { ...event, seq, changeset: { ...event.changeset, seq } }
        : { ...event, seq },
    )
  }

  /** Carries the decisions over when the session's base is no longer the one they are against. */
  async #followBase(subject: ReviewSubject): ReturnType<typeof newRevisionEntries> {
    const ledger = this.ledger
    if (ledger.base === null || ledger.base === subject.baseTree) return ok([])
    const tools = { ...this.#options, cache: this.#cache, subject, ledger }
    if (ledger.isWayBack(subject.baseTree, subject.landings)) {
      const entry = await baseRestoredEntry(tools)
      if (!entry.ok) return entry
      this.append(baseMoved, [entry.value])
      return ok([entry.value])
    }
    const entries = await baseMovedEntries(tools)
    if (entries.ok) this.append(baseMoved, entries.value)
    return entries
  }

  async #noteRevisions(subject: ReviewSubject): ReturnType<typeof newRevisionEntries> {
    if (this.ledger.base === null) return ok([])
    const tools = { ...this.#options, cache: this.#cache, subject, ledger: this.ledger }
    const entries = await newRevisionEntries(tools)
    if (entries.ok && entries.value.length > 0) this.append(newRevision, entries.value)
    return entries
  }

  get #stream(): string {
    return `review/${this.#session}`
  }
}

function filesOf(view: ReviewView, hunks: readonly string[]): ReadonlySet<number> {
  return new Set(hunks.flatMap((id) => view.indexes.get(id)?.file ?? []))
}

type ShownEdit = DecidedFile['edits'][number]
type Decided = (ChangesetEvent & { readonly type: 'decided' })['decisions']

/** The hunks whose decision is another one, or null where more than decisions is different. */
function changedDecisions(before: readonly DecidedFile[], after: readonly DecidedFile[]): Decided | null {
  if (before.length !== after.length) return null
  const changed: ({ readonly hunk: string } & Effect)[] = []
  for (const [index, file] of after.entries()) {
    const old = before[index]
    if (old === file) continue
    if (!old || old.edits.length !== file.edits.length || old.hunks.length !== file.hunks.length) return null
    if (file.edits.some((edit, at) => isOther(edit, old.edits[at]))) return null
    for (const [at, hunk] of file.hunks.entries()) {
      const was = old.hunks[at]
      if (!was || was.editedBy !== hunk.editedBy || was.cameBack !== hunk.cameBack) return null
      if (was.supersedes?.hunk !== hunk.supersedes?.hunk) return null
      if (was.decision === hunk.decision && was.client === hunk.client && was.reason === hunk.reason) continue
      const { id, decision, client, reason } = hunk
      changed.push({ hunk: id, verdict: decision, ...(client && { client }), ...(reason && { reason }) })
    }
  }
  return changed
}

function isOther(edit: ShownEdit, old: ShownEdit | undefined): boolean {
  return edit.id !== old?.id || edit.holds !== old.holds || edit.client !== old.client
}
