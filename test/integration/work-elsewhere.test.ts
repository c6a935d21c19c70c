import path from 'node:path'
import { existsSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Changeset } from '#shared/domain/review/decided.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** Work of an agent that is not in the files of its worktree. */
let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let id: string

beforeEach(async () => {
  folder = temporaryFolder()
  const config = path.join(folder.path, 'gitconfig')
  writeFileSync(config, '[protocol "file"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n')
  const source = new TestRepository(path.join(folder.path, 'source'))
  source.commit('s1', { s: 's\n' })
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { a: 'a\n' })
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', source.path, 'lib')
  repository.commit('two')
  workbench = await TestWorkbench.start(folder.path, { env: { GIT_CONFIG_GLOBAL: config } })
  id = await workbench.open(repository.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

async function run(command: string, followUpCommand?: string): Promise<string> {
  const session = await workbench.task(id, command, 'do it', followUpCommand)
  await workbench.state(session, 'ready')
  return session
}
const changeset = async (session: string): Promise<Changeset> =>
  unwrap(await workbench.client.changeset.get({ session }))
const leftOut = async (session: string): Promise<readonly string[]> =>
  (await changeset(session)).leftOut.map(({ path: name, reason }) => `${name}: ${reason}`)
const told = async (session: string): Promise<string> =>
  JSON.stringify(await workbench.client.session.timeline({ session }))

const inside = 'it is changed inside a submodule, of which a revision holds the commit only'
const checkedOut = 'git submodule update -q --init'

test('what is changed inside a submodule is named, also in the checkout', async () => {
  const session = await run(`${checkedOut} && echo fix >> lib/s && echo new > lib/n && git -C lib add n`)
  expect((await changeset(session)).files).toEqual([])
  expect(await leftOut(session)).toEqual([`lib/n: ${inside}`, `lib/s: ${inside}`])
  repository.write({ 'lib/s': 'edit\n' })
  const source = { kind: 'uncommitted' as const }
  const own = unwrap(await workbench.client.session.review({ repository: id, source })).session
  expect(await leftOut(own)).toEqual([`lib/s: ${inside}`])
})

test('a commit of a submodule that only the worktree has is named, and at the landing', async () => {
  const session = await run(`${checkedOut} && cd lib && echo fix >> s && git commit -qam fix`)
  expect(await leftOut(session)).toEqual([
    expect.stringMatching(/^lib: 1 commit of it is in this worktree only, the newest [0-9a-f]{12}$/),
  ])
  await workbench.acceptAll(session)
  const landed = unwrap(await workbench.client.landing.land({ session, branch: 'x' }))
  expect(landed.notices).toEqual([expect.stringMatching(/^The submodule lib is set to /)])
})

test('a submodule that is only checked out, or moved to a commit that is known, is no work elsewhere', async () => {
  new TestRepository(path.join(folder.path, 'source')).commit('s2', { s: 's2\n' })
  repository.git('-C', 'lib', '-c', 'protocol.file.allow=always', 'fetch', '-q')
  const session = await run(`${checkedOut} && git -C lib checkout -q origin/main`)
  expect(await leftOut(session)).toEqual([])
  expect((await changeset(session)).files.map((file) => file.path)).toEqual(['lib'])
  await workbench.acceptAll(session)
  expect(unwrap(await workbench.client.landing.land({ session, branch: 'x' })).notices).toEqual([])
})

test('nothing that an inner repository’s configuration names is run', async () => {
  const ran = path.join(folder.path, 'ran')
  const set = (inner: string): string =>
    [
      `git -C ${inner} config filter.x.clean 'touch ${ran}; cat'`,
      `git -C ${inner} config core.fsmonitor 'touch ${ran}'`,
      `echo '* filter=x' > ${inner}/.gitattributes`,
      `echo edit >> ${inner}/s`,
    ].join('; ')
  const session = await run(`${checkedOut}; git init -q own; ${set('lib')}; ${set('own')}`)
  expect(await leftOut(session)).toEqual([`lib/.gitattributes: ${inside}`, `lib/s: ${inside}`])
  expect(existsSync(ran)).toBe(false)
})

test('work in a submodule of a later turn that changes no file is told too', async () => {
  const session = await run(checkedOut, 'echo fix >> lib/s')
  expect(await leftOut(session)).toEqual([])
  unwrap(await workbench.client.session.followUp({ session, text: 'go on' }))
  await workbench.until(session, ({ state, revisions }) => state === 'ready' && revisions.length === 2)
  expect(await leftOut(session)).toEqual([`lib/s: ${inside}`])
})

test('a worktree and a clone of the repository within are no new files', async () => {
  const session = await run('git worktree add -q inner; git clone -q . twin; echo x > inner/x; echo b > b')
  expect((await changeset(session)).files.map((file) => file.path)).toEqual(['b'])
  expect((await leftOut(session)).toSorted()).toEqual([
    'inner: it is another worktree of this repository',
    'twin: it is a clone of this repository',
  ])
})

test('an unfinished merge is told', async () => {
  const merging = await run(
    'git switch -q -c x; echo x > a; git commit -qam x; git switch -q --detach HEAD~1; echo y > a; git commit -qam y; git merge -q x || true',
  )
  expect(await told(merging)).toContain('A merge is unfinished in the worktree')
  const plain = await run('echo c > c')
  expect(await told(plain)).not.toContain('unfinished')
})

test('work that an agent puts on the stash is told', async () => {
  const session = await run('echo kept > a; git stash -q; echo b > b')
  expect(await told(session)).toMatch(/work was put on the repository's stash: “WIP on \(no branch\)/)
  expect(await told(await run('echo c > c'))).not.toContain('stash')
})

test('what an agent takes off the person’s stash is told, and kept over the turns that follow', async () => {
  repository.write({ a: 'mine\n' })
  repository.git('stash', '-q')
  const mine = repository.git('rev-parse', 'refs/stash')
  const session = await run('git stash drop -q', 'echo more > b')
  expect(await told(session)).toContain(`taken off the repository's stash: ${mine.slice(0, 12)}`)
  unwrap(await workbench.client.session.followUp({ session, text: 'go on' }))
  await workbench.until(session, ({ state, revisions }) => state === 'ready' && revisions.length === 2)
  repository.git('reflog', 'expire', '--expire=now', '--all')
  repository.git('gc', '-q', '--prune=now')
  repository.git('stash', 'store', mine)
  repository.git('stash', 'pop', '-q')
  expect(repository.git('diff', '--name-only')).toBe('a')
})

test('a session is not discarded with commits of a submodule that only its worktree has', async () => {
  const session = await run(`${checkedOut} && cd lib && echo fix >> s && git commit -qam fix`)
  const refused = await workbench.client.session.discard({ session })
  expect(refused).toMatchObject({ ok: false, error: { kind: 'leftOut' } })
})
