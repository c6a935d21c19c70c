import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { copiesFolder, databaseFile } from '#main/store/data-folder.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'

interface Recovered {
  readonly kept: string
  readonly lost: { readonly streams: readonly { readonly stream: string; readonly title: string }[] }
}

let folder: ReturnType<typeof temporaryFolder>
let winnow: CommandLine
let sessions: string[]

beforeEach(async () => {
  folder = temporaryFolder()
  winnow = new CommandLine(folder.path)
  const repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  sessions = []
  for (const name of ['one', 'two']) {
    repository.git('switch', '-q', '-c', name, 'main')
    repository.commit(`Change ${name}`, { 'a.txt': `${name}\n` })
    const range = ['review', `main..${name}`, '--title', `Task ${name}`, '--repo', repository.path]
    const { session } = await winnow.json<{ session: string }>(range)
    await winnow.json(['decide', session, '--all', 'accept'])
    sessions.push(session)
  }
})
afterEach(() => folder.remove())

const sql = (statement: string): void => {
  const db = new Database(databaseFile(winnow.home))
  db.exec(statement)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}
const decisions = async (session: string | undefined): Promise<unknown[]> => {
  const { files } = await winnow.json<{ files: { hunks: { decision: string | null }[] }[] }>([
    'changeset',
    session ?? '',
  ])
  return files.flatMap(({ hunks }) => hunks.map(({ decision }) => decision))
}

describe('a damaged database', () => {
  test('is told of with the way out, and gone on with without what is lost, which is named and kept', async () => {
    const [first = '', second = ''] = sessions
    sql(
      `UPDATE events SET data = X'7b7d' WHERE stream = CAST('session/${first}' AS BLOB) AND type = CAST('revisionTaken' AS BLOB)`,
    )
    const before = readFileSync(databaseFile(winnow.home))
    const refused = await winnow.run(['sessions'])
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining('winnow recover')])
    const told = await winnow.run(['recover'])
    expect(told.exitCode).toBe(1)
    expect(told.stdout).toContain(`Lost: session ${first} (Task one)`)
    expect(told.stdout).toContain('winnow recover --whole')
    expect(readFileSync(databaseFile(winnow.home)).equals(before)).toBe(true)
    const { kept, lost } = await winnow.json<Recovered>(['recover', '--whole'])
    expect(lost.streams).toEqual([{ stream: `session/${first}`, title: 'Task one' }])
    expect(readFileSync(kept).equals(before)).toBe(true)
    const left = await winnow.json<{ sessions: { id: string }[] }>(['sessions'])
    expect(left.sessions.map(({ id }) => id)).toEqual([second])
    expect(await decisions(second)).toEqual(['accept'])
    expect((await winnow.run(['recover'])).stdout).toBe('The database is whole.\n')
  })

  test('that loses decisions leaves their hunks undecided, and the others as they were', async () => {
    const [first = '', second = ''] = sessions
    sql(`UPDATE events SET at = at + 1 WHERE stream = CAST('review/${first}' AS BLOB)`)
    const { lost } = await winnow.json<Recovered>(['recover', '--whole'])
    expect(lost.streams).toEqual([{ stream: `review/${first}`, title: 'Task one' }])
    expect([await decisions(first), await decisions(second)]).toEqual([[null], ['accept']])
  })

  test('is replaced by a copy, when the person says which, and is kept', async () => {
    const copy = path.join(copiesFolder(winnow.home), 'winnow-20300131T120000Z.db')
    mkdirSync(path.dirname(copy))
    writeFileSync(copy, readFileSync(databaseFile(winnow.home)))
    writeFileSync(databaseFile(winnow.home), Buffer.alloc(20_000, 'no database '))
    const told = await winnow.run(['recover'])
    expect([told.exitCode, told.stdout]).toEqual([1, expect.stringContaining(copy)])
    expect((await winnow.run(['recover', '--whole'])).exitCode).not.toBe(0)
    const { kept } = await winnow.json<{ kept: string }>(['recover', '--copy', 'newest'])
    expect(readFileSync(kept, 'utf8')).toMatch(/^no database /)
    expect(await decisions(sessions[0])).toEqual(['accept'])
    expect(existsSync(copy)).toBe(true)
  })

  test('is left alone while a workbench owns it, and by words that say nothing', async () => {
    const serving = winnow.start(['serve'])
    await new Promise((resolve) => serving.stdout.once('data', resolve))
    const owned = await winnow.run(['recover', '--whole'])
    expect([owned.exitCode, owned.stderr]).toEqual([5, expect.stringContaining('Another Winnow uses')])
    const ended = new Promise((resolve) => serving.once('close', resolve))
    serving.kill('SIGTERM')
    await ended
    expect((await winnow.run(['recover', '--whole', '--copy', 'x'])).exitCode).toBe(2)
    expect((await winnow.run(['recover', '--copy', 'newest'])).exitCode).toBe(2)
    const missing = await winnow.run(['recover', '--copy', path.join(folder.path, 'nowhere.db')])
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining('Nothing was changed')])
    expect(await decisions(sessions[0])).toEqual(['accept'])
  })
})
