import { renameSync, rmSync } from 'node:fs'
import type Database from 'libsql'
import { err, ok, type Result } from '#shared/base/result.ts'
import { isBusy, isRefusedByDisk } from './disk-errors.ts'

/** Takes a database from one version to the next, within a transaction. */
export type Migration = (db: Database.Database) => void

/** Writes a whole copy of the database as it is now, under its name only once it is complete. */
export function backUp(db: Database.Database, copy: string): void {
  const partial = `${copy}.partial`
  rmSync(partial, { force: true })
  // Not a copy of the file: what the write-ahead log still holds would be missing from it.
  db.prepare('VACUUM INTO ?').run(partial)
  renameSync(partial, copy)
}

/**
 * Takes a database of version `version` (from 1) to version 1 + the number of `migrations`, of which the first leads to
 * version 2. All or nothing: a migration that throws is the failure. What the disk refuses is thrown.
 */
export function migrate(
  db: Database.Database,
  version: number,
  migrations: readonly Migration[],
): Result<null, unknown> {
  const wanted = 1 + migrations.length
  if (version === wanted) return ok(null)
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const migration of migrations.slice(version - 1)) migration(db)
    db.exec(`PRAGMA user_version = ${wanted}`)
    db.exec('COMMIT')
    return ok(null)
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    if (isBusy(error) || isRefusedByDisk(error)) throw error
    return err(error)
  }
}
