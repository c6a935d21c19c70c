import { existsSync, renameSync } from 'node:fs'
import path from 'node:path'
import type { Clock } from '#shared/base/clock.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { databaseFile, privateFolder } from './data-folder.ts'
import type { StoreFailure } from './failures.ts'
import { Store } from './store.ts'

/** Names of documents that belong to the person and to no session. */
const kept = ['settings', 'history', 'draft/', 'repository/', 'encodings/']

/**
 * Leaves a copied data folder with what is the person's: settings, drafts, prompts and the list of repositories. Its
 * sessions are those of the folder that it is a copy of. Nothing of them is deleted: their database, worktrees and outputs
 * are set aside, in folders whose names are given.
 */
export function leaveSessions(home: string, clock: Clock): Result<readonly string[], StoreFailure> {
  const file = databaseFile(home)
  const made = path.join(privateFolder(home), 'adopted.db')
  const old = Store.open(file, clock)
  if (!old.ok) return old
  const fresh = Store.open(made, clock)
  if (!fresh.ok) {
    old.value.close()
    return fresh
  }
  for (const prefix of kept)
    for (const { name, data } of old.value.documents(prefix)) fresh.value.putDocument(name, data)
  old.value.close()
  fresh.value.close()
  const stamp = new Date(clock.now()).toISOString().replace(/[-:.]/g, '')
  const aside: string[] = []
  const setAside = (what: string): void => {
    if (!existsSync(what)) return
    const place = `${what}.of-the-other-${stamp}`
    renameSync(what, place)
    aside.push(place)
  }
  for (const part of ['', '-wal', '-shm']) setAside(file + part)
  for (const part of ['', '-wal', '-shm']) if (existsSync(made + part)) renameSync(made + part, file + part)
  for (const folder of ['worktrees', 'sessions', 'trash']) setAside(path.join(home, folder))
  return ok(aside)
}
