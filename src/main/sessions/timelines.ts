import { pushStream, type SignalLike } from '#shared/base/push-stream.ts'
import { Emitter } from '#shared/base/emitter.ts'
import type { Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { TimelineEvent, TimelinePage } from '#shared/contract/timeline.ts'
import type { TurnOutcome } from '#shared/domain/session/turn.ts'
import type { OutputWindow } from '#shared/domain/timeline/output-window.ts'
import { inEnvelope, type ReportedItem } from '#shared/domain/timeline/reported-item.ts'
import { fromStoredItem, toStoredItem } from '#shared/domain/timeline/stored-item.ts'
import {
  hasOutput,
  isOpen,
  type KnownItem,
  type TimelineItem,
} from '#shared/domain/timeline/timeline-item.ts'
import { StoreDamageError, StoreWriteError, type Store } from '../store/store.ts'
import { outputLimits, type OutputLimits } from './output-log.ts'
import { OutputLogs, type LogStand } from './output-logs.ts'
import { leftOutNotice, lostNotice } from './output-notices.ts'
import { interruptedItem, stoppedNotice } from './stopped-turn.ts'

const snapshotItems = 100
const outputInterval = 100

/**
 * What happened in each session, item by item, and the output of its commands, kept in files up to a limit and read
 * by window. Running items live in memory and reach the database when they change state.
 */
export class Timelines {
  readonly #store: Store
  readonly #limits: OutputLimits
  readonly #logs: OutputLogs
  readonly #changed = new Emitter<{
    readonly session: string
    readonly seq: number
    readonly item: TimelineItem
  }>()
  /** By session, then by id. */
  readonly #running = new Map<string, Map<string, KnownItem>>()
  readonly #lengths = new Map<string, number>()
  /** Bytes that the notices of running items speak of, by the items' keys. */
  readonly #leftOut = new Map<string, number>()
  readonly #quiet = new Map<string, NodeJS.Timeout>()
  /** Numbers each session's announcements by itself, so that a reader sees a gap as a gap. */
  readonly #seqs = new Map<string, number>()

  /** `folder` holds one folder a session, with a log an item. */
  constructor(store: Store, folder: string, limits: OutputLimits = outputLimits) {
    this.#store = store
    this.#limits = limits
    this.#logs = new OutputLogs(folder, limits)
  }

  /**
   * Adds an item or brings it up to date; one that was there keeps its place, also when it had ended, and after a restart.
   * `turn` is 1-based; 0 is before the first.
   */
  report(session: string, turn: number, reported: ReportedItem): void {
    const running = this.#runningIn(session)
    const earlier = running.get(reported.id) ?? this.#stored(session, reported.id)
    const now = Date.now()
    const envelope = {
      seq: earlier?.seq ?? this.#nextPosition(session),
      turn: earlier?.turn ?? turn,
      at: earlier?.at ?? now,
      // What had ended already did not go on until now. Never before it began, whatever the clock does.
      endedAt: isOpen(reported) ? null : (earlier?.endedAt ?? Math.max(earlier?.at ?? now, now)),
      parent: reported.parent ?? null,
    }
    const item = inEnvelope(reported, envelope, earlier && hasOutput(earlier) ? earlier.outputBytes : 0)
    running.set(item.id, item)
    if (item.state === 'running' && earlier?.state === 'running' && !isNamedAnew(item, earlier)) {
      this.#announceSoon(session, item.id)
      return
    }
    this.#put(session, item)
    if (!isOpen(item) && !this.#logs.isOpen(session, item.id)) running.delete(item.id)
  }

  /** Reports an item, unless there is one with its id in any turn of the session. */
  tellOnce(session: string, turn: number, item: ReportedItem): void {
    if (!this.#stored(session, item.id)) this.report(session, turn, item)
  }

  /**
   * Appends to an item's output. Resolves when the bytes were handed to the file, so that a writer can wait; a
   * disk that refuses is reported as a notice, once, and does not end the session. What is beyond the limits is left
   * out from the middle, and told.
   */
  async output(session: string, turn: number, id: string, bytes: Uint8Array): Promise<void> {
    let stand: LogStand
    try {
      stand = await this.#logs.append(session, id, bytes)
    } catch (error) {
      this.tell(session, turn, lostNotice(id, error))
      return
    }
    this.#grown(session, turn, id, stand)
  }

  /** Reports what goes on without it: on a full disk a notice can't be kept either. */
  tell(session: string, turn: number, item: ReportedItem): void {
    try {
      this.report(session, turn, item)
    } catch (error) {
      if (!(error instanceof StoreWriteError)) throw error
    }
  }

  /** An item as it is now; null where there is none with this id. */
  find(session: string, id: string): TimelineItem | null {
    return this.#running.get(session)?.get(id) ?? this.#stored(session, id) ?? null
  }

  #stored(session: string, id: string): TimelineItem | undefined {
    const row = this.#store.timelineItem(session, id)
    return row && fromStoredItem(row, row.seq)
  }

  #grown(session: string, turn: number, id: string, stand: LogStand): void {
    const running = this.#runningIn(session)
    const item = running.get(id)
    if (!item || !hasOutput(item)) return
    running.set(id, { ...item, outputBytes: stand.end })
    this.#announceSoon(session, id)
    const key = `${session}/${id}`
    if (stand.leftOut <= (this.#leftOut.get(key) ?? 0)) return
    this.#leftOut.set(key, stand.leftOut)
    this.tell(session, turn, leftOutNotice(id, stand, this.#limits, 'running'))
  }

  /** Ends a turn: what still runs is over but for the item `kept`, logs are closed and their sizes kept. */
  async endTurn(session: string, state: TurnOutcome['kind'], kept: string | null = null): Promise<void> {
    const running = this.#runningIn(session)
    for (const [id, stand] of await this.#logs.close(session)) {
      const item = running.get(id) ?? this.#stored(session, id)
      if (!item || !hasOutput(item)) continue
      running.set(id, { ...item, outputBytes: stand.end })
      if (this.#leftOut.delete(`${session}/${id}`))
        this.tell(session, item.turn, leftOutNotice(id, stand, this.#limits, 'completed'))
    }
    for (const item of running.values()) {
      running.delete(item.id)
      // What waited for the person did not end with the turn: nobody answered it.
      const ended = {
        state: item.state === 'waiting' ? 'interrupted' : state,
        endedAt: Math.max(item.at, Date.now()),
      } as const
      this.#put(session, isOpen(item) && item.id !== kept ? { ...item, ...ended } : item)
    }
  }

  /**
   * After a start: ends what went on in a turn when the workbench stopped, as interrupted, and says so. The sizes of
   * outputs are those of their logs. What can't be read is left as it is. The first item that waits and is to be `kept` goes
   * on, and is given.
   */
  async recover<Kept extends KnownItem>(
    session: string,
    turn: number,
    kept: (item: TimelineItem) => item is Kept = (_item): _item is Kept => false,
  ): Promise<Kept | null> {
    const sizes = await this.#logs.sizes(session)
    // All at once: cut off between the two, nothing would ever tell why an item ended.
    const found: { item: Kept | null } = { item: null }
    this.#store.transaction(() => {
      const isKept = (item: TimelineItem): boolean => {
        if (found.item !== null || item.state !== 'waiting' || !kept(item)) return false
        found.item = item
        return true
      }
      if (this.#interrupt(session, turn, sizes, isKept)) this.report(session, turn, stoppedNotice(turn))
    })
    const { item } = found
    if (item !== null) this.#runningIn(session).set(item.id, item)
    return item
  }

  /** Ends what goes on in a turn; whether anything did. */
  #interrupt(
    session: string,
    turn: number,
    sizes: ReadonlyMap<string, number>,
    isKept: (item: TimelineItem) => boolean,
  ): boolean {
    let stopped = false
    try {
      for (const item of this.newestFirst(session)) {
        if (item.kind === 'unknown') continue
        if (item.turn < turn) break
        if (isKept(item)) continue
        const size = sizes.get(item.id)
        const sized = hasOutput(item) && size !== undefined ? { ...item, outputBytes: size } : item
        if (isOpen(sized)) this.#put(session, interruptedItem(sized))
        else if (hasOutput(item) && size !== undefined && size !== item.outputBytes) this.#put(session, sized)
        stopped ||= isOpen(sized)
      }
    } catch (error) {
      // Whoever looks at the timeline is told; a damaged one is no reason not to start.
      if (!(error instanceof StoreDamageError)) throw error
    }
    return stopped
  }

  /** All items as they are stored, the newest first. */
  *newestFirst(session: string): Iterable<TimelineItem> {
    let before = Number.MAX_SAFE_INTEGER
    for (;;) {
      const rows = this.#store.timeline(session, before, snapshotItems)
      for (const row of rows.toReversed()) yield fromStoredItem(row, row.seq)
      const [first] = rows
      if (first === undefined) return
      before = first.seq
    }
  }

  /** At most `limit` items before position `before` (the newest when absent), oldest first. */
  items(session: string, before: number | undefined, limit: number): TimelinePage {
    const running = this.#running.get(session)
    const stored = this.#store.timeline(session, before ?? Number.MAX_SAFE_INTEGER, limit)
    const items = stored.map((row) => {
      const item = fromStoredItem(row, row.seq)
      // What goes on is in memory: the rest was cut off, maybe by an older Winnow that did not say so.
      return running?.get(item.id) ?? (isOpen(item) ? { ...item, state: 'interrupted' as const } : item)
    })
    return { items, total: this.#length(session) }
  }

  watch(session: string, signal: SignalLike): AsyncIterableIterator<TimelineEvent> {
    return pushStream<TimelineEvent>(signal, (push) => {
      push({
        type: 'snapshot',
        seq: this.#seqs.get(session) ?? 0,
        ...this.items(session, undefined, snapshotItems),
      })
      const listening = this.#changed.on((change) => {
        if (change.session === session) push({ type: 'item', seq: change.seq, item: change.item })
      })
      return () => listening.dispose()
    })
  }

  /** A window of an item's output; see `OutputLogs.window`. */
  window(
    session: string,
    item: string,
    from: number,
    length: number,
  ): Promise<Result<OutputWindow, SessionFailure>> {
    return this.#logs.window(session, item, from, length)
  }

  /** Lets go of what is known of a session's logs: they were deleted. */
  forgetOutputs(session: string): void {
    this.#logs.forget(session)
  }

  async dispose(): Promise<void> {
    for (const timer of this.#quiet.values()) clearTimeout(timer)
    this.#quiet.clear()
    await this.#logs.dispose()
  }

  #runningIn(session: string): Map<string, KnownItem> {
    const running = this.#running.get(session) ?? new Map<string, KnownItem>()
    this.#running.set(session, running)
    return running
  }

  #length(session: string): number {
    const known = this.#lengths.get(session)
    if (known !== undefined) return known
    const length = this.#store.timelineLength(session)
    this.#lengths.set(session, length)
    return length
  }

  #nextPosition(session: string): number {
    const next = this.#length(session) + 1
    this.#lengths.set(session, next)
    return next
  }

  /** Writes an item down and tells of it. */
  #put(session: string, item: TimelineItem): void {
    const { version, data } = toStoredItem(item)
    this.#store.putTimelineItem(session, item.seq, item.id, data, version)
    this.#announce(session, item)
  }

  #announceSoon(session: string, id: string): void {
    const key = `${session}/${id}`
    if (this.#quiet.has(key)) return
    const timer = setTimeout(() => {
      this.#quiet.delete(key)
      const item = this.#running.get(session)?.get(id)
      if (item) this.#announce(session, item)
    }, outputInterval)
    timer.unref()
    this.#quiet.set(key, timer)
  }

  #announce(session: string, item: TimelineItem): void {
    const seq = (this.#seqs.get(session) ?? 0) + 1
    this.#seqs.set(session, seq)
    this.#changed.emit({ session, seq, item })
  }
}

/** Whether an agent says only now what it does: a command line that came late must outlive a kill, as one that came at once. */
function isNamedAnew(item: KnownItem, earlier: TimelineItem): boolean {
  return item.kind === 'command' && earlier.kind === 'command' && item.text !== earlier.text
}
