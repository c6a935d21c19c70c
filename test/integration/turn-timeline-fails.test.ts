import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { databaseFile } from '#main/store/data-folder.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import { until } from '#test/support/until.ts'
import type { TestWorkbench } from '#test/support/workbench.ts'

let folder: OpenedRepository['folder']
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => made.commit('one', { 'a.txt': 'a\n' }),
  (opened) => ({ folder, workbench, id } = opened),
  () => workbench,
)

test('what an agent wrote becomes a revision whatever becomes of the timeline of its turn', async () => {
  const go = path.join(folder.path, 'go')
  const session = await workbench.task(
    id,
    `echo A > a.txt; echo said; while [ ! -e '${go}' ]; do sleep 0.02; done`,
  )
  const { worktree } = await workbench.state(session, 'running')
  await until('the agent wrote', () => existsSync(path.join(worktree ?? '', 'a.txt')))
  // The database takes no item again that it has: the end of the turn can't be written down.
  const other = new Database(databaseFile(path.join(folder.path, 'winnow')))
  other.exec("CREATE TRIGGER broken BEFORE UPDATE ON timeline BEGIN SELECT RAISE(FAIL, 'broken'); END")
  other.close()
  writeFileSync(go, '')
  const failed = await workbench.state(session, 'failed')
  expect(failed.activity).toMatch(/broken.*Restart the session to try again/)
  expect(failed.revisions).toHaveLength(1)
})
