import path from 'node:path'
import { expect, it } from 'vitest'
import { systemClock } from '#shared/base/clock.ts'
import { unwrap } from '#shared/base/result.ts'
import type { SessionCounts } from '#shared/domain/changeset/counts.ts'
import { databaseFile } from '#main/store/data-folder.ts'
import { Store } from '#main/store/store.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: OpenedRepository['folder']
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => made.commit('base', { 'a.txt': 'a\nb\nc\nd\ne\nf\n' }),
  (opened) => {
    ;({ folder, workbench, id } = opened)
  },
  () => workbench,
)

/** Ends the workbench and writes other figures of a session, as an earlier or a cut-off run may have left them. */
async function leave(session: string, change: (kept: SessionCounts) => object): Promise<void> {
  await workbench.end()
  const store = unwrap(Store.open(databaseFile(path.join(folder.path, 'winnow')), systemClock))
  store.putDocument(`counts/${session}`, change(store.document(`counts/${session}`) as SessionCounts))
  store.close()
}

/** Starts it again and gives each different count that a queue is told of a session, up to the wanted one. */
async function told(session: string, isLast: (counts: SessionCounts | null) => boolean) {
  workbench = await TestWorkbench.start(folder.path)
  const all: (SessionCounts | null)[] = []
  for await (const event of await workbench.client.session.watch()) {
    if (event.type !== 'snapshot' && event.type !== 'changed' && event.type !== 'counted') continue
    const found = unwrap(await workbench.client.session.get({ session })).counts
    if (JSON.stringify(all.at(-1)) !== JSON.stringify(found)) all.push(found)
    if (isLast(found)) return all
  }
  return all
}

async function landedEdit(): Promise<string> {
  const session = await workbench.task(id, "sed -i 's/b/B/;s/e/E/' a.txt")
  await workbench.state(session, 'ready')
  const { after } = unwrap(await workbench.client.changeset.file({ session, path: 'a.txt' }))
  unwrap(
    await workbench.client.review.edit({
      session,
      path: 'a.txt',
      oid: after?.oid ?? '',
      start: 2,
      lines: 1,
      text: 'mine\n',
    }),
  )
  unwrap(
    await workbench.client.landing.land({
      session,
      branch: 'main',
      message: 'Land',
    }),
  )
  return session
}

it('figures of before a landed edit was left out are not told: they are counted anew', async () => {
  const session = await landedEdit()
  const counted = unwrap(await workbench.client.session.get({ session })).counts
  expect(counted).toMatchObject({ hunks: 1, undecided: 1 })
  await leave(session, ({ files, added, deleted }) => ({
    ...{ files, added: added + 1, deleted: deleted + 1, hunks: 2, undecided: 1, accepted: 0 },
    ...{ rejected: 1, deferred: 0 },
  }))
  for (const counts of await told(session, (each) => each?.hunks === 1))
    expect([null, counted]).toContainEqual(counts)
})

it('figures of another base or revision are not told either, and true ones are told at once', async () => {
  const session = await landedEdit()
  const kept = unwrap(await workbench.client.session.get({ session })).counts
  await leave(session, (counts) => counts)
  expect(await told(session, () => true)).toEqual([kept])
  for (const wrong of [{ base: 'b'.repeat(40) }, { revision: 7 }, { rule: 0 }]) {
    await leave(session, (counts) => ({
      ...counts,
      hunks: 9,
      of: { ...(counts as unknown as { of: object }).of, ...wrong },
    }))
    for (const counts of await told(session, (each) => each?.hunks === 1))
      expect([null, kept]).toContainEqual(counts)
  }
})
