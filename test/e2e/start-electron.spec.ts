import { readFileSync } from 'node:fs'
import Database from 'libsql'
import { databaseFile } from '#main/store/data-folder.ts'
import { endProcess, expect, launchElectron, test } from '#test/support/workbench-driver.ts'

test('a start that fails says that Winnow cannot start, why, and the way out of it, and leaves the database as it is', async ({
  workbench,
}) => {
  expect((await workbench.command(['sessions'])).exitCode).toBe(0)
  const file = databaseFile(workbench.environment['WINNOW_HOME'] ?? '')
  const db = new Database(file)
  db.exec(
    "INSERT INTO documents (name, version, data, sum) VALUES (CAST('settings' AS BLOB), 1, X'7b', X'00')",
  )
  db.close()
  const before = readFileSync(file)
  const app = await launchElectron(workbench.environment)
  const electron = app.process()
  let said = ''
  electron.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  // The same words are in a dialog, which waits for the person.
  await expect(() =>
    expect(said).toMatch(
      /^winnow: Winnow cannot start\. .*settings.* is damaged .*Nothing was changed\..*winnow recover/m,
    ),
  ).toPass()
  expect(readFileSync(file)).toEqual(before)
  await endProcess(electron, 'SIGKILL')
})
