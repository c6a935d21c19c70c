import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { err, ok, type Result } from '#shared/base/result.ts'
import { databaseFile, privateFolder } from './data-folder.ts'
import { errorText, type StoreFailure } from './failures.ts'

/** A folder that only this user can enter, with a copy of a data folder's database where a data folder has it. */
export interface CopyToRead {
  readonly folder: string
  remove(): void
}

const parts = ['', '-wal', '-journal']
/** How often a copy is made again because the database was written meanwhile, and the milliseconds between. */
const tries = 40
const between = 25

/**
 * Copies the database of a data folder, with its log, to a folder among the system's temporary ones. The data folder is
 * only read, and no lock is taken in it: SQLite itself would write beside a database that it opens to read. An owner may
 * write meanwhile; then the copy is made again until nothing changed while it was made. Fails with `locked` where that does
 * not come, `unwritable` where there is no place for the copy or the database can't be read.
 */
export async function copyToRead(home: string): Promise<Result<CopyToRead, StoreFailure>> {
  let folder: string | null = null
  const remove = (): void => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }
  try {
    folder = mkdtempSync(path.join(tmpdir(), 'winnow-reading-'))
    mkdirSync(privateFolder(folder), { mode: 0o700 })
    // The first version had it in the data folder itself.
    const pairs = [
      [path.join(home, 'winnow.db'), path.join(folder, 'winnow.db')],
      [databaseFile(home), databaseFile(folder)],
    ].flatMap(([from = '', to = '']) => parts.map((part) => ({ from: from + part, to: to + part })))
    for (let left = tries; left > 0; left -= 1) {
      const before = standOf(pairs)
      for (const { from, to } of pairs) {
        rmSync(to, { force: true })
        if (existsSync(from)) copyFileSync(from, to)
      }
      if (standOf(pairs) === before) return ok({ folder, remove })
      await pause(between)
    }
    remove()
    return err({
      kind: 'locked',
      message: `The database of the data folder ${home} is written all the time, so it could not be read. Nothing was changed. Try again.`,
      paths: [home],
    })
  } catch (error) {
    remove()
    return err({
      kind: 'unwritable',
      message: `The database of the data folder ${home} could not be copied to ${tmpdir()} to be read (${errorText(error)}). Nothing was changed. Check that it can be read, and free some space there, or name another place in TMPDIR.`,
      paths: [home],
    })
  }
}

/** How the files stand: the same text as long as nobody writes. */
function standOf(pairs: readonly { readonly from: string }[]): string {
  return pairs
    .map(({ from }) => {
      const stat = statSync(from, { bigint: true, throwIfNoEntry: false })
      return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}` : 'none'
    })
    .join('\n')
}
