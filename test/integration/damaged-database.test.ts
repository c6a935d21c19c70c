import path from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { databaseFile } from '#main/store/data-folder.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'

let folder: ReturnType<typeof temporaryFolder>
let winnow: CommandLine
let session: string

beforeEach(async () => {
  folder = temporaryFolder()
  const repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n' })
  repository.write({ 'a.txt': 'b\n' })
  winnow = new CommandLine(folder.path)
  const made = await winnow.json<{ session: string }>(['review', '--uncommitted'], { cwd: repository.path })
  session = made.session
  await winnow.json(['decide', session, '--all', 'accept'])
  await winnow.json(['land', session, '--branch', 'other', '--name', 'A', '--email', 'a@example.org'])
})
afterEach(() => folder.remove())

function alter(statement: string): void {
  const db = new Database(databaseFile(winnow.home))
  expect(db.prepare(statement).run([]).changes).toBeGreaterThan(0)
  db.close()
}

describe('the command line on a damaged database', () => {
  test.each([
    ['repository', "UPDATE documents SET data = X'7b' WHERE CAST(name AS TEXT) LIKE 'repository/%'"],
    [
      'settings',
      "INSERT INTO documents (name, version, data, sum) VALUES (CAST('settings' AS BLOB), 1, X'7b', X'00')",
    ],
    ['landing', "UPDATE events SET data = X'7b' WHERE CAST(stream AS TEXT) LIKE 'landing%'"],
    ['session', "UPDATE events SET data = X'7b' WHERE CAST(stream AS TEXT) LIKE 'session/%'"],
  ])('does not start where what is kept of %s is damaged, and says so', async (_, statement) => {
    alter(statement)
    const { exitCode, stderr } = await winnow.run(['sessions'])
    expect(stderr).toMatch(
      /^winnow: .* is damaged .*was not used\. Nothing was changed\..*winnow recover.*\n$/,
    )
    expect(exitCode).toBe(5)
  })

  test('takes an id that is none for wrong usage, and says so', async () => {
    const { exitCode, stderr } = await winnow.run(['decide', session, 'not/an/id=accept'])
    expect(stderr).toMatch(/^winnow: .*Nothing was changed\. Check the ids you gave\.\n$/)
    expect(exitCode).toBe(2)
  })
})
