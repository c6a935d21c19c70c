import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { pushStream, type SignalLike } from '#shared/base/push-stream.ts'
import { Emitter } from '#shared/base/emitter.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionCounts } from '#shared/domain/changeset/counts.ts'
import type { SessionDetailsEvent, SessionsEvent } from '#shared/contract/session.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'
import { changedParts } from '#shared/domain/session/changed-parts.ts'
import type { WaitingFollowUp } from '#shared/domain/session/session.ts'
import { detailsOf, type SessionDetails } from '#shared/domain/session/details.ts'
import {
  applySessionEvent,
  type SessionEvent,
  type SessionRecord,
} from '#shared/domain/session/session-events.ts'
import { decodeSessionEvent, encodeSessionEvent } from '#shared/domain/session/stored-session-events.ts'
import {
  changedSession,
  summaryChange,
  summaryOf,
  type SessionSummary,
  type SummaryChange,
} from '#shared/domain/session/summary.ts'
import type { WorktreeChange } from '#shared/domain/session/worktree-change.ts'
import { StoreDamageError, StoreWriteError, type Store } from '../store/store.ts'
import { AbandonedWorktrees } from './abandoned-worktrees.ts'
import { RollBackPlans } from './roll-back-plans.ts'
import { UpToDatePlans } from './up-to-date-plans.ts'
import { WaitingFollowUps } from './waiting.ts'

const activityInterval = 100

const newShape = z.object({ repository: z.string() })
const countsShape: z.ZodType<SessionCounts> = z.object({
  files: z.number(),
  hunks: z.number(),
  undecided: z.number(),
  accepted: z.number(),
  rejected: z.number(),
  deferred: z.number(),
  added: z.number(),
  deleted: z.number(),
})
/** What figures were counted of, and by which rule; figures of before are of no rule. */
const countedShape = z.object({
  of: z.object({ base: z.string(), revision: z.number(), rule: z.number() }).optional(),
})
/** Grows when the same decisions give other figures. 1: what a landed edit replaced is not counted. */
const countRule = 1

const newestOf = ({ revisions }: SessionRecord): number => revisions.at(-1)?.number ?? 0

/** Whether kept figures are of what a session is now. Those of no rule are where nothing of it landed. */
function stillCount(record: SessionRecord, data: unknown): boolean {
  const counted = countedShape.safeParse(data)
  if (!counted.success) return false
  const { of } = counted.data
  if (of === undefined) return record.landings.length === 0
  return of.rule === countRule && of.base === record.baseTree && of.revision === newestOf(record)
}

/** Every session there is: a fold over the `session/…` streams, kept in memory, announced when it changes. */
export class SessionRegistry {
  readonly #store: Store
  readonly abandoned: AbandonedWorktrees
  readonly rollBacks: RollBackPlans
  readonly upToDates: UpToDatePlans
  readonly #waiting: WaitingFollowUps
  readonly #records = new Map<string, SessionRecord>()
  /** What was told of each session: it lags behind the record while an activity waits to be told. */
  readonly #told = new Map<string, Told>()
  readonly #changed = new Emitter<SummaryChange & { readonly seq: number }>()
  readonly #detailed = new Emitter<{
    readonly session: string
    readonly seq: number
    readonly change: Partial<SessionDetails>
  }>()
  readonly #quiet = new Map<string, NodeJS.Timeout>()
  #seq = 0
  #lastEvent = 0

  constructor(store: Store) {
    this.#store = store
    this.abandoned = new AbandonedWorktrees(store)
    this.rollBacks = new RollBackPlans(store)
    this.upToDates = new UpToDatePlans(store)
    this.#waiting = new WaitingFollowUps(store)
    for (const event of store.readAll('session/')) {
      const id = event.stream.slice('session/'.length)
      const fact = decodeSessionEvent(event.type, event.version, event.data)
      if (!fact.ok) throw new StoreDamageError(`Entry ${event.seq} of ${event.stream}`, fact.error)
      this.#records.set(id, applySessionEvent(this.#records.get(id) ?? null, fact.value, event))
      this.#lastEvent = event.seq
    }
    for (const { name, data } of store.wholeDocuments('counts/')) {
      const record = this.#records.get(name.slice('counts/'.length))
      const counts = countsShape.safeParse(data)
      if (record && counts.success && stillCount(record, data))
        this.#records.set(record.id, { ...record, counts: counts.data })
    }
    for (const [id, waiting] of this.#waiting.all()) {
      const record = this.#records.get(id)
      if (record) this.#records.set(id, { ...record, waiting })
    }
    for (const record of this.#records.values()) this.#told.set(record.id, tellOf(record))
  }

  /** A fresh id: short enough to type, and never used before. */
  newId(): string {
    for (;;) {
      const id = randomBytes(5).toString('hex')
      if (!this.#records.has(id)) return id
    }
  }

  /** Notes that references of a session are about to be made, so that they are found if it never comes to be. */
  announceNew(...sessions: readonly { readonly id: string; readonly repository: string }[]): void {
    this.#store.transaction(() => {
      for (const { id, repository } of sessions) this.#store.putDocument(`new/${id}`, { repository })
    })
  }

  /** Sessions whose references an earlier run may have made and that it never recorded. */
  neverMade(): readonly { readonly id: string; readonly repository: string }[] {
    return this.#store
      .documents('new/')
      .map(({ name, data }) => ({ id: name.slice('new/'.length), ...newShape.parse(data) }))
  }

  forgetNew(id: string): void {
    this.#store.putDocument(`new/${id}`, undefined)
  }

  find(id: string): SessionRecord | null {
    return this.#records.get(id) ?? null
  }

  /** The session, or a failure whose sentence says that there is none. */
  get(id: string): Result<SessionRecord, SessionFailure> {
    const record = this.#records.get(id)
    if (record) return ok(record)
    return err({
      kind: 'notFound',
      message: `There is no session ${id}. Nothing was changed. \`winnow sessions\` lists those there are.`,
    })
  }

  /** All sessions, oldest first. */
  all(): readonly SessionRecord[] {
    return [...this.#records.values()]
  }

  /** Makes facts durable, then true, then known. */
  record(id: string, ...events: readonly SessionEvent[]): SessionRecord {
    const [record] = this.recordAll([{ id, events }])
    if (!record) throw new Error('no events to record')
    return record
  }

  /** The same for several sessions: all are made durable at once, or none. */
  recordAll(facts: readonly Facts[]): readonly SessionRecord[] {
    const at = Date.now()
    const seqs = this.#store.transaction(() => facts.map((fact) => this.#append(fact, at)))
    return this.#apply(facts, seqs, at)
  }

  /** Writes facts of a session, and what follows from them; gives their positions. */
  #append({ id, events }: Facts, at: number): readonly number[] {
    if (events[0]?.type === 'sessionCreated') this.forgetNew(id)
    for (const event of events)
      if (event.type === 'worktreeChanged' && event.data.path !== null)
        this.abandoned.taken(id, event.data.path)
    if (events.some(({ type }) => type === 'rolledBack')) this.rollBacks.end(id)
    if (events.some(({ type }) => type === 'broughtUpToDate')) this.upToDates.end(id)
    const unsent = this.#unsent(id, events)
    if (unsent.length > 0) this.#waiting.handBack(id, unsent)
    return this.#store.append(
      events.map((event) => ({ stream: `session/${id}`, ...encodeSessionEvent(event) })),
      at,
    )
  }

  /** Makes written facts true and known, as of the time that was written with them: so they are after a restart too. */
  #apply(
    facts: readonly Facts[],
    seqs: readonly (readonly number[])[],
    at: number,
  ): readonly SessionRecord[] {
    return facts.flatMap(({ id, events }, number) => {
      let record = this.#records.get(id) ?? null
      if (record && this.#unsent(id, events).length > 0) record = { ...record, waiting: [] }
      events.forEach((event, index) => {
        this.#lastEvent = seqs[number]?.[index] ?? this.#lastEvent
        record = applySessionEvent(record, event, { at, seq: this.#lastEvent })
      })
      if (!record) return []
      this.#records.set(id, record)
      this.#announce(record)
      return [record]
    })
  }

  /**
   * What was to be sent and now is not, since a turn was stopped or failed: a follow-up whose own turn never began, then
   * those that wait. They are the person's again.
   */
  #unsent(id: string, events: readonly SessionEvent[]): readonly string[] {
    const ends = events.some(
      ({ type, data }) =>
        type === 'sessionStateChanged' && (data.state === 'stopped' || data.state === 'failed'),
    )
    const record = this.find(id)
    if (!ends || record === null) return []
    const { state, pendingPrompt, prompt, pendingCompaction, pendingAnswer, waiting } = record
    // The prompt of the task itself stays with the session: running it again is a command of its own.
    const hasWords = pendingPrompt !== null && !pendingCompaction && !pendingAnswer
    const isFollowUp = state === 'queued' && hasWords && pendingPrompt !== prompt
    return [...(isFollowUp ? [pendingPrompt] : []), ...waiting.map(({ text }) => text)]
  }

  /**
   * Says which follow-ups of a session wait, durable at once with facts, and with `begun`: one that is the person's draft
   * again, below what was begun since.
   */
  wait(
    id: string,
    waiting: readonly WaitingFollowUp[],
    { events = [], begun }: { readonly events?: readonly SessionEvent[]; readonly begun?: string } = {},
  ): void {
    const before = this.#records.get(id)
    if (!before) return
    const facts = { id, events }
    const at = Date.now()
    const seqs = this.#store.transaction(() => {
      this.#waiting.put(id, waiting)
      if (begun !== undefined) this.#waiting.appendToDraft(id, begun)
      return this.#append(facts, at)
    })
    this.#records.set(id, { ...before, waiting })
    this.#apply([facts], [seqs], at)
  }

  /** Records a fact; where that fails, it is true until the workbench ends, and told, all the same. Throws what is no refusal of the disk's. */
  recordOrRemember(id: string, event: SessionEvent): void {
    try {
      this.record(id, event)
    } catch (error) {
      const record = applySessionEvent(this.#records.get(id) ?? null, event, {
        at: Date.now(),
        seq: this.#lastEvent,
      })
      this.#records.set(id, record)
      this.#announce(record)
      if (!(error instanceof StoreWriteError)) throw error
    }
  }

  /** Says whether a session's worktree is in its place. Not kept: each start looks for itself. */
  missing(id: string, worktreeMissing: boolean): void {
    const record = this.#records.get(id)
    if (!record || record.worktreeMissing === worktreeMissing) return
    const next = { ...record, worktreeMissing }
    this.#records.set(id, next)
    this.#announce(next)
  }

  /** Says since when a running session's agent has been silent, or that it is not any more. Not kept. */
  silent(id: string, silentSince: number | null): void {
    const record = this.#records.get(id)
    if (!record || record.silentSince === silentSince) return
    if (silentSince !== null && record.state !== 'running') return
    const next = { ...record, silentSince }
    this.#records.set(id, next)
    this.#announce(next)
  }

  /** Says what a session's agent asks the person. Not kept: the timeline is, and it says what is asked after a restart. */
  asks(id: string, asks: readonly AskItem[]): void {
    const record = this.#records.get(id)
    if (!record) return
    const next = { ...record, asks }
    this.#records.set(id, next)
    this.#announce(next)
  }

  /** Says what a session's worktree has that its newest revision has not. Not kept: it is looked at again. */
  differs(id: string, worktreeChange: WorktreeChange | null): void {
    const record = this.#records.get(id)
    if (!record || record.worktreeChange?.tree === worktreeChange?.tree) return
    const next = { ...record, worktreeChange }
    this.#records.set(id, next)
    this.#announce(next)
  }

  /** Says what a session does right now; not kept, and announced at most ten times a second. */
  activity(id: string, activity: string): void {
    const record = this.#records.get(id)
    // What it waits for is said until that is over.
    if (!record || record.activity === activity || record.state === 'waiting') return
    this.#records.set(id, { ...record, activity })
    if (this.#quiet.has(id)) return
    const timer = setTimeout(() => {
      this.#quiet.delete(id)
      const latest = this.#records.get(id)
      if (latest) this.#announce(latest)
    }, activityInterval)
    timer.unref()
    this.#quiet.set(id, timer)
  }

  /**
   * Tells the figures of a session's newest changeset, and keeps them: as a document, since they can be computed again. They
   * come after what was decided is written, so a disk that refuses them refuses nothing else.
   */
  counts(id: string, counts: SessionCounts): void {
    const record = this.#records.get(id)
    if (!record) return
    const next = { ...record, counts }
    this.#records.set(id, next)
    this.#announce(next)
    try {
      const of = { base: record.baseTree, revision: newestOf(record), rule: countRule }
      this.#store.putDocument(`counts/${id}`, { ...counts, of })
    } catch (error) {
      if (!(error instanceof StoreWriteError)) throw error
    }
  }

  watch(signal: SignalLike): AsyncIterableIterator<SessionsEvent> {
    return pushStream<SessionsEvent>(signal, (push) => {
      const sessions = [...this.#told.values()].map(({ summary }) => summary)
      push({ type: 'snapshot', seq: this.#seq, sessions })
      const listening = this.#changed.on(push)
      return () => listening.dispose()
    })
  }

  /** The details of one session, then each change of them; nothing of one that there is not. */
  follow(id: string, signal: SignalLike): AsyncIterableIterator<SessionDetailsEvent> {
    const known = this.#told.has(id)
    return pushStream<SessionDetailsEvent>(known ? signal : AbortSignal.abort(), (push) => {
      const told = this.#told.get(id)
      if (told) push({ type: 'snapshot', seq: told.seq, details: told.details })
      const listening = this.#detailed.on(({ session, seq, change }) => {
        if (session === id) push({ type: 'changed', seq, change })
      })
      return () => listening.dispose()
    })
  }

  /** Calls `listener` with each session of which the summary changed. */
  onChange(listener: (session: SessionSummary) => void): { dispose(): void } {
    return this.#changed.on((change) => {
      const told = this.#told.get(changedSession(change))
      if (told) listener(told.summary)
    })
  }

  dispose(): void {
    for (const timer of this.#quiet.values()) clearTimeout(timer)
    this.#quiet.clear()
  }

  /** Tells what of a session is another than was told last, and no more. */
  #announce(record: SessionRecord): void {
    const before = this.#told.get(record.id)
    const now = tellOf(record)
    const summary = summaryChange(before?.summary ?? null, now.summary)
    const change = before ? changedParts(before.details, now.details) : null
    const seq = (before?.seq ?? 0) + (change ? 1 : 0)
    this.#told.set(record.id, { ...now, seq })
    if (change) this.#detailed.emit({ session: record.id, seq, change })
    if (!summary) return
    this.#seq += 1
    this.#changed.emit({ ...summary, seq: this.#seq })
  }
}

/** What happened in a session, in order. */
interface Facts {
  readonly id: string
  readonly events: readonly SessionEvent[]
}

/** What was told of a session; `seq` numbers the changes of its details, so that a reader sees a gap as a gap. */
interface Told {
  readonly summary: SessionSummary
  readonly details: SessionDetails
  readonly seq: number
}

function tellOf(record: SessionRecord): Told {
  return { summary: summaryOf(record), details: detailsOf(record), seq: 0 }
}
