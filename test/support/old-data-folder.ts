import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import type { FlatItem } from './flat-item.ts'
import { TestRepository } from './repository.ts'
import type { Answer, Said, SaidOfSession } from './said-of-workbench.ts'

/** What the databases have for the repository and the data folder. */
const repositoryText = '/tmp/winnow-fixture/repository'
const homeText = '/tmp/winnow-fixture/home'

/** What an older version said of what it wrote. */
export interface OldAnswers extends Said {
  readonly sessions: Readonly<Record<string, OldSession>>
  /** Documents of sessions that were announced and not made, after it was opened. */
  readonly outstanding: readonly string[]
  /** Branches and the workbench's own references, after it was opened. */
  readonly references: readonly string[]
}

export interface OldSession extends SaidOfSession<FlatItem> {
  /** The answer to `landing.undo` after all else, and the changeset then; null where no landing is left to undo. */
  readonly landingUndone: { readonly is: Answer; readonly changeset: SaidOfSession['changeset'] } | null
}

/** A database of a fixture, the outputs that belong to it, and what the version that wrote it said of both. */
export interface OldDatabase {
  /** `1/main`. */
  readonly name: string
  /** Of the database. */
  readonly version: number
  readonly database: string
  readonly outputs: string
  readonly bundle: string
  readonly expected: OldAnswers
}

/**
 * Everything that older versions wrote: `test/fixtures/data-folders` has a folder a version of the database, and in it
 * `winnow.db` with `sessions`, or `winnow-x.db` with `sessions-x`, under `main` and `x` in `expected.json`.
 */
export function oldDatabases(): readonly OldDatabase[] {
  const top = path.resolve(import.meta.dirname, '../fixtures/data-folders')
  return readdirSync(top).flatMap((version) => {
    const folder = path.join(top, version)
    const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Record<
      string,
      OldAnswers
    >
    return Object.entries(expected).map(([name, said]) => {
      const suffix = name === 'main' ? '' : `-${name}`
      return {
        name: `${version}/${name}`,
        version: Number(version),
        database: path.join(folder, `winnow${suffix}.db`),
        outputs: path.join(folder, `sessions${suffix}`),
        bundle: path.join(folder, 'repository.bundle'),
        expected: said,
      }
    })
  })
}

/** A copy that can be opened: a data folder as its version had it, and its repository, both below one folder. */
export class OldDataFolder {
  readonly home: string
  readonly repository: TestRepository

  /** `folder` has no symbolic links in its path. */
  constructor(old: OldDatabase, folder: string) {
    this.home = path.join(folder, 'winnow')
    this.repository = new TestRepository(path.join(folder, 'repository'))
    this.repository.git('fetch', '-q', '--update-head-ok', old.bundle, '+refs/*:refs/*')
    this.repository.git('reset', '-q', '--hard', 'main')
    cpSync(old.outputs, path.join(this.home, 'sessions'), { recursive: true })
    chmodSync(this.home, 0o700)
    copyDatabase(old, this.home, this.repository.path)
  }

  /** The same with the texts of the fixture for the two folders. */
  withTexts<T>(value: T): T {
    const text = JSON.stringify(value)
      .replaceAll(this.repository.path, repositoryText)
      .replaceAll(this.home, homeText)
    return JSON.parse(text) as T
  }
}

/** Copies a database to where its version had it, with the real folders in place of the texts for them. */
function copyDatabase(old: OldDatabase, home: string, repository: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const file = path.join(home, 'winnow.db')
  cpSync(old.database, file)
  const db = new Database(file)
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
  // From version 2 on a row has sums, and the database another place.
  if (version !== 1) throw new Error(`nobody said how to put folders into a database of version ${version}`)
  for (const table of ['events', 'documents', 'timeline'])
    for (const [from, to] of [
      [repositoryText, repository],
      [homeText, home],
    ] as const)
      db.prepare(`UPDATE ${table} SET data = replace(data, ?, ?)`).run(from, JSON.stringify(to).slice(1, -1))
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}
