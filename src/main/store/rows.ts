import { chainAfter, chainStart, isSame, sumOf } from './checksum.ts'
import { StoreDamageError } from './failures.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** A fact to be recorded. `data` is JSON; `version` says in which shape, 1 when absent. */
export interface NewEvent {
  readonly stream: string
  readonly type: string
  readonly version?: number
  readonly data: unknown
}

export interface StoredEvent extends NewEvent {
  /** Position over all streams; grows, but not without gaps. */
  readonly seq: number
  readonly version: number
  readonly at: number
}

/** A row of the table `events` as the database gives it: bytes, whatever became of them. */
export interface EventRow {
  readonly seq: number
  readonly stream: ArrayBuffer
  readonly type: ArrayBuffer
  readonly version: number
  readonly at: number
  readonly data: ArrayBuffer
  readonly sum: ArrayBuffer
  readonly chain: ArrayBuffer
}

export interface DocumentRow {
  readonly name: ArrayBuffer
  readonly version: number
  readonly data: ArrayBuffer
  readonly sum: ArrayBuffer
}

export interface TimelineRow {
  readonly session: ArrayBuffer
  readonly seq: number
  readonly item: ArrayBuffer
  readonly version: number
  readonly data: ArrayBuffer
  readonly sum: ArrayBuffer
}

/** What is kept of an event besides its position, in the order of the columns, with its checksum. */
export function eventColumns(
  { stream, type, version = 1, data }: NewEvent,
  at: number,
  chain: Uint8Array | null,
): readonly (Uint8Array | number)[] {
  const columns = [toBytes(stream), toBytes(type), version, at, toJson(data)] as const
  const sum = sumOf(columns)
  return [...columns, sum, chainAfter(chain ?? chainStart, sum)]
}

export function documentColumns(name: string, data: unknown): readonly (Uint8Array | number)[] {
  const columns = [toBytes(name), 1, toJson(data)] as const
  return [...columns, sumOf(columns)]
}

export function timelineColumns(
  session: string,
  seq: number,
  item: string,
  version: number,
  data: unknown,
): readonly (Uint8Array | number)[] {
  const columns = [toBytes(session), seq, toBytes(item), version, toJson(data)] as const
  return [...columns, sumOf(columns)]
}

/**
 * Events from their rows, in order of `seq`. Each row is held against its checksum, and each stream against its chain,
 * so that nothing was changed, left out or put in between. Throws `StoreDamageError`.
 */
export function* readEvents(rows: Iterable<EventRow>): Iterable<StoredEvent> {
  const chains = new Map<string, Uint8Array>()
  for (const row of rows) {
    const [stream, type, data] = [bytes(row.stream), bytes(row.type), bytes(row.data)]
    const name = toText(stream)
    const what = `Entry ${row.seq} of ${name}`
    const sum = sumOf([stream, type, row.version, row.at, data])
    if (!isSame(sum, bytes(row.sum))) throw new StoreDamageError(what, 'its checksum differs')
    const chain = chainAfter(chains.get(name) ?? chainStart, sum)
    if (!isSame(chain, bytes(row.chain))) throw new StoreDamageError(what, 'one before it is missing')
    chains.set(name, chain)
    yield {
      seq: row.seq,
      stream: name,
      type: toText(type),
      version: row.version,
      at: row.at,
      data: fromJson(data, what),
    }
  }
}

/**
 * Whether a row is the document of this name, or one that begins with it, whatever is written as its name: then that is
 * damaged, or the row is not where it belongs.
 */
export function isNamed(row: DocumentRow, start: string): boolean {
  const begin = toBytes(start)
  const name = Buffer.concat([begin, bytes(row.name).subarray(begin.length)])
  return isSame(sumOf([name, row.version, bytes(row.data)]), bytes(row.sum))
}

/** A document from its row. Throws `StoreDamageError`. */
export function readDocument(row: DocumentRow): { readonly name: string; readonly data: unknown } {
  const [name, data] = [bytes(row.name), bytes(row.data)]
  const what = `The document ${toText(name)}`
  if (!isSame(sumOf([name, row.version, data]), bytes(row.sum)))
    throw new StoreDamageError(what, 'its checksum differs')
  return { name: toText(name), data: fromJson(data, what) }
}

/** A timeline item as it is kept, with its position and the version of its shape. */
export interface StoredTimelineItem {
  readonly seq: number
  readonly version: number
  readonly data: unknown
}

/** A timeline item from its row. Throws `StoreDamageError`. */
export function readTimelineItem(row: TimelineRow): StoredTimelineItem {
  const [session, item, data] = [bytes(row.session), bytes(row.item), bytes(row.data)]
  const what = `Step ${row.seq} of session ${toText(session)}`
  if (!isSame(sumOf([session, row.seq, item, row.version, data]), bytes(row.sum)))
    throw new StoreDamageError(what, 'its checksum differs')
  return { seq: row.seq, version: row.version, data: fromJson(data, what) }
}

/** The bytes of a name, as the tables hold it. */
export function toBytes(text: string): Uint8Array {
  return Buffer.from(text)
}

function bytes(value: ArrayBuffer): Uint8Array {
  return new Uint8Array(value)
}

function toText(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
}

function toJson(data: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(data))
}

function fromJson(data: Uint8Array, what: string): unknown {
  try {
    // Not text with marks in place of what can't be read: that would be another text.
    return JSON.parse(strictUtf8.decode(data))
  } catch {
    throw new StoreDamageError(what, 'it can’t be read')
  }
}
