import path from 'node:path'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { firstSchema } from './migrations.ts'
import { Store } from './store.ts'

/** More than are read at once, with names on both sides of the edges of a batch. */
const many = 2500

test('version 1: every event, document and timeline item is there as bytes, in its order, with sums', () => {
  const folder = temporaryFolder()
  const name = path.join(folder.path, 'winnow.db')
  const old = new Database(name)
  old.exec(`${firstSchema} PRAGMA user_version = 1; BEGIN`)
  const event = old.prepare('INSERT INTO events (stream, type, at, data) VALUES (?, ?, ?, ?)')
  const item = old.prepare('INSERT INTO timeline (session, seq, item, data) VALUES (?, ?, ?, ?)')
  for (let n = 1; n <= many; n += 1) {
    event.run(`session/${n % 7}`, 'höhe', n, JSON.stringify({ n, text: '\udc80' }))
    item.run(`s${n % 3}`, n, `i${n}`, JSON.stringify(n))
  }
  old.prepare('INSERT INTO documents (name, data) VALUES (?, ?)').run('draft/a', '"x"')
  old.exec('COMMIT; DELETE FROM events WHERE seq > 2400')
  old.close()

  const store = unwrap(Store.open(name, { now: () => 9 }))
  const events = store.readAll('session/')
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 2400 }, (_, n) => n + 1))
  expect(events[9]).toEqual({
    seq: 10,
    stream: 'session/3',
    type: 'höhe',
    version: 1,
    at: 10,
    data: { n: 10, text: '\udc80' },
  })
  expect(store.document('draft/a')).toBe('x')
  expect(store.identity).toMatch(/^[0-9a-f]{32}$/)
  // Each third item is of a session: its timeline had gaps, and has none now.
  for (const n of [1, 2, 3]) {
    const numbers = Array.from({ length: Math.floor((many - n) / 3) + 1 }, (_, at) => n + 3 * at)
    expect(store.timeline(`s${n % 3}`, many + 1, many)).toEqual(
      numbers.map((data, at) => ({ seq: at + 1, version: 1, data })),
    )
    expect(store.timelineLength(`s${n % 3}`)).toBe(numbers.length)
  }
  // A position that was given once is not given again.
  expect(store.append([{ stream: 'session/1', type: 't', data: null }])).toEqual([many + 1])
  expect(store.read('session/1').at(-1)).toMatchObject({ seq: many + 1, version: 1, at: 9 })
  store.close()
  folder.remove()
})

test('version 1: text that is not UTF-8 ends nothing, and is told as damage where it would be used', () => {
  const folder = temporaryFolder()
  const name = path.join(folder.path, 'winnow.db')
  const old = new Database(name)
  old.exec(`${firstSchema} PRAGMA user_version = 1`)
  old.exec(
    "INSERT INTO events (stream, type, at, data) VALUES ('session/a', 't', 1, CAST(X'22ff22' AS TEXT)), ('session/b', 't', 1, '1')",
  )
  old.close()
  const store = unwrap(Store.open(name, { now: () => 9 }))
  expect(store.read('session/b').map(({ data }) => data)).toEqual([1])
  expect(() => store.read('session/a')).toThrow(/^Entry 1 of session\/a in the database is damaged/)
  store.close()
  folder.remove()
})
