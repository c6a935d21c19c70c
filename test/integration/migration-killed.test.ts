import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { databaseFile, privateFolder } from '#main/store/data-folder.ts'
import { openStore } from '#main/store/open-store.ts'
import { Dice } from '#test/support/dice.ts'
import { oldDatabases, type OldDatabase } from '#test/support/old-data-folder.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { seed } from '#test/support/seed.ts'

/** That many microseconds after a step began. */
interface Cut {
  readonly step: number
  readonly delay: number
}

/** Everything that is kept, and what lies where. */
interface Content {
  readonly events: unknown
  readonly documents: unknown
  readonly timelines: unknown
  readonly hasIdentity: boolean
  /** Of the database at its old place, at its new one, and of the copy. */
  readonly versions: readonly number[]
  /** In the data folder and the closed one. */
  readonly files: readonly (readonly string[])[]
}

const long = process.env['WINNOW_TEST_LONG'] === '1'
const folder = temporaryFolder()
let homes = 0
let old: OldDatabase
/** What an opening that nothing cuts short makes of it. */
let whole: Content
/** How long each step of that took, in microseconds. */
let steps: readonly number[]
beforeAll(async () => {
  const largest = oldDatabases().find(({ name }) => name === '1/main')
  if (!largest) throw new Error('there is no database of version 1')
  old = largest
  const home = copyOfHome()
  const { said } = await opening(home, { step: 0, delay: 0 })
  steps = JSON.parse(said) as number[]
  whole = contentOf(home)
})
afterAll(() => folder.remove())

function copyOfHome(): string {
  homes += 1
  const home = path.join(folder.path, `home-${homes}`)
  mkdirSync(home)
  cpSync(old.database, path.join(home, 'winnow.db'))
  return home
}

/** Opens the database in a process that is killed at a step; `said` is empty if it was. */
async function opening(
  home: string,
  { step, delay }: Cut,
): Promise<{ readonly said: string; readonly killed: boolean }> {
  const script = path.resolve('test/support/opening-process.ts')
  let said = ''
  const child = execFile(
    process.execPath,
    [script, home, String(step), String(delay)],
    (_, stdout) => (said = stdout),
  )
  await once(child, 'close')
  return { said, killed: child.signalCode === 'SIGKILL' }
}

/** What is there after one more opening. */
function contentOf(home: string): Content {
  const store = unwrap(openStore(home, { now: () => 1 }))
  const events = store.readAll('')
  const sessions = [...new Set(events.map(({ stream }) => stream.slice(stream.indexOf('/') + 1)))]
  const content = {
    events,
    // Made by chance, for each database anew.
    documents: store.documents('').filter(({ name }) => name !== 'identity'),
    timelines: sessions.map((session) => store.timeline(session, Number.MAX_SAFE_INTEGER, 1000)),
    hasIdentity: /^[0-9a-f]{32}$/.test(store.identity),
  }
  store.close()
  return {
    ...content,
    versions: [path.join(home, 'winnow.db'), databaseFile(home), `${databaseFile(home)}.before-2`].map(
      versionOf,
    ),
    files: [home, privateFolder(home)].map((one) =>
      readdirSync(one).filter((name) => !/-(wal|shm)$/.test(name)),
    ),
  }
}

function versionOf(file: string): number {
  const db = new Database(file, { readonly: true })
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  db.close()
  return version
}

/** Names the cuts after which something is not as it was. */
async function lostAfter(cases: readonly (readonly Cut[])[]): Promise<readonly string[]> {
  const lost: string[] = []
  const left = cases.values()
  const work = async (): Promise<void> => {
    for (const cuts of left) {
      const home = copyOfHome()
      for (const cut of cuts) {
        const { killed } = await opening(home, cut)
        if (cut.delay === 0 && !killed) lost.push(`${JSON.stringify(cuts)}: it was not killed`)
      }
      try {
        const content = contentOf(home)
        for (const part of Object.keys(whole) as (keyof Content)[])
          if (!isDeepStrictEqual(content[part], whole[part]))
            lost.push(`${JSON.stringify(cuts)}: ${part} ${JSON.stringify(content[part]).slice(0, 200)}`)
      } catch (error) {
        lost.push(`${JSON.stringify(cuts)}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
  await Promise.all([work(), work()])
  return lost
}

test('an old database is moved and migrated with all that it has', () => {
  expect(whole).toMatchObject({
    versions: [2, 2, 1],
    files: [
      ['private', 'winnow.db'],
      ['winnow.db', 'winnow.db.before-2'],
    ],
    hasIdentity: true,
  })
  expect(steps.length).toBeGreaterThan(30)
})

test('killed before any step of that, nothing is lost and nothing left behind', async () => {
  expect(await lostAfter(steps.map((_, index) => [{ step: index + 1, delay: 0 }]))).toEqual([])
})

test(`killed within steps, and once more on the way, as well (WINNOW_TEST_SEED=${seed})`, async () => {
  const dice = new Dice(seed)
  const anywhere = (): Cut => {
    const step = 1 + dice.below(steps.length)
    return { step, delay: 1 + dice.below(steps[step - 1] ?? 1) }
  }
  const cases = Array.from({ length: long ? 200 : 12 }, () => [anywhere(), anywhere()])
  expect(await lostAfter(cases)).toEqual([])
}, 600_000)
