import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CommandLine } from '#test/support/command-line.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let winnow: CommandLine

/** Nothing of the environment that the tests themselves commit with. */
const nobody = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, ''],
    [`GIT_${role}_EMAIL`, ''],
  ]),
)

beforeEach(() => {
  folder = temporaryFolder()
  const config = path.join(folder.path, 'gitconfig')
  writeFileSync(config, '[user]\n\tname = Ada\n\temail = ada@example.test\n')
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': '1\n' })
  winnow = new CommandLine(folder.path, { ...nobody, GIT_CONFIG_GLOBAL: config })
})
afterEach(() => folder.remove())

interface Landed {
  readonly author: { readonly name: string } | null
  readonly notices: readonly string[]
}

async function task(command: string): Promise<string> {
  const args = ['task', '--agent', 'command', '--run', command, '--wait', '--repo', repository.path]
  const { session } = await winnow.json<{ session: string }>(args)
  await winnow.json(['decide', session, '--all', 'accept'])
  return session
}
const land = (session: string, branch: string, ...more: readonly string[]): Promise<Landed> =>
  winnow.json<Landed>(['land', session, '--branch', branch, ...more])
const who = (branch: string): string => repository.git('log', '-1', '--format=%an <%ae> %cn', branch)

const becomesEve = 'git config user.name Eve; git config user.email eve@example.test; echo x >> a.txt'

test('what an agent writes into the configuration does not become the author, in no later session either', async () => {
  const first = await task(becomesEve)
  const landed = await land(first, 'one')
  expect(who('one')).toBe('Ada <ada@example.test> Ada')
  expect(landed.author).toMatchObject({ name: 'Ada' })
  expect(landed.notices).toEqual([expect.stringContaining('names Eve <eve@example.test>')])

  const second = await task('echo y >> a.txt')
  await land(second, 'two')
  expect(who('two')).toBe('Ada <ada@example.test> Ada')

  // The same repository, opened at another place.
  const linked = path.join(folder.path, 'linked')
  repository.git('worktree', 'add', '-q', '--detach', linked)
  repository.git('branch', 'feature', 'two')
  const review = await winnow.json<{ session: string }>(['review', 'main..feature', '--repo', linked])
  await winnow.json(['decide', review.session, '--all', 'accept'])
  await land(review.session, 'three')
  expect(who('three')).toBe('Ada <ada@example.test> Ada')

  // The person says that it is theirs.
  const third = await task('echo z >> a.txt')
  const confirmed = await land(third, 'four', '--name', 'Eve', '--email', 'eve@example.test')
  expect(who('four')).toBe('Eve <eve@example.test> Eve')
  expect(confirmed.author).toMatchObject({ name: 'Eve' })
  const fourth = await task('echo w >> a.txt')
  expect((await land(fourth, 'five')).notices).toEqual([])
  expect(who('five')).toBe('Eve <eve@example.test> Eve')
})

test('what the person writes into it while no agent has worked there since holds at once', async () => {
  const first = await task('echo x >> a.txt')
  expect((await land(first, 'one')).notices).toEqual([])
  repository.git('config', 'author.name', 'Ada at work')
  const second = await task('echo y >> a.txt')
  expect((await land(second, 'two')).notices).toEqual([])
  expect(who('two')).toBe('Ada at work <ada@example.test> Ada')
})

test('what the environment says goes before the configuration, and no agent can change it', async () => {
  winnow = new CommandLine(folder.path, {
    ...nobody,
    GIT_AUTHOR_NAME: 'Outer',
    GIT_AUTHOR_EMAIL: 'outer@example.test',
    GIT_COMMITTER_NAME: 'Outer',
    EMAIL: 'last@example.test',
    GIT_CONFIG_GLOBAL: path.join(folder.path, 'gitconfig'),
  })
  const session = await task(becomesEve)
  await land(session, 'one')
  expect(repository.git('log', '-1', '--format=%an %ae %cn %ce', 'one')).toBe(
    'Outer outer@example.test Outer ada@example.test',
  )
})

test('an agent names nobody where the person has no name yet', async () => {
  writeFileSync(path.join(folder.path, 'gitconfig'), '')
  const session = await task(becomesEve)
  const refused = await winnow.run(['land', session, '--branch', 'one'])
  expect(refused.stderr).toContain('git does not know your name')
  expect(refused.exitCode).not.toBe(0)
  await land(session, 'one', '--name', 'Grace', '--email', 'grace@example.test')
  expect(who('one')).toBe('Grace <grace@example.test> Grace')
})
