import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { databaseFile } from '#main/store/data-folder.ts'
import { inspectDatabase, keepWhole } from '#main/store/recover.ts'
import { Store, StoreDamageError } from '#main/store/store.ts'
import { Dice } from '#test/support/dice.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { seed } from '#test/support/seed.ts'

const clock = { now: () => 5 }
const long = process.env['WINNOW_TEST_LONG'] === '1'
const streams = Array.from({ length: 8 }, (_, n) => [`session/s${n}`, `review/s${n}`])
  .flat()
  .concat('landing')
const nothing = { streams: [], documents: [], steps: new Map(), unknownEvents: 0, torn: [] }
const documents = ['settings', 'draft/a', 'repository/b', 'counts/s1']

/** All that a store says. A part that it refuses to say is undefined. */
function saidBy(store: Store): ReadonlyMap<string, unknown> {
  const ask = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (error) {
      if (
        error instanceof StoreDamageError ||
        /SQLITE_(CORRUPT|NOTADB|IOERR)/.test(String((error as { code?: string }).code))
      )
        return undefined
      throw error
    }
  }
  return new Map<string, unknown>([
    ...streams.map((name): [string, unknown] => [name, ask(() => store.read(name))]),
    ...documents.map((name): [string, unknown] => [name, ask(() => store.document(name) ?? null)]),
  ])
}

let folder: ReturnType<typeof temporaryFolder>
let whole: Buffer
let said: ReadonlyMap<string, unknown>

beforeAll(() => {
  folder = temporaryFolder()
  const file = path.join(folder.path, 'winnow.db')
  const store = unwrap(Store.open(file, clock))
  for (let n = 0; n < 400; n += 1) {
    const stream = streams[(n * 7) % streams.length] ?? ''
    const type = n < streams.length ? 'sessionCreated' : 'decided'
    store.append([{ stream, type, data: { n, title: `Task of ${stream}`, words: 'word '.repeat(n % 90) } }])
    if (n % 4 === 0) store.putTimelineItem(`s${n % 8}`, n + 1, `i${n}`, { n, text: 'x'.repeat(n) })
  }
  for (const name of documents) store.putDocument(name, { name, text: 'y'.repeat(300) })
  said = saidBy(store)
  store.close()
  const db = new Database(file)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  whole = readFileSync(file)
})
afterAll(() => folder.remove())

let homes = 0
/** A data folder of its own for each: a database that is closed is not let go of at once. */
function newHome(bytes: Uint8Array): string {
  const home = path.join(folder.path, `home-${(homes += 1)}`)
  mkdirSync(path.dirname(databaseFile(home)), { recursive: true })
  writeFileSync(databaseFile(home), bytes)
  return home
}

/** The database with one byte, or a whole page, that is another. */
function damaged(dice: Dice): { readonly bytes: Buffer; readonly what: string } {
  const bytes = Buffer.from(whole)
  const at = dice.below(bytes.length)
  const isPage = dice.chance(10)
  if (isPage) bytes.fill(dice.below(256), at - (at % 4096), at - (at % 4096) + 4096)
  else bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8))
  return { bytes, what: isPage ? `the page of byte ${at}` : `byte ${at}` }
}

describe(`a damaged database (WINNOW_TEST_SEED=${seed})`, () => {
  test('is refused, or says what was written, or that it can’t say it; never anything else', () => {
    const dice = new Dice(seed)
    const seen = { refused: 0, partly: 0, whole: 0 }
    const wrong: string[][] = []
    for (let round = 0; round < (long ? 3000 : 120); round += 1) {
      const { bytes, what } = damaged(dice)
      const home = newHome(bytes)
      const opened = Store.open(databaseFile(home), clock)
      if (!opened.ok) {
        seen.refused += 1
        if (opened.error.kind !== 'corrupt') wrong.push([what, opened.error.message])
        continue
      }
      const now = saidBy(opened.value)
      opened.value.close()
      for (const [name, value] of now)
        if (value !== undefined && brief(value) !== brief(said.get(name)))
          wrong.push([what, name, brief(value)])
      seen[[...now.values()].includes(undefined) ? 'partly' : 'whole'] += 1
    }
    expect(wrong).toEqual([])
    expect(Math.min(seen.refused, seen.partly, seen.whole)).toBeGreaterThan(0)
  })

  test('is recovered with exactly what is whole, and every loss is named', () => {
    const dice = new Dice(seed + 1)
    const seen = { recovered: 0, refused: 0 }
    const wrong: string[][] = []
    for (let round = 0; round < (long ? 1000 : 40); round += 1) {
      const { bytes: before, what } = damaged(dice)
      const home = newHome(before)
      const inspected = unwrap(inspectDatabase(home))
      expect(readFileSync(databaseFile(home)).equals(before)).toBe(true)
      const replaced = keepWhole(home, { now: () => round })
      if (!replaced.ok) {
        seen.refused += 1
        if (!readFileSync(databaseFile(home)).equals(before)) wrong.push([what, 'changed'])
        if (inspected.lost?.unknownEvents === 0) wrong.push([what, replaced.error.message])
        continue
      }
      seen.recovered += 1
      const { kept, lost } = replaced.value
      expect(readFileSync(kept).equals(before)).toBe(true)
      expect([what, unwrap(inspectDatabase(home)).lost]).toEqual([what, nothing])
      const store = unwrap(Store.open(databaseFile(home), clock))
      const now = saidBy(store)
      store.close()
      const gone = new Set([...lost.streams, ...lost.documents])
      for (const [name, value] of said) {
        const isGone =
          gone.has(name) || (name.startsWith('review/') && gone.has(name.replace('review', 'session')))
        const torn = lost.torn.includes('documents') && documents.includes(name)
        const expected = isGone || (torn && now.get(name) === null) ? empty(name) : value
        expect([what, name, brief(now.get(name))]).toEqual([what, name, brief(expected)])
      }
    }
    expect(seen.recovered).toBeGreaterThan(seen.refused)
    expect(wrong).toEqual([])
  })

  test('names the sessions whose decisions are gone by their titles', () => {
    const home = newHome(whole)
    const db = new Database(databaseFile(home))
    db.exec(
      `UPDATE events SET data = X'7b7d' WHERE seq = (SELECT max(seq) FROM events WHERE stream = CAST('review/s3' AS BLOB))`,
    )
    db.close()
    const { lost, titles } = unwrap(inspectDatabase(home))
    expect(lost?.streams).toEqual(['review/s3'])
    expect(titles.get('s3')).toBe('Task of session/s3')
  })
})

/** What can be compared, and read where it differs. */
const brief = (value: unknown): string => {
  const text = JSON.stringify(value) ?? ''
  const amount = Array.isArray(value) ? `${value.length} events` : 'a document'
  return `${amount}, ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
}

const empty = (name: string): unknown => (documents.includes(name) ? null : [])
