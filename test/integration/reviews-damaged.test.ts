import path from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { databaseFile } from '#main/store/data-folder.ts'
import { err, unwrap } from '#shared/base/result.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench

beforeEach(async () => {
  folder = temporaryFolder()
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n' })
  workbench = await TestWorkbench.start(folder.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const hunks = async (session: string) =>
  unwrap(await workbench.client.changeset.get({ session })).files.flatMap((file) => file.hunks)

describe('a session of which a decision in the database is damaged', () => {
  test('says so, is not decided on, and leaves the others to be worked on', async () => {
    const id = await workbench.open(repository.path)
    const [damaged, whole] = [
      await workbench.task(id, 'echo b >a.txt'),
      await workbench.task(id, 'echo c >a.txt'),
    ]
    for (const session of [damaged, whole]) {
      await workbench.state(session, 'ready')
      await workbench.acceptAll(session)
    }
    const [hunk] = await hunks(damaged)
    await workbench.end()
    const db = new Database(databaseFile(path.join(folder.path, 'winnow')))
    const update = "UPDATE events SET data = X'7b' WHERE stream = CAST(? AS BLOB)"
    expect(db.prepare(update).run([`review/${damaged}`]).changes).toBeGreaterThan(0)
    db.close()
    workbench = await TestWorkbench.start(folder.path)

    const failure = {
      kind: 'storeFailed',
      message: expect.stringMatching(/damaged.*was not used\. Nothing was changed\..*winnow recover/),
    }
    const { client } = workbench
    for await (const event of await client.changeset.watch({ session: damaged })) {
      expect(event).toMatchObject({ type: 'failed', failure })
      break
    }
    const session = damaged
    expect(await client.changeset.get({ session })).toEqual(err(failure))
    const decisions = [{ hunk: hunk?.id ?? '', verdict: 'reject' as const }]
    expect(await client.review.decide({ session, decisions })).toEqual(err(failure))
    expect(await client.review.undo({ session })).toEqual(err(failure))
    expect(await client.landing.preview({ session })).toEqual(err(failure))
    expect(await client.landing.land({ session, branch: 'main' })).toEqual(err(failure))

    expect((await hunks(whole)).map(({ decision }) => decision)).toEqual(['accept'])
    unwrap(await client.review.undo({ session: whole }))
    await workbench.acceptAll(whole)
    expect(unwrap(await client.landing.preview({ session: whole })).accepted).toBe(1)
  })
})
