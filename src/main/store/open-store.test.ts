import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { databaseFile } from './data-folder.ts'
import { firstSchema } from './migrations.ts'
import { openStore } from './open-store.ts'

const clock = { now: () => 5 }
let folder: ReturnType<typeof temporaryFolder>
let home: string
beforeEach(() => {
  folder = temporaryFolder()
  home = path.join(folder.path, 'home')
  mkdirSync(home)
})
afterEach(() => folder.remove())

/** A database as the first version has it, still open: part of it is only in the write-ahead log. */
function firstVersion(): Database.Database {
  const db = new Database(path.join(home, 'winnow.db'))
  db.exec(`PRAGMA journal_mode = WAL; ${firstSchema} PRAGMA user_version = 1`)
  db.exec(`INSERT INTO events (stream, type, at, data) VALUES ('session/a', 't', 1, '"kept"')`)
  return db
}

function versionAtOldPlace(): number {
  const db = new Database(path.join(home, 'winnow.db'), { readonly: true })
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  db.close()
  return version
}

describe('the database of a data folder', () => {
  test('is made in the closed folder', () => {
    unwrap(openStore(home, clock)).close()
    expect(readdirSync(home)).toEqual(['private'])
    expect(statSync(path.join(home, 'private')).mode & 0o777).toBe(0o700)
  })

  test('is brought there from its old place with all that it holds, once', () => {
    firstVersion().close()
    const store = unwrap(openStore(home, clock))
    expect(store.read('session/a').map(({ data }) => data)).toEqual(['kept'])
    store.append([{ stream: 'session/a', type: 't', data: 'newer' }])
    store.close()
    const again = unwrap(openStore(home, clock))
    expect(again.read('session/a').map(({ data }) => data)).toEqual(['kept', 'newer'])
    again.close()
    expect(existsSync(`${databaseFile(home)}.before-2`)).toBe(true)
  })

  test('is brought there again when a move was cut off, also with a log of the old one', () => {
    const old = firstVersion()
    for (const part of ['', '-wal', '-shm'])
      copyFileSync(path.join(home, `winnow.db${part}`), path.join(folder.path, `copy${part}`))
    old.close()
    for (const part of ['', '-wal', '-shm'])
      copyFileSync(path.join(folder.path, `copy${part}`), path.join(home, `winnow.db${part}`))
    mkdirSync(path.join(home, 'private'))
    copyFileSync(path.join(folder.path, 'copy'), `${databaseFile(home)}.partial`)
    const store = unwrap(openStore(home, clock))
    expect(store.read('session/a').map(({ data }) => data)).toEqual(['kept'])
    store.close()
  })

  test('is brought there again when there is no mark yet: until then the old place has the truth', () => {
    const old = firstVersion()
    mkdirSync(path.join(home, 'private'))
    old.prepare('VACUUM INTO ?').run([databaseFile(home)])
    old.exec(`INSERT INTO events (stream, type, at, data) VALUES ('session/a', 't', 2, '"kept too"')`)
    old.close()
    const store = unwrap(openStore(home, clock))
    expect(store.read('session/a').map(({ data }) => data)).toEqual(['kept', 'kept too'])
    store.close()
    expect(versionAtOldPlace()).toBe(2)
  })

  test('is opened when a copy of the old one was put back in its place', () => {
    firstVersion().close()
    unwrap(openStore(home, clock)).close()
    for (const part of ['', '-wal', '-shm']) rmSync(databaseFile(home) + part, { force: true })
    copyFileSync(`${databaseFile(home)}.before-2`, databaseFile(home))
    const store = unwrap(openStore(home, clock))
    expect(store.read('session/a').map(({ data }) => data)).toEqual(['kept'])
    store.close()
  })

  test('goes before what someone put at the old place, which is left alone', () => {
    firstVersion().close()
    const store = unwrap(openStore(home, clock))
    store.append([{ stream: 'session/a', type: 't', data: 'newer' }])
    store.close()
    rmSync(path.join(home, 'winnow.db'))
    firstVersion().close()
    const again = unwrap(openStore(home, clock))
    expect(again.read('session/a').map(({ data }) => data)).toEqual(['kept', 'newer'])
    again.close()
    expect(versionAtOldPlace()).toBe(1)
  })

  test('leaves a mark that the first version refuses as newer', () => {
    firstVersion().close()
    unwrap(openStore(home, clock)).close()
    expect(versionAtOldPlace()).toBe(2)
  })

  test('that was moved and is gone is never begun anew', () => {
    firstVersion().close()
    unwrap(openStore(home, clock)).close()
    rmSync(databaseFile(home))
    const gone = openStore(home, clock)
    expect(gone.ok ? '' : gone.error.message).toMatch(/is not there any more\. Nothing was changed\./)
    expect(existsSync(databaseFile(home))).toBe(false)
  })

  test('that is damaged at its old place stays as it is', () => {
    firstVersion().close()
    const file = path.join(home, 'winnow.db')
    for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true })
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 0, 100)
    rmSync(file)
    const damaged = new Uint8Array(bytes)
    writeFileSync(file, damaged)
    const refused = openStore(home, clock)
    expect(refused.ok ? null : refused.error.kind).toBe('corrupt')
    expect(new Uint8Array(readFileSync(file))).toEqual(damaged)
  })
})
