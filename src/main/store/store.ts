import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import type { Clock } from '#shared/base/clock.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { copyIfDue, type DatabaseCopy } from './copies.ts'
import { isBusy, isRefusedByDisk } from './disk-errors.ts'
import { errorText, StoreDamageError, StoreWriteError, type StoreFailure } from './failures.ts'
import { backUp, migrate } from './migrate.ts'
import { firstSchema, migrations as allMigrations } from './migrations.ts'
import {
  documentColumns,
  isNamed,
  eventColumns,
  readDocument,
  readEvents,
  readTimelineItem,
  timelineColumns,
  toBytes,
  type DocumentRow,
  type EventRow,
  type NewEvent,
  type StoredEvent,
  type StoredTimelineItem,
  type TimelineRow,
} from './rows.ts'

export { startFailure, StoreDamageError, StoreWriteError, type StoreFailure } from './failures.ts'
export type { NewEvent, StoredEvent } from './rows.ts'

/** Milliseconds for which another program may hold the database; nothing else is done meanwhile. */
const busyTimeout = 1000
/** Bytes; a larger database is opened unchecked. */
const largestChecked = 200_000_000

/**
 * The database: an append-only table of events, which is the truth; documents (settings, drafts, figures that can be
 * computed again); and the timelines of sessions. A write is on the disk when the call returns. Everything is kept as bytes
 * with a checksum, and each stream of events has a chain: what is read is what was written, or `StoreDamageError` is thrown.
 */
export class Store {
  readonly #db: Database.Database
  readonly #clock: Clock
  readonly #insertEvent: Database.Statement
  readonly #newestChain: Database.Statement

  private constructor(db: Database.Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
    this.#insertEvent = db.prepare(
      'INSERT INTO events (stream, type, version, at, data, sum, chain) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#newestChain = db.prepare('SELECT chain FROM events WHERE stream = ? ORDER BY seq DESC LIMIT 1')
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
        `The database ${file} could not be opened (${errorText(error)}). Nothing was changed. Check that the folder exists and can be written.`,
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
      // For macOS, where a file may else be in the cache of the disk only.
      db.exec('PRAGMA fullfsync = ON')
      db.exec('PRAGMA checkpoint_fullfsync = ON')
      // Damage in the middle would else show at some later read. About a millisecond for each megabyte.
      if (version > 0 && statSync(file).size < largestChecked) {
        const { quick_check: found } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
        if (found !== 'ok') throw new Error(found)
        if (version === schemaVersion) checkIndex(db)
      }
      if (version === 0) db.exec(`BEGIN IMMEDIATE; ${firstSchema} PRAGMA user_version = 1; COMMIT`)
      const copy = `${file}.before-${schemaVersion}`
      if (version > 0 && version < schemaVersion) backUp(db, copy)
      const migrated = migrate(db, Math.max(1, version), migrations)
      if (!migrated.ok) {
        db.close()
        return fail(
          'notMigrated',
          `The database ${file} could not be brought to this version of Winnow (${errorText(migrated.error)}). It is as it was, and a copy of it is ${copy}. Start the Winnow that was used before, and report this.`,
        )
      }
      return ok(new Store(db, clock))
    } catch (error) {
      db.close()
      if (isBusy(error))
        return fail(
          'locked',
          `The database ${file} is held by another program (${errorText(error)}). Nothing was changed. End that program (a database browser, a backup), then start Winnow again.`,
        )
      if (/readonly|unable to open|permission|full/i.test(errorText(error)))
        return fail(
          'unwritable',
          `The database ${file} can't be written (${errorText(error)}). Nothing was changed. Check the folder's permissions and the free space.`,
        )
      return fail(
        'corrupt',
        `The database ${file} can't be read (${errorText(error)}). It was left as it is. \`winnow recover\` lists what of it is damaged and which copies there are, and goes on with what is whole or with a copy.`,
      )
    }
  }

  /** What tells this data folder from every other one, a copy of it excepted: 32 hexadecimal digits. */
  get identity(): string {
    return String(this.document('identity'))
  }

  /**
   * Records events, all or none, and gives their positions. `at` is when, for who goes on with that time. Throws
   * `StoreWriteError` if the disk refuses.
   */
  append(events: readonly NewEvent[], at: number = this.#clock.now()): readonly number[] {
    return this.transaction(() =>
      events.map((event) => {
        // An array: a single object would be taken for named parameters.
        const newest = this.#newestChain.get([toBytes(event.stream)]) as { chain: ArrayBuffer } | undefined
        const chain = newest ? new Uint8Array(newest.chain) : null
        const done = this.#insertEvent.run([...eventColumns(event, at, chain)])
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
    const rows = this.#db.prepare('SELECT * FROM events WHERE stream = ? ORDER BY seq').all([toBytes(stream)])
    return [...readEvents(rows as EventRow[])]
  }

  /** The events of every stream whose name starts with `prefix`, in order. */
  readAll(prefix: string): readonly StoredEvent[] {
    const rows = this.#db
      .prepare('SELECT * FROM events WHERE stream >= ? AND stream < ? ORDER BY seq')
      .all(rangeOf(prefix))
    return [...readEvents(rows as EventRow[])]
  }

  /** A document, or undefined. */
  document(name: string): unknown {
    const row = this.#db.prepare('SELECT * FROM documents WHERE name = ?').get([toBytes(name)]) as
      | DocumentRow
      | undefined
    if (row) return readDocument(row).data
    const { length } = toBytes(name)
    this.#noneHidden(name, (other) => other.name.byteLength === length)
    return undefined
  }

  /** Every document whose name starts with `prefix`, by name. */
  documents(prefix: string): readonly { readonly name: string; readonly data: unknown }[] {
    const rows = this.#db
      .prepare('SELECT * FROM documents WHERE name >= ? AND name < ? ORDER BY name')
      .all(rangeOf(prefix)) as DocumentRow[]
    const found = rows.map(readDocument)
    const names = new Set(found.map(({ name }) => name))
    this.#noneHidden(prefix, (row) => !names.has(Buffer.from(row.name).toString()))
    return found
  }

  /** Throws where a document was not found by its name, or the beginning of it, as damage keeps it from being found. */
  #noneHidden(name: string, concerns: (row: DocumentRow) => boolean): void {
    const rows = this.#db.prepare('SELECT * FROM documents').all() as DocumentRow[]
    if (rows.some((row) => concerns(row) && isNamed(row, name)))
      throw new StoreDamageError(`A document of the name ${name}`, 'its name differs')
  }

  /** The same without those that are damaged. */
  wholeDocuments(prefix: string): readonly { readonly name: string; readonly data: unknown }[] {
    const rows = this.#db
      .prepare('SELECT * FROM documents WHERE name >= ? AND name < ? ORDER BY name')
      .all(rangeOf(prefix)) as DocumentRow[]
    return rows.flatMap((row) => {
      try {
        return [readDocument(row)]
      } catch (error) {
        if (error instanceof StoreDamageError) return []
        throw error
      }
    })
  }

  /** A document; undefined where there is none, or it is damaged. */
  wholeDocument(name: string): unknown {
    return this.wholeDocuments(name).find((one) => one.name === name)?.data
  }

  /** Writes a document, or removes it when `data` is undefined. */
  putDocument(name: string, data: unknown): void {
    // By itself, a statement that another program's hold refused would stay in progress, and no later transaction could end.
    this.transaction(() => {
      if (data === undefined) this.#db.prepare('DELETE FROM documents WHERE name = ?').run([toBytes(name)])
      else
        this.#db
          .prepare(
            'INSERT INTO documents (name, version, data, sum) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version, data = excluded.data, sum = excluded.sum',
          )
          .run([...documentColumns(name, data)])
    })
  }

  /**
   * Adds or replaces a timeline item; `seq` is its position in the session's timeline, which it keeps when it is replaced.
   * `version` is that of the shape of `data`.
   */
  putTimelineItem(session: string, seq: number, item: string, data: unknown, version = 1): void {
    this.transaction(() => {
      const known = this.#db
        .prepare('SELECT seq FROM timeline WHERE session = ? AND item = ?')
        .get([toBytes(session), toBytes(item)]) as { seq: number } | undefined
      this.#db
        .prepare(
          'INSERT INTO timeline (session, seq, item, version, data, sum) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (session, item) DO UPDATE SET version = excluded.version, data = excluded.data, sum = excluded.sum',
        )
        .run([...timelineColumns(session, known?.seq ?? seq, item, version, data)])
    })
  }

  /** At most `limit` items with a position below `before`, oldest first. */
  timeline(session: string, before: number, limit: number): readonly StoredTimelineItem[] {
    const rows = this.#db
      .prepare('SELECT * FROM timeline WHERE session = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
      .all([toBytes(session), before, limit]) as TimelineRow[]
    return rows.reverse().map(readTimelineItem)
  }

  /** One item, or undefined. */
  timelineItem(session: string, item: string): StoredTimelineItem | undefined {
    const row = this.#db
      .prepare('SELECT * FROM timeline WHERE session = ? AND item = ?')
      .get([toBytes(session), toBytes(item)]) as TimelineRow | undefined
    return row && readTimelineItem(row)
  }

  /** The last position used in a session's timeline; 0 if it is empty. */
  timelineLength(session: string): number {
    const row = this.#db
      .prepare('SELECT max(seq) AS seq FROM timeline WHERE session = ?')
      .get([toBytes(session)]) as { seq: number | null }
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

  /** Makes a copy of this database, a data folder's, where one is due; as `copyIfDue` says. */
  copyIfDue(home: string, signal: AbortSignal): Promise<Result<DatabaseCopy | null, string>> {
    return copyIfDue(this.#db, home, this.#clock, signal)
  }

  close(): void {
    this.#db.close()
  }
}

/**
 * Holds the events against the index by which streams are read: an end that the index lost would be missed by nothing
 * else. As long again as the check before it.
 */
function checkIndex(db: Database.Database): void {
  const { missing } = db
    .prepare(
      'SELECT count(*) AS missing FROM events AS row WHERE NOT EXISTS (SELECT 1 FROM events AS entry INDEXED BY events_by_stream WHERE entry.stream = row.stream AND entry.seq = row.seq)',
    )
    .get() as { missing: number }
  if (missing > 0) throw new Error(`${missing} of its entries are missing in their index`)
}

/** The bounds of all names that start with a prefix: no byte of UTF-8 is 0xff. */
function rangeOf(prefix: string): [Uint8Array, Uint8Array] {
  return [toBytes(prefix), Buffer.concat([toBytes(prefix), Buffer.from([0xff])])]
}
