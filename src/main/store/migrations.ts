import { randomBytes } from 'node:crypto'
import type Database from 'libsql'
import { chainAfter, chainStart, sumOf } from './checksum.ts'
import type { Migration } from './migrate.ts'

/** The tables of version 1, from which every database sets out. */
export const firstSchema = `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_by_stream ON events (stream, seq);
  CREATE TABLE documents (name TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE timeline (
    session TEXT NOT NULL,
    seq INTEGER NOT NULL,
    item TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (session, seq),
    UNIQUE (session, item)
  ) STRICT, WITHOUT ROWID;
`

/** Text is kept as bytes: the database library ends the process where text that was damaged is not UTF-8. */
const byteTables = `
  ALTER TABLE events RENAME TO text_events;
  ALTER TABLE documents RENAME TO text_documents;
  ALTER TABLE timeline RENAME TO text_timeline;
  DROP INDEX events_by_stream;
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    stream BLOB NOT NULL,
    type BLOB NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    data BLOB NOT NULL,
    sum BLOB NOT NULL,
    chain BLOB NOT NULL
  ) STRICT;
  CREATE INDEX events_by_stream ON events (stream, seq);
  CREATE TABLE documents (
    name BLOB PRIMARY KEY,
    version INTEGER NOT NULL,
    data BLOB NOT NULL,
    sum BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE timeline (
    session BLOB NOT NULL,
    seq INTEGER NOT NULL,
    item BLOB NOT NULL,
    version INTEGER NOT NULL,
    data BLOB NOT NULL,
    sum BLOB NOT NULL,
    PRIMARY KEY (session, seq),
    UNIQUE (session, item)
  ) STRICT, WITHOUT ROWID;
`

/** How many rows are read at once: a database may be larger than the memory. */
const batch = 1000

type Row = Readonly<Record<string, ArrayBuffer | number>>

function bytesOf(row: Row, name: string): Uint8Array {
  const value = row[name]
  if (!(value instanceof ArrayBuffer)) throw new Error(`column ${name} holds no bytes`)
  return new Uint8Array(value)
}

function numberOf(row: Row, name: string): number {
  const value = row[name]
  if (typeof value !== 'number') throw new Error(`column ${name} holds no number`)
  return value
}

/** Reads a whole table in the order of its key, in batches. */
function* rowsOf(
  db: Database.Database,
  first: string,
  next: string,
  key: (row: Row) => unknown[],
): Iterable<Row> {
  let rows = db.prepare(first).all() as Row[]
  for (;;) {
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < batch) return
    rows = db.prepare(next).all(key(last)) as Row[]
  }
}

/** Events, documents and timelines as bytes with checksums and versions, a chain a stream, and the identity. */
const keepBytes: Migration = (db) => {
  db.exec(byteTables)
  const event = db.prepare(
    'INSERT INTO events (seq, stream, type, version, at, data, sum, chain) VALUES (?, ?, ?, 1, ?, ?, ?, ?)',
  )
  const chains = new Map<string, Uint8Array>()
  const eventColumns =
    'seq, CAST(stream AS BLOB) AS stream, CAST(type AS BLOB) AS type, at, CAST(data AS BLOB) AS data'
  const events = rowsOf(
    db,
    `SELECT ${eventColumns} FROM text_events ORDER BY seq LIMIT ${batch}`,
    `SELECT ${eventColumns} FROM text_events WHERE seq > ? ORDER BY seq LIMIT ${batch}`,
    (row) => [numberOf(row, 'seq')],
  )
  for (const row of events) {
    const [stream, type, data] = [bytesOf(row, 'stream'), bytesOf(row, 'type'), bytesOf(row, 'data')]
    const at = numberOf(row, 'at')
    const sum = sumOf([stream, type, 1, at, data])
    const name = Buffer.from(stream).toString('latin1')
    const chain = chainAfter(chains.get(name) ?? chainStart, sum)
    chains.set(name, chain)
    event.run([numberOf(row, 'seq'), stream, type, at, data, sum, chain])
  }
  // Numbers that were given once are not given again, also those of the last events that are gone.
  db.exec(
    "UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'text_events')) WHERE name = 'events'",
  )
  const document = db.prepare('INSERT INTO documents (name, version, data, sum) VALUES (?, 1, ?, ?)')
  const documentColumns = 'CAST(name AS BLOB) AS name, CAST(data AS BLOB) AS data'
  for (const row of db.prepare(`SELECT ${documentColumns} FROM text_documents`).all() as Row[]) {
    const [name, data] = [bytesOf(row, 'name'), bytesOf(row, 'data')]
    document.run([name, data, sumOf([name, 1, data])])
  }
  const item = db.prepare(
    'INSERT INTO timeline (session, seq, item, version, data, sum) VALUES (?, ?, ?, 1, ?, ?)',
  )
  const itemColumns =
    'CAST(session AS BLOB) AS session, seq, CAST(item AS BLOB) AS item, CAST(data AS BLOB) AS data'
  const items = rowsOf(
    db,
    `SELECT ${itemColumns} FROM text_timeline ORDER BY session, seq LIMIT ${batch}`,
    `SELECT ${itemColumns} FROM text_timeline WHERE (session, seq) > (CAST(? AS TEXT), ?) ORDER BY session, seq LIMIT ${batch}`,
    (row) => [bytesOf(row, 'session'), numberOf(row, 'seq')],
  )
  // An item that was reported again left a position that nothing had: the gaps are closed.
  const lengths = new Map<string, number>()
  for (const row of items) {
    const [session, name, data] = [bytesOf(row, 'session'), bytesOf(row, 'item'), bytesOf(row, 'data')]
    const timeline = Buffer.from(session).toString('latin1')
    const seq = (lengths.get(timeline) ?? 0) + 1
    lengths.set(timeline, seq)
    item.run([session, seq, name, data, sumOf([session, seq, name, 1, data])])
  }
  db.exec('DROP TABLE text_events; DROP TABLE text_documents; DROP TABLE text_timeline')
  const name = Buffer.from('identity')
  const data = Buffer.from(JSON.stringify(randomBytes(16).toString('hex')))
  document.run([name, data, sumOf([name, 1, data])])
}

/** The first takes version 1 to version 2, and so on. */
export const migrations: readonly Migration[] = [keepBytes]
