import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import path from 'node:path'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench

beforeEach(async () => {
  folder = temporaryFolder()
  repository = new TestRepository(path.join(folder.path, 'repository'))
  repository.commit('base', { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' })
  workbench = await TestWorkbench.start(folder.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

/** A session with two changed files, of which the first is accepted. */
async function session(): Promise<string> {
  const id = await workbench.open(repository.path)
  const made = await workbench.task(id, 'echo A > a.txt; echo B > b.txt')
  await workbench.state(made, 'ready')
  await acceptFirst(made)
  return made
}

async function acceptFirst(made: string): Promise<void> {
  const { files } = unwrap(await workbench.client.changeset.get({ session: made }))
  const hunk = files[0]?.hunks[0]?.id ?? ''
  unwrap(await workbench.client.review.decide({ session: made, decisions: [{ hunk, verdict: 'accept' }] }))
}

/** Collects whatever no reference keeps, as git does by itself after some weeks. */
async function collect(): Promise<void> {
  await workbench.end()
  repository.git('reflog', 'expire', '--expire=now', '--all')
  repository.git('gc', '--quiet', '--prune=now')
  workbench = await TestWorkbench.start(folder.path)
}

const paths = async (made: string): Promise<readonly string[]> =>
  unwrap(await workbench.client.changeset.get({ session: made })).files.map((file) => file.path)

test('what landed by a merge stays the base after git collected what nothing refers to', async () => {
  const made = await session()
  repository.commit('meanwhile', { 'c.txt': 'C\n' })
  unwrap(await workbench.client.landing.land({ session: made, branch: 'main' }))
  await acceptFirst(made)
  repository.commit('and again', { 'c.txt': 'CC\n' })
  unwrap(await workbench.client.landing.land({ session: made, branch: 'main' }))
  await collect()
  expect(await paths(made)).toEqual([])
  unwrap(await workbench.client.landing.undo({ session: made }))
  await collect()
  expect(await paths(made)).toEqual(['b.txt'])
})

test('what landed in a checkout stays the base after git collected what nothing refers to', async () => {
  const made = await session()
  unwrap(await workbench.client.landing.applyToCheckout({ session: made }))
  repository.git('reset', '--quiet', '--hard')
  await collect()
  expect(await paths(made)).toEqual(['b.txt'])
})

test('a base that no reference can keep is told, and is kept at the next start', async () => {
  const made = await session()
  // A folder is where the reference's file would be.
  const blocking = `refs/winnow/${made}/landed-1/in-the-way`
  repository.git('update-ref', blocking, 'HEAD')
  repository.commit('meanwhile', { 'c.txt': 'C\n' })
  const { landing } = unwrap(await workbench.client.landing.land({ session: made, branch: 'main' }))
  const { items } = unwrap(await workbench.client.session.timeline({ session: made }))
  expect(items.find(({ id }) => id === `${landing}-unkept`)).toMatchObject({
    kind: 'notice',
    state: 'failed',
    text: expect.stringContaining('No reference keeps the base of what is left'),
  })
  repository.git('update-ref', '-d', blocking)
  await workbench.end()
  workbench = await TestWorkbench.start(folder.path)
  await collect()
  expect(await paths(made)).toEqual(['b.txt'])
})
