import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { Store } from './store.ts'

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

  test('documents and timelines', () => {
    const store = unwrap(Store.open(file(), clock))
    store.putDocument('draft/a', 'x')
    store.putDocument('draft/a', 'y')
    store.putDocument('draft/b', 'z')
    store.putDocument('draft/b', undefined)
    expect(store.documents('draft/')).toEqual([{ name: 'draft/a', data: 'y' }])
    for (let seq = 1; seq <= 5; seq += 1) store.putTimelineItem('s', seq, `i${seq}`, seq)
    store.putTimelineItem('s', 2, 'i2', 'two')
    expect(store.timeline('s', 5, 3)).toEqual(['two', 3, 4])
    expect(store.timelineLength('s')).toBe(5)
    expect(store.timelineLength('other')).toBe(0)
    store.close()
  })

  test('a newer database is refused and not changed; a damaged one is left as it is', () => {
    const name = file()
    unwrap(Store.open(name, clock)).close()
    const db = new Database(name)
    db.exec('PRAGMA user_version = 99')
    db.close()
    const newer = Store.open(name, clock)
    expect(newer.ok ? null : newer.error.kind).toBe('newer')
    const damaged = file()
    unwrap(Store.open(damaged, clock)).close()
    // Closing may leave the write-ahead log, which alone would still hold everything.
    for (const part of ['-wal', '-shm']) rmSync(damaged + part, { force: true })
    writeFileSync(damaged, 'not a database, for more than one hundred bytes. '.repeat(100))
    const corrupt = Store.open(damaged, clock)
    expect(corrupt.ok ? null : corrupt.error.kind).toBe('corrupt')
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
})
