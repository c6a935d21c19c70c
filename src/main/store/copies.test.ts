import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { databaseCopies } from './copies.ts'
import { copiesFolder, databaseFile } from './data-folder.ts'
import { Store } from './store.ts'

const day = 86_400_000
const signal = new AbortController().signal
let folder: ReturnType<typeof temporaryFolder>
let home: string
let now: number
const clock = { now: () => now }

beforeEach(() => {
  folder = temporaryFolder()
  home = path.join(folder.path, 'home')
  now = Date.UTC(2030, 0, 31, 12, 0, 0, 7)
})
afterEach(() => folder.remove())

function open(file = databaseFile(home)): Store {
  return unwrap(Store.open(file, clock))
}

function write(store: Store, from: number, to: number): void {
  store.transaction(() => {
    for (let n = from; n < to; n += 1) {
      store.append([{ stream: `session/${n % 3}`, type: 'made', data: { n, words: 'x'.repeat(500) } }])
      store.putTimelineItem('s', n + 1, `i${n}`, { n })
      store.putDocument(`draft/${n % 7}`, n)
    }
  })
}

const numbers = (store: Store): unknown[] =>
  store.readAll('session/').map(({ data }) => (data as { n: number }).n)

describe('copies of the database', () => {
  test('are whole, as it was at one moment, while others write, and lose nothing of what these write', async () => {
    const store = open()
    write(store, 0, 2000)
    const state = { done: false }
    const copying = store.copyIfDue(home, signal).finally(() => (state.done = true))
    let written = 2000
    while (!state.done) {
      write(store, written, (written += 20))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const copy = unwrap(await copying)
    expect(copy?.file).toBe(path.join(copiesFolder(home), 'winnow-20300131T120000Z.db'))
    expect(readdirSync(copiesFolder(home))).toEqual(['winnow-20300131T120000Z.db'])
    expect(statSync(copy?.file ?? '').mode & 0o777).toBe(0o600)
    store.close()
    const [whole, again] = [open(), open(copy?.file)]
    expect(written).toBeGreaterThan(2000)
    expect(numbers(whole)).toEqual(Array.from({ length: written }, (_, n) => n))
    expect(numbers(again)).toEqual(Array.from({ length: numbers(again).length }, (_, n) => n))
    expect(numbers(again).length).toBeGreaterThanOrEqual(2000)
    expect(again.identity).toBe(whole.identity)
    whole.close()
    again.close()
  })

  test('are made once a day and go by their age', async () => {
    const store = open()
    write(store, 0, 3)
    for (let hour = 0; hour < 24 * 40; hour += 8) {
      const made = unwrap(await store.copyIfDue(home, signal))
      expect(made !== null).toBe(hour % 24 === 0)
      now += day / 3
    }
    const ages = databaseCopies(home).map(({ at }) => Math.round((now - at) / day))
    expect(ages.slice(0, 4)).toEqual([1, 2, 3, 4].slice(0, 4))
    expect(ages.length).toBeLessThanOrEqual(9)
    store.close()
  })

  test('are not made of what is damaged, and those of before stay', async () => {
    let store = open()
    write(store, 0, 50)
    unwrap(await store.copyIfDue(home, signal))
    store.close()
    const db = new Database(databaseFile(home))
    db.exec(`UPDATE timeline SET data = X'7b7d' WHERE seq = 7`)
    db.close()
    store = open()
    const [kept] = databaseCopies(home)
    const before = readFileSync(kept?.file ?? '')
    now += 2 * day
    const made = await store.copyIfDue(home, signal)
    expect(made).toMatchObject({
      ok: false,
      error: expect.stringMatching(/Step 7 of session s .*damaged/) as string,
    })
    expect(databaseCopies(home)).toEqual([kept])
    expect(readdirSync(copiesFolder(home))).toHaveLength(1)
    expect(readFileSync(kept?.file ?? '')).toEqual(before)
    store.close()
  })

  test('are given up when the workbench ends, and what lies there of others is left alone', async () => {
    const store = open()
    write(store, 0, 500)
    mkdirSync(copiesFolder(home), { recursive: true })
    writeFileSync(path.join(copiesFolder(home), 'mine.db'), 'mine')
    const end = new AbortController()
    const copying = store.copyIfDue(home, end.signal)
    end.abort()
    expect((await copying).ok).toBe(false)
    store.close()
    expect(readdirSync(copiesFolder(home))).toEqual(['mine.db'])
    expect(databaseCopies(home)).toEqual([])
  })
})
