import { realpathSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: { readonly path: string; remove(): void }
let bench: TestWorkbench
let repository: TestRepository
let id: string
beforeEach(async () => {
  folder = temporaryFolder()
  repository = new TestRepository(path.join(realpathSync(folder.path), 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  bench = await TestWorkbench.start(folder.path)
  id = await bench.open(repository.path)
})
afterEach(async () => {
  await bench.end()
  folder.remove()
})

it('are those that an agent made, without the base and without the snapshot of the rest', async () => {
  const session = await bench.task(
    id,
    `
     echo b > a.txt && git commit -qam 'Count the fish' -m 'There are two.' &&
     git commit -q --allow-empty -m 'Say nothing' && echo more > b.txt`,
  )
  await bench.state(session, 'ready')
  const { commits, more } = unwrap(await bench.client.session.commits({ session }))
  expect(more).toBe(false)
  expect(commits.map(({ subject, author, merge }) => ({ subject, author, merge }))).toEqual([
    { subject: 'Say nothing', author: 'Test Author', merge: false },
    { subject: 'Count the fish', author: 'Test Author', merge: false },
  ])
  const read = unwrap(await bench.client.session.commit({ session, commit: commits[1]?.commit ?? '' }))
  expect(read.message).toBe('Count the fish\n\nThere are two.')
  expect(read.patch).toContain('-a\n+b\n')
  expect(read.cut).toBe(false)
  const empty = unwrap(await bench.client.session.commit({ session, commit: commits[0]?.commit ?? '' }))
  expect(empty.patch).toBe('')
})

it('are those of a range, merges among them, and a patch without end is cut', async () => {
  repository.git('switch', '-q', '-c', 'work')
  const large = repository.commit('Large', { 'large.txt': 'line of a large file\n'.repeat(100_000) })
  repository.git('switch', '-q', '-c', 'side', 'main')
  repository.commit('Side', { 'side.txt': 's\n' })
  repository.git('switch', '-q', 'work')
  repository.git('merge', '-q', '--no-edit', 'side')
  const made = await bench.client.session.review({
    repository: id,
    source: { kind: 'range', range: 'main..work' },
  })
  const { session } = unwrap(made)
  const { commits } = unwrap(await bench.client.session.commits({ session }))
  expect(commits.map((one) => one.merge).filter(Boolean)).toHaveLength(1)
  expect(commits.map((one) => one.subject).sort()).toEqual(
    ["Merge branch 'side' into work", 'Large', 'Side'].sort(),
  )
  const read = unwrap(await bench.client.session.commit({ session, commit: large }))
  expect(read.cut).toBe(true)
  expect(read.patch.length).toBeLessThanOrEqual(400_000)
  const gone = await bench.client.session.commit({ session, commit: '0'.repeat(40) })
  expect(gone).toMatchObject({ ok: false, error: { kind: 'gitFailed' } })
})
