import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { err, ok, type Result } from '#shared/base/result.ts'
import { removeClientSocket } from './client-socket.ts'
import type { InstanceFailure } from './failure.ts'
import { removeRecord, writeRecord, type InstanceRecord } from './record.ts'
import { closedPart } from './only-read.ts'
import { mustBeNoCopy, notePlace } from './place.ts'
import { privateFolder } from '../store/data-folder.ts'

/** The right to a data folder, held until released or until this process dies. */
export interface Owner {
  readonly home: string
  /** Tells other processes how to reach this one. */
  publish(record: InstanceRecord): void
  /** Takes that back; the lock stays. */
  withdraw(): void
  /** Takes the record back and lets the next one own the folder. Releasing twice does nothing. */
  release(): void
}

/** What a data folder has in it, also one of the first version. */
const ownNames = new Set(['private', 'lock.db', 'winnow.db'])

/**
 * Claims a data folder for this process, making it (mode 0700) when it is not there. The claim is an exclusive
 * transaction on `private/lock.db`, never committed: the operating system frees it when the process dies, however it dies.
 * `allow` says whether the folder may be used where it is; it only reads, and a folder that it refuses is left untouched.
 */
export function claimHome(
  home: string,
  allow: (home: string) => Result<null, InstanceFailure> = mustBeNoCopy,
): Result<Owner, InstanceFailure> {
  const file = path.join(privateFolder(home), 'lock.db')
  let lock: Database.Database | null = null
  try {
    if (existsSync(home)) {
      const allowed = allow(home)
      if (!allowed.ok) return allowed
      // Before its mode is changed: whoever took the right to write from it meant that.
      const closed = closedPart(home)
      if (closed !== null) throw new Error(`${closed} is closed to writing`)
    }
    mkdirSync(home, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32' && (statSync(home).mode & 0o077) !== 0) {
      // An empty folder, or our own, is closed to others. One with other things in it is not ours to change.
      const names = readdirSync(home)
      if (names.length > 0 && !names.some((name) => ownNames.has(name))) return openToOthers(home)
      chmodSync(home, 0o700)
    }
    mkdirSync(privateFolder(home), { mode: 0o700, recursive: true })
    chmodSync(privateFolder(home), 0o700)
    lock = lockExclusively(file)
    endOldPlaces(home)
    // Another one may have moved or adopted it meanwhile.
    const allowed = allow(home)
    if (!allowed.ok) {
      lock.close()
      return allowed
    }
    notePlace(home)
    keepFromGit(home)
    // Whoever wrote these is dead: the lock is ours.
    removeRecord(home)
    removeClientSocket(home)
    for (const name of readdirSync(privateFolder(home))) {
      if (/^instance\.json\.\d+$/.test(name)) rmSync(path.join(privateFolder(home), name), { force: true })
    }
  } catch (error) {
    lock?.close()
    const { code, message } = error as Error & { readonly code?: string }
    if (code === 'SQLITE_BUSY') {
      return err({
        kind: 'owned',
        message: `Another Winnow uses the data folder ${home}. Nothing was changed. Use that one, or end it first.`,
        paths: [home],
      })
    }
    if (code === 'SQLITE_NOTADB')
      return err({
        kind: 'unusableHome',
        message: `The lock ${file} is damaged. Nothing was changed. It holds nothing of yours: remove it while no Winnow runs, then start again.`,
        paths: [file],
      })
    return err({
      kind: 'unusableHome',
      message:
        `The data folder ${home} cannot be used (${message}). Nothing was changed. ` +
        'Make it writable, free some space, or name another one in WINNOW_HOME.',
      paths: [home],
    })
  }
  const held = lock
  let released = false
  return ok({
    home,
    publish: (record) => writeRecord(home, record),
    withdraw: () => {
      if (released) return
      removeRecord(home)
      removeClientSocket(home)
    },
    release() {
      if (released) return
      removeRecord(home)
      removeClientSocket(home)
      released = true
      held.exec('ROLLBACK')
      held.close()
    },
  })
}

/** A data folder inside of a repository is in no snapshot and no commit of that: databases, secrets, other worktrees. */
function keepFromGit(home: string): void {
  const file = path.join(home, '.gitignore')
  if (!existsSync(file)) writeFileSync(file, '# The data folder of Winnow.\n*\n', { mode: 0o600 })
}

function openToOthers(home: string): Result<Owner, InstanceFailure> {
  return err({
    kind: 'unusableHome',
    message: `The folder ${home} has other things in it, and other users of this machine may enter it, so it is no place for code and prompts. Nothing was changed. Name an empty folder in WINNOW_HOME, or close this one: chmod 700.`,
    paths: [home],
  })
}

function lockExclusively(file: string): Database.Database {
  const lock = new Database(file)
  try {
    // In WAL mode an exclusive transaction would not keep others from theirs.
    lock.exec('PRAGMA journal_mode=DELETE')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    throw error
  }
}

/** The first version had lock and address in the data folder itself. Throws while a process of that version owns it. */
function endOldPlaces(home: string): void {
  const file = path.join(home, 'lock.db')
  if (existsSync(file)) {
    const old = lockExclusively(file)
    for (const part of ['', '-journal']) rmSync(file + part, { force: true })
    old.close()
  }
  for (const name of readdirSync(home)) {
    if (/^instance\.json(\.\d+)?$/.test(name)) rmSync(path.join(home, name), { force: true })
  }
}
