import path from 'node:path'
import { channel, type SignalLike } from '#shared/base/channel.ts'
import { Emitter } from '#shared/base/emitter.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session.ts'
import type { TimelineEvent, TimelinePage } from '#shared/contract/timeline.ts'
import type { OutputWindow } from '#shared/domain/timeline/output-window.ts'
import { placeItem, type ReportedItem } from '#shared/domain/timeline/reported-item.ts'
import { fromStoredItem, toStoredItem } from '#shared/domain/timeline/stored-item.ts'
import {
  hasOutput,
  isOpen,
  type KnownItem,
  type TimelineItem,
} from '#shared/domain/timeline/timeline-item.ts'
import { sizeText } from '#shared/base/quantity-text.ts'
import type { Store } from '../store/store.ts'
import {
  keptOutput,
  OutputLog,
  outputLimits,
  readOutputWindow,
  type KeptOutput,
  type OutputLimits,
} from './output-log.ts'

const snapshotItems = 100
const outputInterval = 100

interface OpenLog {
  readonly turn: number
  readonly opened: Promise<OutputLog>
  tail: Promise<void>
  /** Bytes that the notice speaks of; 0 without one. */
  told: number
}

/**
 * What happened in each session, item by item, and the output of its commands, kept in files up to a limit and read
 * by window. Running items live in memory and reach the database when they change state.
 */
export class Timelines {
  readonly #store: Store
  readonly #folder: string
  readonly #changed = new Emitter<{
    readonly session: string
    readonly seq: number
    readonly item: TimelineItem
  }>()
  readonly #running = new Map<string, KnownItem>()
  readonly #lengths = new Map<string, number>()
  readonly #limits: OutputLimits
  readonly #logs = new Map<string, OpenLog>()
  readonly #kept = new Map<string, Promise<KeptOutput>>()
  readonly #quiet = new Map<string, NodeJS.Timeout>()
  /** Numbers each session's announcements by itself, so that a reader sees a gap as a gap. */
  readonly #seqs = new Map<string, number>()

  /** `folder` holds one folder a session, with a log an item. */
  constructor(store: Store, folder: string, limits: OutputLimits = outputLimits) {
    this.#store = store
    this.#folder = folder
    this.#limits = limits
  }

  /** Adds an item or brings it up to date. `turn` is 1-based; 0 is before the first. */
  report(session: string, turn: number, reported: ReportedItem): void {
    const key = `${session}/${reported.id}`
    const earlier = this.#running.get(key)
    const now = Date.now()
    const place = {
      seq: earlier?.seq ?? this.#nextPosition(session),
      turn,
      at: earlier?.at ?? now,
      // Never before it began, whatever the clock does.
      endedAt: isOpen(reported) ? null : Math.max(earlier?.at ?? now, now),
      parent: reported.parent ?? null,
    }
    const item = placeItem(reported, place, earlier && hasOutput(earlier) ? earlier.outputBytes : 0)
    this.#running.set(key, item)
    if (item.state === 'running' && earlier?.state === 'running') {
      this.#announceSoon(session, key)
      return
    }
    this.#put(session, item)
    if (!isOpen(item) && !this.#logs.has(key)) this.#running.delete(key)
    this.#announce(session, item)
  }

  /**
   * Appends to an item's output. Resolves when the bytes were handed to the file, so that a writer can wait; a
   * disk that refuses is reported as a notice, once, and does not end the session. What is beyond the limits is left
   * out from the middle, and told.
   */
  output(session: string, turn: number, id: string, bytes: Uint8Array): Promise<void> {
    const key = `${session}/${id}`
    const log = this.#openLog(session, turn, key, id)
    log.tail = log.tail.then(async () => {
      let written: OutputLog
      try {
        written = await log.opened
        await written.append(bytes)
      } catch (error) {
        this.#logs.delete(key)
        log.opened.then((opened) => opened.close()).catch(() => undefined)
        this.report(session, turn, {
          id: `${id}-lost`,
          kind: 'notice',
          state: 'failed',
          text: `The output of this step could not be kept (${error instanceof Error ? error.message : String(error)}). The agent goes on. Free some space to keep later output.`,
        })
        return
      }
      const item = this.#running.get(key)
      if (!item || !hasOutput(item)) return
      this.#running.set(key, { ...item, outputBytes: written.end })
      this.#announceSoon(session, key)
      if (written.leftOut > log.told) await this.#tellLeftOut(session, id, log, written, 'running')
    })
    return log.tail
  }

  async #tellLeftOut(
    session: string,
    id: string,
    log: OpenLog,
    written: OutputLog,
    state: 'running' | 'completed',
  ): Promise<void> {
    log.told = written.leftOut
    const kept = await this.#keptBy(session)
    const { head, segment, session: all } = this.#limits
    const limit =
      kept.bytes + segment > all
        ? `a session keeps ${sizeText(all)} of output`
        : `${sizeText(head + segment)} of an item's output are kept`
    this.report(session, log.turn, {
      id: `${id}-left-out`,
      kind: 'notice',
      state,
      text: `${sizeText(written.leftOut)} from the middle of this output ${state === 'running' ? 'are left out so far' : 'were left out'}, because ${limit}. The rest of it is kept, the command was not stopped, and no file was touched. Have it write to a file to keep all of it.`,
    })
  }

  /** Ends a turn: what still runs is over, logs are closed and their sizes kept. */
  async endTurn(session: string, state: 'completed' | 'failed'): Promise<void> {
    const prefix = `${session}/`
    for (const [key, log] of this.#logs) {
      if (!key.startsWith(prefix)) continue
      this.#logs.delete(key)
      await log.tail
      const written = await log.opened
      await written.close()
      if (log.told > 0) await this.#tellLeftOut(session, key.slice(prefix.length), log, written, 'completed')
    }
    for (const [key, item] of this.#running) {
      if (!key.startsWith(prefix)) continue
      this.#running.delete(key)
      const ended = isOpen(item) ? { ...item, state, endedAt: Math.max(item.at, Date.now()) } : item
      this.#put(session, ended)
      this.#announce(session, ended)
    }
  }

  /** At most `limit` items before position `before` (the newest when absent), oldest first. */
  items(session: string, before: number | undefined, limit: number): TimelinePage {
    const stored = this.#store.timeline(session, before ?? Number.MAX_SAFE_INTEGER, limit)
    const items = stored.map((row) => {
      const item = fromStoredItem(row, row.seq)
      return this.#running.get(`${session}/${item.id}`) ?? item
    })
    return { items, total: this.#length(session) }
  }

  watch(session: string, signal: SignalLike): AsyncIterableIterator<TimelineEvent> {
    return channel<TimelineEvent>(signal, (push) => {
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

  /**
   * `length` bytes of an item's output from `from`; a negative `from` counts from the end. Offsets are those of the
   * whole output; a window that would begin in what was left out begins after it.
   */
  async window(
    session: string,
    item: string,
    from: number,
    length: number,
  ): Promise<Result<OutputWindow, SessionFailure>> {
    const name = this.#logPath(session, item)
    try {
      const { bytes, ...place } = await readOutputWindow(name, from, length)
      return ok({ ...place, base64: bytes.toString('base64') })
    } catch (error) {
      return err({
        kind: 'notFound',
        message: `The kept output could not be read (${error instanceof Error ? error.message : String(error)}). Nothing was changed.`,
        paths: [name],
      })
    }
  }

  dispose(): void {
    for (const timer of this.#quiet.values()) clearTimeout(timer)
    this.#quiet.clear()
  }

  #length(session: string): number {
    const known = this.#lengths.get(session)
    if (known !== undefined) return known
    const length = this.#store.timelineLength(session)
    this.#lengths.set(session, length)
    return length
  }

  #put(session: string, item: TimelineItem): void {
    const { version, data } = toStoredItem(item)
    this.#store.putTimelineItem(session, item.seq, item.id, data, version)
  }

  #nextPosition(session: string): number {
    const next = this.#length(session) + 1
    this.#lengths.set(session, next)
    return next
  }

  /** What the logs of a session hold; counted once, then kept. */
  #keptBy(session: string): Promise<KeptOutput> {
    const known = this.#kept.get(session)
    if (known) return known
    const counting = keptOutput(path.join(this.#folder, session)).then((bytes) => ({ bytes }))
    counting.catch(() => this.#kept.delete(session))
    this.#kept.set(session, counting)
    return counting
  }

  #openLog(session: string, turn: number, key: string, id: string): OpenLog {
    const known = this.#logs.get(key)
    if (known) return known
    const name = this.#logPath(session, id)
    const opened = this.#keptBy(session).then((kept) => OutputLog.open(name, this.#limits, kept))
    opened.catch(() => undefined)
    const log: OpenLog = { turn, opened, tail: Promise.resolve(), told: 0 }
    this.#logs.set(key, log)
    return log
  }

  #logPath(session: string, item: string): string {
    return path.join(this.#folder, session, `${item}.log`)
  }

  #announceSoon(session: string, key: string): void {
    if (this.#quiet.has(key)) return
    const timer = setTimeout(() => {
      this.#quiet.delete(key)
      const item = this.#running.get(key)
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
