import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import type { Clock } from '#shared/base/clock.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { databaseCopies, type DatabaseCopy } from './copies.ts'
import { databaseFile, privateFolder } from './data-folder.ts'
import { errorText, type StoreFailure } from './failures.ts'
import { migrations } from './migrations.ts'
import { eventColumns, type EventRow } from './rows.ts'
import { Store } from './store.ts'
import { synchronize } from './synchronize.ts'
import { isNothing, readWholeRows, type Lost, type WholeRows } from './whole-rows.ts'

const parts = ['', '-wal', '-shm', '-journal']
const version = 1 + migrations.length

/** What `inspectDatabase` found. */
export interface Inspected {
  /** null: nothing of it can be read. */
  readonly lost: Lost | null
  /** Of sessions that are lost or lose their decisions: what they are called, where that is still known. */
  readonly titles: ReadonlyMap<string, string>
  /** Why nothing can be read, in a few words. */
  readonly why: string | null
  readonly copies: readonly DatabaseCopy[]
}

/** Where the database that was replaced is kept. */
export interface Replaced {
  readonly kept: string
  readonly lost: Lost
}

/**
 * Reads a data folder's whole database and says what of it is damaged, and which copies there are. Nothing is changed, not
 * even by opening it: a copy of it is read. Only for the folder's owner; else `from` is a data folder with a copy of the
 * database. A failure of kind `unwritable` says that there was no place for that.
 */
export function inspectDatabase(home: string, from = home): Result<Inspected, StoreFailure> {
  const copies = databaseCopies(home)
  return withCopy<Inspected>(from, (file) => {
    try {
      const rows = wholeRowsOf(file)
      return ok({ lost: rows.lost, titles: titlesOf(rows), why: null, copies })
    } catch (error) {
      return ok({ lost: null, titles: new Map(), why: errorText(error), copies })
    }
  })
}

/**
 * Makes a database of all that is whole of the damaged one and puts it in its place. A session whose own events are damaged
 * is left out, with its decisions and its timeline; one whose decisions are damaged stays, undecided. Refused where it is
 * not known which streams lost something: then a copy is the way. The damaged database is kept.
 */
export function keepWhole(home: string, clock: Clock): Result<Replaced, StoreFailure> {
  return withCopy(home, (file) => {
    let rows: WholeRows
    try {
      rows = wholeRowsOf(file)
    } catch (error) {
      return corrupt(databaseFile(home), `can't be read (${errorText(error)})`)
    }
    const { lost } = rows
    if (lost.unknownEvents > 0)
      return corrupt(
        databaseFile(home),
        `lost ${lost.unknownEvents} entries of which nobody can say to what they belong`,
      )
    const made = path.join(privateFolder(home), 'recovered.db')
    for (const part of parts) rmSync(made + part, { force: true })
    const opened = Store.open(made, clock)
    if (!opened.ok) return opened
    opened.value.close()
    fill(made, rows, clock.now())
    return ok({ kept: replace(home, made, clock), lost })
  })
}

/** Puts a copy in the place of the database, which is kept. The copy stays. */
export function useCopy(home: string, copy: string, clock: Clock): Result<Replaced, StoreFailure> {
  const made = path.join(privateFolder(home), 'recovered.db')
  try {
    for (const part of parts) rmSync(made + part, { force: true })
    copyFileSync(copy, made)
    const opened = Store.open(made, clock)
    if (!opened.ok) return corrupt(copy, `can't be used (${opened.error.message})`)
    opened.value.close()
    const { lost } = wholeRowsOf(made)
    if (!isNothing(lost)) return corrupt(copy, 'is damaged, too')
    return ok({ kept: replace(home, made, clock), lost })
  } catch (error) {
    return corrupt(copy, `can't be used (${errorText(error)})`)
  } finally {
    for (const part of [...parts, `.before-${version}`]) rmSync(made + part, { force: true })
  }
}

function corrupt(file: string, why: string): Result<never, StoreFailure> {
  return err({
    kind: 'corrupt',
    message: `The database ${file} ${why}. Nothing was changed. \`winnow recover\` lists the copies there are, and \`winnow recover --copy FILE\` goes on with one of them.`,
    paths: [file],
  })
}

/** Gives `work` a copy of the database and its log, in a folder that is removed after it. */
function withCopy<T>(home: string, work: (file: string) => Result<T, StoreFailure>): Result<T, StoreFailure> {
  const original = databaseFile(home)
  if (!existsSync(original))
    return err({
      kind: 'missing',
      message: `There is no database ${original}. Nothing was changed. \`winnow recover --copy FILE\` goes on with a copy of one.`,
      paths: [original],
    })
  let folder: string | null = null
  try {
    folder = mkdtempSync(path.join(privateFolder(home), 'reading-'))
    const file = path.join(folder, 'winnow.db')
    for (const part of ['', '-wal'])
      if (existsSync(original + part)) copyFileSync(original + part, file + part)
    return work(file)
  } catch (error) {
    return err({
      kind: 'unwritable',
      message: `The database ${original} could not be read through a copy beside it (${errorText(error)}). Nothing was changed. Free some space, and check that the folder can be written.`,
      paths: [original],
    })
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }
}

/** Throws where the database is of another version, or what `readWholeRows` throws. */
function wholeRowsOf(file: string): WholeRows {
  const db = new Database(file)
  try {
    const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number }
    if (found !== version) throw new Error(`it is of version ${found}, not ${version}`)
    return readWholeRows(db)
  } finally {
    db.close()
  }
}

/** Which rows belong to what is lost beside them: the rest of a session without its own events. */
function isLeftOut(stream: string, lost: ReadonlySet<string>): boolean {
  const [kind, session] = stream.split('/')
  return kind === 'review' && session !== undefined && lost.has(`session/${session}`)
}

/** Each event that is left out has one in its place that says so: numbers without gaps are how a loss is noticed. */
function fill(file: string, { events, documents, timeline, last, lost }: WholeRows, now: number): void {
  const gone = new Set(lost.streams)
  const db = new Database(file)
  try {
    db.exec('BEGIN IMMEDIATE')
    const event = db.prepare(
      'INSERT INTO events (seq, stream, type, version, at, data, sum, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    const kept = new Map<number, EventRow>(
      events.flatMap((row) => (isLeftOut(Buffer.from(row.stream).toString(), gone) ? [] : [[row.seq, row]])),
    )
    let chain: Uint8Array | null = null
    for (let seq = 1; seq <= last; seq += 1) {
      const row = kept.get(seq)
      if (row) {
        const bytes = [row.data, row.sum, row.chain].map((value) => Buffer.from(value))
        event.run([seq, Buffer.from(row.stream), Buffer.from(row.type), row.version, row.at, ...bytes])
      } else {
        const columns = eventColumns({ stream: `lost/${now}`, type: 'lost', data: null }, now, chain)
        event.run([seq, ...columns])
        chain = columns.at(-1) as Uint8Array
      }
    }
    // The identity of the data folder is the old one where it is whole.
    const document = db.prepare(
      'INSERT OR REPLACE INTO documents (name, version, data, sum) VALUES (?, ?, ?, ?)',
    )
    for (const row of documents)
      document.run([Buffer.from(row.name), row.version, Buffer.from(row.data), Buffer.from(row.sum)])
    const step = db.prepare(
      'INSERT INTO timeline (session, seq, item, version, data, sum) VALUES (?, ?, ?, ?, ?, ?)',
    )
    for (const row of timeline) {
      if (gone.has(`session/${Buffer.from(row.session).toString()}`)) continue
      const [session, item] = [Buffer.from(row.session), Buffer.from(row.item)]
      step.run([session, row.seq, item, row.version, Buffer.from(row.data), Buffer.from(row.sum)])
    }
    db.exec('COMMIT')
  } finally {
    db.close()
  }
}

/** Puts a made database in its place, durably; gives where the one of before is kept. */
function replace(home: string, made: string, clock: Clock): string {
  const file = databaseFile(home)
  const folder = path.join(privateFolder(home), 'damaged')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stamp = new Date(clock.now()).toISOString().replace(/[-:.]/g, '')
  const kept = path.join(folder, `winnow-${stamp}.db`)
  emptyLog(made)
  synchronize(made)
  // The log first: a database without it is another one, a log without its database is nothing.
  for (const part of ['', '-wal']) if (existsSync(file + part)) copyFileSync(file + part, kept + part)
  synchronize(kept)
  synchronize(folder)
  for (const part of parts.slice(1)) for (const one of [file, made]) rmSync(one + part, { force: true })
  renameSync(made, file)
  synchronize(privateFolder(home))
  return kept
}

/** What the log of a database holds is brought into its file: it goes on without the log. */
function emptyLog(file: string): void {
  const db = new Database(file)
  try {
    const { busy } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }
    if (busy !== 0) throw new Error(`the database ${file} is used by another program`)
  } finally {
    db.close()
  }
}

/** What sessions are called whose own events are damaged, or whose decisions are: as it was at first. */
function titlesOf({ events, others, lost }: WholeRows): ReadonlyMap<string, string> {
  const ids = new Set(lost.streams.map((stream) => stream.split('/')[1] ?? ''))
  const titles = new Map<string, string>()
  for (const { stream, type, data } of [...events, ...others]) {
    const [kind, id = ''] = Buffer.from(stream).toString().split('/')
    if (kind !== 'session' || !ids.has(id) || Buffer.from(type).toString() !== 'sessionCreated') continue
    const { title } = JSON.parse(Buffer.from(data).toString()) as { readonly title?: unknown }
    if (typeof title === 'string') titles.set(id, title)
  }
  return titles
}
