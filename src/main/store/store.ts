import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import type { Clock } from '#shared/base/clock.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import { isBusy, isRefusedByDisk } from './disk-errors.ts'
import { backUp, migrate, type Migration } from './migrate.ts'

export type StoreFailure = Failure<'newer' | 'corrupt' | 'unwritable' | 'locked' | 'notMigrated'>

/** The disk, or another program, refused a write, and nothing of it was kept. The message is for the person. */
export class StoreWriteError extends Error {
  override readonly name = 'StoreWriteError'

  constructor(cause: unknown) {
    const remedy = isBusy(cause)
      ? 'Another program holds the database: end it'
      : 'Free some space and check that the data folder can be written'
    super(
      `What was asked could not be written down (${text(cause)}), so it was not done; everything before is kept. ${remedy}, then do it again.`,
      { cause },
    )
  }
}

/** A fact to be recorded. `data` is JSON. */
export interface NewEvent {
  readonly stream: string
  readonly type: string
  readonly data: unknown
}

export interface StoredEvent extends NewEvent {
  /** Position over all streams; grows, but not without gaps. */
  readonly seq: number
  readonly at: number
}

interface EventRow {
  readonly seq: number
  readonly stream: string
  readonly type: string
  readonly at: number
  readonly data: string
}

/** The first takes version 1 to version 2, and so on. */
const allMigrations: readonly Migration[] = []
/** Milliseconds for which another program may hold the database; nothing else is done meanwhile. */
const busyTimeout = 1000
/** Bytes; a larger database is opened unchecked. */
const largestChecked = 200_000_000

const schema = `
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

/**
 * The database: an append-only table of events, which is the truth; documents (settings, drafts, figures that can be
 * computed again); and the timelines of sessions. A write is on the disk when the call returns.
 */
export class Store {
  readonly #db: Database.Database
  readonly #clock: Clock
  readonly #insertEvent: Database.Statement

  private constructor(db: Database.Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
    this.#insertEvent = db.prepare('INSERT INTO events (stream, type, at, data) VALUES (?, ?, ?, ?)')
  }

  /**
   * Opens or makes the database. A newer one is refused; an older one is copied (`<file>.before-<version>`) before it is
   * migrated, all or nothing. `migrations` are those there are; a test passes its own.
   */
  static open(file: string, clock: Clock, migrations = allMigrations): Result<Store, StoreFailure> {
    const schemaVersion = 1 + migrations.length
    const fail = (kind: StoreFailure['kind'], message: string): Result<Store, StoreFailure> =>
      err({ kind, message, paths: [file] })
    let db: Database.Database
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      db = new Database(file)
    } catch (error) {
      return fail(
        'unwritable',
        `The database ${file} could not be opened (${text(error)}). Nothing was changed. Check that the folder exists and can be written.`,
      )
    }
    try {
      db.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
      const version = (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
      if (version > schemaVersion) {
        db.close()
        return fail(
          'newer',
          `The database ${file} was written by a newer Winnow. It was not changed. Start the newer Winnow, or set WINNOW_HOME to another folder.`,
        )
      }
      db.exec('PRAGMA journal_mode = WAL')
      db.exec('PRAGMA synchronous = FULL')
      // Damage in the middle would else show at some later read. About a millisecond for each megabyte.
      if (version > 0 && statSync(file).size < largestChecked) {
        const { quick_check: found } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
        if (found !== 'ok') throw new Error(found)
      }
      if (version === 0) db.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = 1; COMMIT`)
      const copy = `${file}.before-${schemaVersion}`
      if (version > 0 && version < schemaVersion) backUp(db, copy)
      const migrated = migrate(db, Math.max(1, version), migrations)
      if (!migrated.ok) {
        db.close()
        return fail(
          'notMigrated',
          `The database ${file} could not be brought to this version of Winnow (${text(migrated.error)}). It is as it was, and a copy of it is ${copy}. Start the Winnow that was used before, and report this.`,
        )
      }
      return ok(new Store(db, clock))
    } catch (error) {
      db.close()
      if (isBusy(error))
        return fail(
          'locked',
          `The database ${file} is held by another program (${text(error)}). Nothing was changed. End that program (a database browser, a backup), then start Winnow again.`,
        )
      if (/readonly|unable to open|permission|full/i.test(text(error)))
        return fail(
          'unwritable',
          `The database ${file} can't be written (${text(error)}). Nothing was changed. Check the folder's permissions and the free space.`,
        )
      return fail(
        'corrupt',
        `The database ${file} can't be read (${text(error)}). It was left as it is. Move it away to start afresh, or restore a copy of it.`,
      )
    }
  }

  /** Records events, all or none, and gives their positions. Throws `StoreWriteError` if the disk refuses. */
  append(events: readonly NewEvent[]): readonly number[] {
    const at = this.#clock.now()
    return this.transaction(() =>
      events.map((event) => {
        const done = this.#insertEvent.run(event.stream, event.type, at, JSON.stringify(event.data))
        return Number(done.lastInsertRowid)
      }),
    )
  }

  /** Runs `work` in one transaction: everything it writes is kept, or nothing. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#db.inTransaction) return work()
    return this.#writing(() => {
      this.#db.exec('BEGIN IMMEDIATE')
      try {
        const value = work()
        this.#db.exec('COMMIT')
        return value
      } catch (error) {
        // A full disk ends the transaction by itself, sometimes. One left open would take in all that comes after.
        if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
        throw error
      }
    })
  }

  /** The events of one stream, in order. */
  read(stream: string): readonly StoredEvent[] {
    const rows = this.#db
      .prepare('SELECT seq, stream, type, at, data FROM events WHERE stream = ? ORDER BY seq')
      .all(stream)
    return (rows as EventRow[]).map(fromRow)
  }

  /** The events of every stream whose name starts with `prefix`, in order. */
  readAll(prefix: string): readonly StoredEvent[] {
    const rows = this.#db
      .prepare('SELECT seq, stream, type, at, data FROM events WHERE stream >= ? AND stream < ? ORDER BY seq')
      .all(prefix, `${prefix}\u{10ffff}`)
    return (rows as EventRow[]).map(fromRow)
  }

  /** A document, or undefined. */
  document(name: string): unknown {
    const row = this.#db.prepare('SELECT data FROM documents WHERE name = ?').get(name) as
      | { data: string }
      | undefined
    return row ? (JSON.parse(row.data) as unknown) : undefined
  }

  /** Every document whose name starts with `prefix`, by name. */
  documents(prefix: string): readonly { readonly name: string; readonly data: unknown }[] {
    const rows = this.#db
      .prepare('SELECT name, data FROM documents WHERE name >= ? AND name < ? ORDER BY name')
      .all(prefix, `${prefix}\u{10ffff}`) as { name: string; data: string }[]
    return rows.map((row) => ({ name: row.name, data: JSON.parse(row.data) as unknown }))
  }

  /** Writes a document, or removes it when `data` is undefined. */
  putDocument(name: string, data: unknown): void {
    this.#writing(() => {
      if (data === undefined) this.#db.prepare('DELETE FROM documents WHERE name = ?').run(name)
      else
        this.#db
          .prepare(
            'INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data',
          )
          .run(name, JSON.stringify(data))
    })
  }

  /** Adds or replaces a timeline item; `seq` is its position in the session's timeline. */
  putTimelineItem(session: string, seq: number, item: string, data: unknown): void {
    this.#writing(() =>
      this.#db
        .prepare(
          'INSERT INTO timeline (session, seq, item, data) VALUES (?, ?, ?, ?) ON CONFLICT (session, item) DO UPDATE SET data = excluded.data',
        )
        .run(session, seq, item, JSON.stringify(data)),
    )
  }

  /** At most `limit` items with a position below `before`, oldest first. */
  timeline(session: string, before: number, limit: number): readonly unknown[] {
    const rows = this.#db
      .prepare('SELECT data FROM timeline WHERE session = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
      .all(session, before, limit) as { data: string }[]
    return rows.reverse().map((row) => JSON.parse(row.data) as unknown)
  }

  /** The last position used in a session's timeline; 0 if it is empty. */
  timelineLength(session: string): number {
    const row = this.#db.prepare('SELECT max(seq) AS seq FROM timeline WHERE session = ?').get(session) as {
      seq: number | null
    }
    return row.seq ?? 0
  }

  #writing<T>(write: () => T): T {
    try {
      return write()
    } catch (error) {
      if (isBusy(error) || isRefusedByDisk(error)) throw new StoreWriteError(error)
      throw error
    }
  }

  close(): void {
    this.#db.close()
  }
}

function fromRow(row: EventRow): StoredEvent {
  return {
    seq: row.seq,
    stream: row.stream,
    type: row.type,
    at: row.at,
    data: JSON.parse(row.data) as unknown,
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
