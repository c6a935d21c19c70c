import type Database from 'libsql'
import { chainAfter, chainStart, isSame, sumOf } from './checksum.ts'
import { StoreDamageError } from './failures.ts'
import { readDocument, readTimelineItem } from './rows.ts'
import type { DocumentRow, EventRow, TimelineRow } from './rows.ts'

/** What of a database is not as it was written. */
export interface Lost {
  /** Streams of events that miss an entry, or have one that is another. */
  readonly streams: readonly string[]
  readonly documents: readonly string[]
  /** How many steps of timelines, by session. */
  readonly steps: ReadonlyMap<string, number>
  /** Events of which nobody can say to which stream they belong: with any, no stream can be trusted. */
  readonly unknownEvents: number
  /** Tables that could not be read to their end, so that more may be missing of them. */
  readonly torn: readonly ('documents' | 'timeline')[]
}

/** What of a database is as it was written. A stream is there with all of its entries, or not at all. */
export interface WholeRows {
  readonly events: readonly EventRow[]
  readonly documents: readonly DocumentRow[]
  readonly timeline: readonly TimelineRow[]
  /** The number of the newest event that there was. */
  readonly last: number
  /** Events of damaged streams that are as they were written: enough to name what is lost. */
  readonly others: readonly EventRow[]
  readonly lost: Lost
}

/**
 * Reads all that a database of the present version holds, over damage. Each row is held against its checksum, each stream
 * against its chain, and all events against the index, which knows of those at the end of a stream that are gone. The
 * numbers of events have no gaps, so one that is nowhere is noticed. Throws what the database throws where its list of
 * tables can't be read.
 */
export function readWholeRows(db: Database.Database): WholeRows {
  const known = readIndex(db)
  const rows = readEventRows(db, known)
  const numbers = numbersOf(db, known, rows)
  const streams = new Map<string, EventRow[]>()
  const damaged = new Set<string>()
  let unknownEvents = numbers.certain ? 0 : 1
  for (const seq of numbers.all) {
    const row = rows.get(seq)
    const isWhole = row !== undefined && isAsWritten(row)
    const stream = isWhole ? text(row.stream) : known.get(seq)
    if (stream === undefined) unknownEvents += 1
    else if (!isWhole) damaged.add(stream)
    else {
      const own = streams.get(stream)
      if (own) own.push(row)
      else streams.set(stream, [row])
    }
  }
  for (const [stream, own] of streams) if (!isChained(own)) damaged.add(stream)
  const all = [...streams.values()].flat().toSorted((one, other) => one.seq - other.seq)
  const documents = readTable(db, 'documents', ['name'])
  const timeline = readTable(db, 'timeline', ['session', 'seq'])
  const steps = new Map<string, number>()
  const [wholeSteps, badSteps] = split(timeline.rows as readonly TimelineRow[], readTimelineItem)
  for (const { session } of badSteps) steps.set(text(session), (steps.get(text(session)) ?? 0) + 1)
  const [wholeDocuments, badDocuments] = split(documents.rows as readonly DocumentRow[], readDocument)
  return {
    events: all.filter(({ stream }) => !damaged.has(text(stream))),
    others: all.filter(({ stream }) => damaged.has(text(stream))),
    documents: wholeDocuments,
    timeline: wholeSteps,
    last: numbers.last,
    lost: {
      streams: [...damaged].toSorted(),
      documents: badDocuments.map(({ name }) => text(name)),
      steps,
      unknownEvents,
      torn: [
        ...(documents.torn ? (['documents'] as const) : []),
        ...(timeline.torn ? (['timeline'] as const) : []),
      ],
    },
  }
}

/** Whether nothing is lost. */
export function isNothing({ streams, documents, steps, unknownEvents, torn }: Lost): boolean {
  return streams.length + documents.length + steps.size + unknownEvents + torn.length === 0
}

function text(value: ArrayBuffer): string {
  return Buffer.from(value).toString()
}

function isAsWritten({ stream, type, version, at, data, sum }: EventRow): boolean {
  const columns = [new Uint8Array(stream), new Uint8Array(type), version, at, new Uint8Array(data)]
  return isSame(sumOf(columns), new Uint8Array(sum))
}

function isChained(rows: readonly EventRow[]): boolean {
  let chain = chainStart
  return rows.every((row) => {
    chain = chainAfter(chain, new Uint8Array(row.sum))
    return isSame(chain, new Uint8Array(row.chain))
  })
}

/** The streams of events by their numbers, as far as the index can be read from either end. */
function readIndex(db: Database.Database): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (const order of ['', 'DESC']) {
    try {
      const entries = db
        .prepare(
          `SELECT seq, stream FROM events INDEXED BY events_by_stream WHERE stream >= X'' ORDER BY stream ${order}, seq ${order}`,
        )
        .iterate() as Iterable<Pick<EventRow, 'seq' | 'stream'>>
      for (const { seq, stream } of entries) found.set(seq, text(stream))
    } catch {
      // What comes before the damage is known.
    }
  }
  return found
}

function readEventRows(
  db: Database.Database,
  known: ReadonlyMap<number, string>,
): ReadonlyMap<number, EventRow> {
  const found = new Map<number, EventRow>()
  for (const order of ['', 'DESC']) {
    try {
      const rows = db.prepare(`SELECT * FROM events ORDER BY seq ${order}`).iterate() as Iterable<EventRow>
      for (const row of rows) found.set(row.seq, row)
      return found
    } catch {
      // From the other end, and one by one.
    }
  }
  const one = db.prepare('SELECT * FROM events WHERE seq = ?')
  for (const seq of numbersOf(db, known, found).all) {
    if (found.has(seq)) continue
    try {
      const row = one.get([seq]) as EventRow | undefined
      if (row) found.set(seq, row)
    } catch {
      // It is one of those that are lost.
    }
  }
  return found
}

/** The numbers of all events that there are or were; not `certain` where the newest number is damaged. */
function numbersOf(
  db: Database.Database,
  known: ReadonlyMap<number, string>,
  rows: ReadonlyMap<number, EventRow>,
): { readonly all: Iterable<number>; readonly last: number; readonly certain: boolean } {
  const seen = new Set([...known.keys(), ...rows.keys()])
  let last = newestNumber(db)
  for (const seq of seen) last = Math.max(last, seq)
  const certain = last > 0 && last <= 2 * seen.size + 1000
  const all = certain ? Array.from({ length: last }, (_, index) => index + 1) : seen
  return { all, last, certain }
}

function newestNumber(db: Database.Database): number {
  try {
    const row = db.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'events'`).get() as { seq: number }
    return row.seq
  } catch {
    return 0
  }
}

function readTable(
  db: Database.Database,
  table: string,
  key: readonly string[],
): { readonly rows: readonly unknown[]; readonly torn: boolean } {
  const found = new Map<string, unknown>()
  let torn = false
  for (const order of ['', 'DESC']) {
    try {
      const columns = key.map((column) => `${column} ${order}`).join(', ')
      const rows = db.prepare(`SELECT * FROM ${table} ORDER BY ${columns}`).iterate()
      for (const row of rows) found.set(JSON.stringify(key.map((column) => keyOf(row, column))), row)
      if (!torn) return { rows: [...found.values()], torn }
    } catch {
      torn = true
    }
  }
  return { rows: [...found.values()], torn }
}

function keyOf(row: unknown, column: string): string | number {
  const value = (row as Readonly<Record<string, ArrayBuffer | number>>)[column]
  return value instanceof ArrayBuffer ? Buffer.from(value).toString('hex') : (value ?? 0)
}

/** Rows that can be read as they were written, and the others. */
function split<Row>(rows: readonly Row[], read: (row: Row) => unknown): [Row[], Row[]] {
  const [whole, others]: [Row[], Row[]] = [[], []]
  for (const row of rows) {
    try {
      read(row)
      whole.push(row)
    } catch (error) {
      if (!(error instanceof StoreDamageError)) throw error
      others.push(row)
    }
  }
  return [whole, others]
}
