import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import type { Clock } from '#shared/base/clock.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { databaseFile, privateFolder } from './data-folder.ts'
import { errorText, type StoreFailure } from './failures.ts'
import { backUp } from './migrate.ts'
import { Store } from './store.ts'
import { synchronize } from './synchronize.ts'

/** The version that a Winnow which looks for its database at the old place refuses as newer. */
const movedVersion = 2

/** Opens or makes the database of a data folder, at its place. Only for the folder's owner. */
export function openStore(home: string, clock: Clock): Result<Store, StoreFailure> {
  const moved = moveFromOldPlace(home)
  return moved.ok ? Store.open(databaseFile(home), clock) : moved
}

/**
 * A database that lies in the data folder itself, as the first version had it, is brought to its place, whole or not at
 * all. What stays at the old place is a mark that keeps the first version from going on with it, or from beginning an empty
 * database there. Until the mark is there the old place has the truth: a move that was cut off before is made again.
 */
function moveFromOldPlace(home: string): Result<null, StoreFailure> {
  const old = path.join(home, 'winnow.db')
  const file = databaseFile(home)
  if (!existsSync(old) || (existsSync(file) && isMigrated(file))) return ok(null)
  let db: Database.Database | null = null
  try {
    db = new Database(old)
    if (versionOf(db) >= movedVersion) {
      db.close()
      if (existsSync(file)) return ok(null)
      return err({
        kind: 'corrupt',
        message: `The database ${file} is not there any more. Nothing was changed. Put it back, or a copy of it; to start afresh, remove ${old}.`,
        paths: [file, old],
      })
    }
    mkdirSync(privateFolder(home), { recursive: true, mode: 0o700 })
    chmodSync(privateFolder(home), 0o700)
    backUp(db, file)
    synchronize(file)
    synchronize(privateFolder(home))
    // What the log holds must be in the file: a log that stays would be taken for the mark's.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    leaveMark(old, file)
    return ok(null)
  } catch (error) {
    if (db?.open) db.close()
    return err({
      kind: existsSync(file) ? 'unwritable' : 'corrupt',
      message: `The database ${old} could not be brought to ${file} (${errorText(error)}). Nothing of it was changed. Check the folder’s permissions and the free space, then start again.`,
      paths: [old, file],
    })
  }
}

/** Whether the database at its place went through a migration, which comes after the mark. One that can't be read is told later. */
function isMigrated(file: string): boolean {
  let db: Database.Database | null = null
  try {
    db = new Database(file, { readonly: true })
    return versionOf(db) >= movedVersion
  } catch {
    return true
  } finally {
    db?.close()
  }
}

function versionOf(db: Database.Database): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
}

function leaveMark(old: string, file: string): void {
  const made = `${old}.moved`
  for (const part of ['', '-journal']) rmSync(made + part, { force: true })
  const mark = new Database(made)
  mark.exec('CREATE TABLE moved (file TEXT NOT NULL)')
  mark.prepare('INSERT INTO moved (file) VALUES (?)').run([file])
  mark.exec(`PRAGMA user_version = ${movedVersion}`)
  mark.close()
  for (const part of ['-wal', '-shm']) rmSync(old + part, { force: true })
  renameSync(made, old)
  synchronize(path.dirname(old))
}
