import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { migrations } from './migrations.ts'
import { Store, StoreDamageError, StoreWriteError } from './store.ts'

const folders: { remove(): void }[] = []
afterEach(() => folders.splice(0).forEach((folder) => folder.remove()))
function file(): string {
  const folder = temporaryFolder()
  folders.push(folder)
  return path.join(folder.path, 'home', 'winnow.db')
}
const clock = { now: () => 5 }

describe('store', () => {
  test('keeps events in order, by stream and by prefix, over a reopening', () => {
    const name = file()
    const store = unwrap(Store.open(name, clock))
    const positions = store.append([
      { stream: 'session/a', type: 'made', data: { n: 1 } },
      { stream: 'review/a', type: 'decided', data: ['\udc80'] },
      { stream: 'session/b', type: 'made', data: null },
    ])
    expect([...positions].sort((a, b) => a - b)).toEqual(positions)
    store.close()
    const again = unwrap(Store.open(name, clock))
    expect(again.read('session/a').map((event) => event.data)).toEqual([{ n: 1 }])
    expect(again.read('review/a')[0]).toMatchObject({ type: 'decided', at: 5, data: ['\udc80'] })
    expect(again.readAll('session/').map((event) => event.stream)).toEqual(['session/a', 'session/b'])
    again.close()
  })

  test('a transaction that throws leaves nothing behind', () => {
    const store = unwrap(Store.open(file(), clock))
    expect(() =>
      store.transaction(() => {
        store.append([{ stream: 's', type: 't', data: 1 }])
        store.putDocument('d', 1)
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect(store.read('s')).toEqual([])
    expect(store.document('d')).toBeUndefined()
    store.close()
  })

  test('documents whose names begin alike, and those that are not there', () => {
    const store = unwrap(Store.open(file(), clock))
    for (const name of ['draft/a', 'draft/ab', 'draft/b', 'drafts', 'settings']) store.putDocument(name, name)
    expect(store.document('draft/abc')).toBeUndefined()
    expect(store.document('draft/')).toBeUndefined()
    expect(store.document('setting')).toBeUndefined()
    expect(store.documents('draft/').map(({ name }) => name)).toEqual(['draft/a', 'draft/ab', 'draft/b'])
    expect(store.documents('none/')).toEqual([])
    store.close()
  })

  test('documents and timelines', () => {
    const store = unwrap(Store.open(file(), clock))
    store.putDocument('draft/a', 'x')
    store.putDocument('draft/a', 'y')
    store.putDocument('draft/b', 'z')
    store.putDocument('draft/b', undefined)
    expect(store.documents('draft/')).toEqual([{ name: 'draft/a', data: 'y' }])
    for (let seq = 1; seq <= 5; seq += 1) store.putTimelineItem('s', seq, `i${seq}`, seq)
    store.putTimelineItem('s', 2, 'i2', 'two')
    expect(store.timeline('s', 5, 3).map(({ data }) => data)).toEqual(['two', 3, 4])
    expect(store.timelineItem('s', 'i2')).toEqual({ seq: 2, version: 1, data: 'two' })
    expect(store.timelineItem('other', 'i2')).toBeUndefined()
    expect(store.timelineLength('s')).toBe(5)
    expect(store.timelineLength('other')).toBe(0)
    store.close()
  })

  test('a newer database is refused and not changed; a damaged one is left as it is', () => {
    const name = file()
    mkdirSync(path.dirname(name))
    const db = new Database(name)
    db.exec('CREATE TABLE later (x)')
    db.exec('PRAGMA user_version = 99')
    db.close()
    const bytes = readFileSync(name)
    const newer = Store.open(name, clock)
    expect(newer.ok ? null : newer.error.kind).toBe('newer')
    expect(readFileSync(name)).toEqual(bytes)
    const damaged = file()
    unwrap(Store.open(damaged, clock)).close()
    // Closing may leave the write-ahead log, which alone would still hold everything.
    for (const part of ['-wal', '-shm']) rmSync(damaged + part, { force: true })
    writeFileSync(damaged, 'not a database, for more than one hundred bytes. '.repeat(100))
    const corrupt = Store.open(damaged, clock)
    expect(corrupt.ok ? null : corrupt.error.kind).toBe('corrupt')
  })

  /** Makes a database in another process, which then keeps it to itself until it is told to end. */
  async function held(name: string): Promise<() => Promise<void>> {
    mkdirSync(path.dirname(name))
    const script = `
      import Database from 'libsql'
      const db = new Database(${JSON.stringify(name)})
      db.exec('PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE kept (x); BEGIN EXCLUSIVE')
      process.stdout.write('held')
      process.stdin.once('data', () => process.exit())
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    return async () => {
      const ended = once(child, 'close')
      child.stdin.write('end')
      await ended
    }
  }

  test('held by another program at the start: refused with a sentence that sends nobody to move it away', async () => {
    const name = file()
    const release = await held(name)
    const refused = Store.open(name, clock)
    expect(refused.ok ? null : refused.error.kind).toBe('locked')
    expect(refused.ok ? '' : refused.error.message).toMatch(
      /another program .* Nothing was changed\. End that program/,
    )
    await release()
    unwrap(Store.open(name, clock)).close()
  })

  test('held by another program while it is used: a write is refused whole, and can be done again', async () => {
    const name = file()
    const store = unwrap(Store.open(name, clock))
    store.append([{ stream: 's', type: 't', data: 1 }])
    const other = new Database(name)
    other.exec('BEGIN IMMEDIATE')
    const write = (): unknown => store.append([{ stream: 's', type: 't', data: 2 }])
    expect(write).toThrow(StoreWriteError)
    expect(write).toThrow(/it was not done; everything before is kept\. Another program holds the database/)
    expect(store.read('s')).toHaveLength(1)
    other.exec('ROLLBACK')
    other.close()
    write()
    expect(store.read('s').map((event) => event.data)).toEqual([1, 2])
    store.close()
  })

  test('a document that was refused meanwhile keeps no later write from being done', () => {
    const name = file()
    const store = unwrap(Store.open(name, clock))
    const other = new Database(name)
    other.exec('BEGIN IMMEDIATE')
    expect(() => store.putDocument('d', 1)).toThrow(StoreWriteError)
    expect(() => store.putDocument('d', undefined)).toThrow(StoreWriteError)
    other.exec('ROLLBACK')
    other.close()
    store.append([{ stream: 's', type: 't', data: 1 }])
    store.putDocument('d', 2)
    expect([store.read('s').length, store.document('d')]).toEqual([1, 2])
    store.close()
  })

  const addColumn = (db: Database.Database): void => {
    db.exec("ALTER TABLE documents ADD COLUMN kind TEXT NOT NULL DEFAULT ''")
  }

  // A session saved over by a failed start, with no backup (orca #1158), is what the copy is for.
  test('an older database is copied whole before it is migrated, once', () => {
    const name = file()
    const old = unwrap(Store.open(name, clock))
    old.append([{ stream: 's', type: 't', data: 'kept' }])
    // Not closed: what only the write-ahead log holds belongs to the copy too.
    const migrated = unwrap(Store.open(name, clock, [...migrations, addColumn]))
    expect(migrated.read('s').map((event) => event.data)).toEqual(['kept'])
    migrated.close()
    old.close()
    const copy = `${name}.before-3`
    const before = unwrap(Store.open(copy, clock))
    expect(before.read('s').map((event) => event.data)).toEqual(['kept'])
    before.close()
    rmSync(copy)
    unwrap(Store.open(name, clock, [...migrations, addColumn])).close()
    expect(existsSync(copy)).toBe(false)
    const refused = Store.open(name, clock)
    expect(refused.ok ? null : refused.error.kind).toBe('newer')
  })

  test('a migration that fails changes nothing, says so, and leaves the copy', () => {
    const name = file()
    const old = unwrap(Store.open(name, clock))
    old.append([{ stream: 's', type: 't', data: 'kept' }])
    old.close()
    const failed = Store.open(name, clock, [
      ...migrations,
      addColumn,
      () => {
        throw new Error('no such rule')
      },
    ])
    expect(failed.ok ? null : failed.error.kind).toBe('notMigrated')
    expect(failed.ok ? '' : failed.error.message).toMatch(/no such rule.* It is as it was, and a copy/)
    expect(readdirSync(path.dirname(name))).toContain('winnow.db.before-4')
    const again = unwrap(Store.open(name, clock))
    expect(again.read('s').map((event) => event.data)).toEqual(['kept'])
    again.putDocument('d', 1)
    again.close()
  })

  test('a new database is made at the newest version, without a copy', () => {
    const name = file()
    unwrap(Store.open(name, clock, [...migrations, addColumn])).close()
    expect(readdirSync(path.dirname(name)).filter((one) => one.includes('before'))).toEqual([])
    unwrap(Store.open(name, clock, [...migrations, addColumn])).close()
  })

  test('damage in the middle is found at the start, and left as it is', () => {
    const name = file()
    const store = unwrap(Store.open(name, clock))
    for (let event = 0; event < 300; event += 1)
      store.append([{ stream: 'session/x', type: 't', data: 'y'.repeat(300) }])
    store.close()
    const db = new Database(name)
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    for (const part of ['-wal', '-shm']) rmSync(name + part, { force: true })
    const bytes = readFileSync(name)
    bytes.fill(0xa5, 40_960, 61_440)
    writeFileSync(name, bytes)
    const damaged = Store.open(name, clock)
    expect(damaged.ok ? null : damaged.error.kind).toBe('corrupt')
    expect(damaged.ok ? '' : damaged.error.message).toContain('was left as it is')
    expect(readFileSync(name)).toEqual(bytes)
  })

  test('what append returned is there after the process is killed', async () => {
    const name = file()
    const script = `
      import { Store } from ${JSON.stringify(path.resolve('src/main/store/store.ts'))}
      const store = Store.open(${JSON.stringify(name)}, { now: () => 1 }).value
      for (let n = 0; ; n += 1) { store.append([{ stream: 's', type: 't', data: n }]); process.stdout.write(n + '\\n') }
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (printed.split('\n').length > 50) child.kill('SIGKILL')
    })
    await once(child, 'close')
    const acknowledged = Number(printed.trim().split('\n').at(-1))
    const store = unwrap(Store.open(name, clock))
    const kept = store.read('s').map((event) => event.data)
    expect(kept.length).toBeGreaterThan(acknowledged)
    expect(kept).toEqual(kept.map((_, index) => index))
    store.close()
  })

  /** Changes one value behind the store's back. */
  function tamper(name: string, sql: string): void {
    const db = new Database(name)
    db.exec(sql)
    db.close()
  }
  const changes = [
    [
      'a byte of an event',
      "UPDATE events SET data = CAST(replace(CAST(data AS TEXT), 'two', 'tWo') AS BLOB)",
    ],
    ['bytes that are no UTF-8', "UPDATE events SET data = X'22ff22' WHERE seq = 2"],
    ['the type of an event', "UPDATE events SET type = X'ff' WHERE seq = 2"],
    ['a time', 'UPDATE events SET at = 6 WHERE seq = 2'],
    ['an event that is gone', 'DELETE FROM events WHERE seq = 2'],
    ['two events in the other order', 'UPDATE events SET seq = 9 WHERE seq = 2'],
    ['an event of another stream', "UPDATE events SET stream = CAST('s/a' AS BLOB) WHERE seq = 4"],
  ] as const
  test.each(changes)('finds %s', (_, sql) => {
    const name = file()
    const store = unwrap(Store.open(name, clock))
    for (const data of ['one', 'two', 'three']) store.append([{ stream: 's/a', type: 't', data }])
    store.append([{ stream: 's/b', type: 't', data: 'four' }])
    store.close()
    tamper(name, sql)
    const damaged = unwrap(Store.open(name, clock))
    expect(() => damaged.readAll('s/')).toThrow(StoreDamageError)
    expect(() => damaged.read('s/a')).toThrow(/s\/a in the database is damaged .* Nothing was changed\./)
    damaged.close()
  })

  test('finds a document whose name was changed, so that it is not found by it', () => {
    const name = file()
    const store = unwrap(Store.open(name, clock))
    for (const one of ['draft/a', 'history', 'settings']) store.putDocument(one, one)
    store.close()
    tamper(
      name,
      "UPDATE documents SET name = CAST('settingr' AS BLOB) WHERE name = CAST('settings' AS BLOB); UPDATE documents SET name = CAST('eraft/a' AS BLOB) WHERE name = CAST('draft/a' AS BLOB)",
    )
    const damaged = unwrap(Store.open(name, clock))
    expect(() => damaged.document('settings')).toThrow(StoreDamageError)
    expect(() => damaged.documents('draft/')).toThrow(StoreDamageError)
    // What is not there, and what is whole, is so all the same.
    expect(damaged.document('settingz')).toBeUndefined()
    expect(damaged.document('history')).toBe('history')
    damaged.close()
  })

  test('finds a changed document and a changed timeline item', () => {
    const name = file()
    const store = unwrap(Store.open(name, clock))
    store.putDocument('draft/a', 'x')
    store.putTimelineItem('s', 1, 'i', 'y')
    store.close()
    tamper(name, 'UPDATE documents SET data = CAST(\'"z"\' AS BLOB); UPDATE timeline SET seq = 2')
    const damaged = unwrap(Store.open(name, clock))
    expect(() => damaged.document('draft/a')).toThrow(StoreDamageError)
    expect(() => damaged.documents('draft/')).toThrow(StoreDamageError)
    expect(() => damaged.timeline('s', 9, 9)).toThrow(StoreDamageError)
    damaged.close()
  })

  test('an item that is put again keeps its position', () => {
    const store = unwrap(Store.open(file(), clock))
    for (const seq of [1, 2, 3]) store.putTimelineItem('s', seq, `i${seq}`, seq)
    store.putTimelineItem('s', 4, 'i1', 'again', 2)
    expect(store.timeline('s', 9, 9)).toEqual([
      { seq: 1, version: 2, data: 'again' },
      { seq: 2, version: 1, data: 2 },
      { seq: 3, version: 1, data: 3 },
    ])
    store.close()
  })

  test('a chain goes on over a transaction that was rolled back, and over a reopening', () => {
    const name = file()
    const store = unwrap(Store.open(name, clock))
    store.append([{ stream: 's', type: 't', data: 1 }])
    expect(() =>
      store.transaction(() => {
        store.append([{ stream: 's', type: 't', data: 2 }])
        throw new Error('stop')
      }),
    ).toThrow('stop')
    store.close()
    const again = unwrap(Store.open(name, clock))
    again.append([
      { stream: 's', type: 't', version: 3, data: 4 },
      { stream: 's', type: 't', data: 5 },
    ])
    expect(again.read('s').map(({ version, data }) => [version, data])).toEqual([
      [1, 1],
      [3, 4],
      [1, 5],
    ])
    again.close()
  })

  test('each database has an identity of its own, which it keeps', () => {
    const name = file()
    const store = unwrap(Store.open(name, clock))
    const { identity } = store
    expect(identity).toMatch(/^[0-9a-f]{32}$/)
    store.close()
    const again = unwrap(Store.open(name, clock))
    expect(again.identity).toBe(identity)
    again.close()
    const other = unwrap(Store.open(file(), clock))
    expect(other.identity).not.toBe(identity)
    other.close()
  })
})

test('leaves out damaged figures that can be computed again', () => {
  const name = file()
  const store = unwrap(Store.open(name, clock))
  store.putDocument('counts/a', 1)
  store.putDocument('counts/b', 2)
  store.close()
  const db = new Database(name)
  db.exec("UPDATE documents SET data = X'33' WHERE name = CAST('counts/a' AS BLOB)")
  db.close()
  const damaged = unwrap(Store.open(name, clock))
  expect(damaged.wholeDocuments('counts/')).toEqual([{ name: 'counts/b', data: 2 }])
  damaged.close()
})
