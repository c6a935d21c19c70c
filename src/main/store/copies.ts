import { createReadStream, createWriteStream, readdirSync, statSync } from 'node:fs'
import { mkdir, rename, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setImmediate as breathe } from 'node:timers/promises'
import Database from 'libsql'
import type { Clock } from '#shared/base/clock.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { copiesFolder, databaseFile } from './data-folder.ts'
import { errorText } from './failures.ts'
import { copiesToRemove, isCopyDue } from './kept-copies.ts'
import { readDocument, readEvents, readTimelineItem } from './rows.ts'
import type { DocumentRow, EventRow, TimelineRow } from './rows.ts'
import { synchronize } from './synchronize.ts'

/** A whole copy of the database, as it was at `at` (milliseconds since the Unix epoch). */
export interface DatabaseCopy {
  readonly file: string
  readonly at: number
}

/** How many rows are checked before others have a turn. */
const rowsAtOnce = 200

/** The copies of a data folder's database, newest first. */
export function databaseCopies(home: string): readonly DatabaseCopy[] {
  const folder = copiesFolder(home)
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  const copies = names.flatMap((name) => {
    const at = timeOf(name)
    return at === null ? [] : [{ file: path.join(folder, name), at }]
  })
  return copies.toSorted((one, other) => other.at - one.at)
}

/**
 * Makes a copy of the open database if none is younger than a day, and removes those that are too old; gives the new one,
 * or null where none was due. Others read and write meanwhile. A copy is there only when it is whole and on the disk: every
 * row of it was held against its checksum. The error says in a few words why there is none.
 */
export async function copyIfDue(
  db: Database.Database,
  home: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<DatabaseCopy | null, string>> {
  const now = clock.now()
  const times = databaseCopies(home).map(({ at }) => at)
  if (!isCopyDue(times, now)) return ok(null)
  const folder = copiesFolder(home)
  const partial = path.join(folder, 'copy.partial')
  const copy = { file: path.join(folder, nameOf(now)), at: wholeSeconds(now) }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const original = databaseFile(home)
    const { size } = statSync(original)
    const { bavail, bsize } = await statfs(folder)
    // Space that a landing needs is worth more than a copy.
    if (bavail * bsize < 3 * size) return err('there is too little space on the disk')
    await copyDatabase(db, original, partial, signal)
    await checkCopy(partial, signal)
    synchronize(partial)
    await rename(partial, copy.file)
    synchronize(folder)
    const gone = new Set(copiesToRemove([...times, copy.at], now))
    for (const { file, at } of databaseCopies(home)) if (gone.has(at)) await rm(file)
    return ok(copy)
  } catch (error) {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(partial + end, { force: true })
    return err(errorText(error))
  }
}

/** The file stays as it is while it is copied: what is written meanwhile goes to the log. */
async function copyDatabase(
  db: Database.Database,
  file: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const before = (db.prepare('PRAGMA wal_autocheckpoint').get() as { wal_autocheckpoint: number })
    .wal_autocheckpoint
  const { busy } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }
  if (busy !== 0) throw new Error('another program reads the database')
  db.exec('PRAGMA wal_autocheckpoint = 0')
  try {
    await pipeline(createReadStream(file), createWriteStream(to, { mode: 0o600 }), { signal })
  } finally {
    if (db.open) db.exec(`PRAGMA wal_autocheckpoint = ${before}`)
  }
}

/** Reads all that a copy has. Throws what `readEvents` and its kind throw, or says that its structure is damaged. */
async function checkCopy(file: string, signal: AbortSignal): Promise<void> {
  const db = new Database(file)
  try {
    // A copy is one file.
    db.exec('PRAGMA journal_mode = DELETE')
    const { quick_check: found } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    if (found !== 'ok') throw new Error(`the database is damaged: ${found}`)
    const rows = (table: string, order: string): Iterable<unknown> =>
      db.prepare(`SELECT * FROM ${table} ORDER BY ${order}`).iterate()
    const checks = [
      readEvents(rows('events', 'seq') as Iterable<EventRow>),
      mapped(rows('documents', 'name') as Iterable<DocumentRow>, readDocument),
      mapped(rows('timeline', 'session, seq') as Iterable<TimelineRow>, readTimelineItem),
    ]
    for (const check of checks) {
      let count = 0
      for (const _ of check) {
        count += 1
        if (count % rowsAtOnce === 0) await breathe()
        signal.throwIfAborted()
      }
    }
  } finally {
    db.close()
  }
}

function* mapped<From, To>(rows: Iterable<From>, read: (row: From) => To): Iterable<To> {
  for (const row of rows) yield read(row)
}

function wholeSeconds(at: number): number {
  return Math.floor(at / 1000) * 1000
}

/** Such as `winnow-20300131T120000Z.db`. */
function nameOf(at: number): string {
  return `winnow-${new Date(wholeSeconds(at)).toISOString().replace(/[-:]|\.\d+/g, '')}.db`
}

function timeOf(name: string): number | null {
  const found = /^winnow-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.db$/.exec(name)
  if (!found) return null
  const [, year, month, date, hours, minutes, seconds] = found.map(Number)
  return Date.UTC(year ?? 0, (month ?? 1) - 1, date, hours, minutes, seconds)
}
