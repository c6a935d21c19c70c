import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** Files of a repository that a power cut or an editor broke: what can be shown is shown, and nothing is thrown away. */
let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let session: string

const inGit = (name: string): string => path.join(repository.path, '.git', name)
const cut = (name: string): void => truncateSync(inGit(name), readFileSync(inGit(name)).length - 30)

beforeEach(async () => {
  folder = temporaryFolder('winnow-damaged-')
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('one', { 'a.txt': 'a\n' })
  repository.git('branch', 'packed')
  repository.git('pack-refs', '--all')
  repository.git('branch', 'loose')
  repository.git('worktree', 'add', '-q', '--detach', path.join(folder.path, 'other'))
  workbench = await TestWorkbench.start(folder.path)
  session = await workbench.task(await workbench.open(repository.path), 'echo A > a.txt; echo n > n.txt')
  await workbench.state(session, 'ready')
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

/** Damages the repository, between two runs of the workbench where it is started `anew`. */
async function damage(work: () => void, anew: boolean): Promise<void> {
  if (anew) await workbench.end()
  work()
  if (anew) workbench = await TestWorkbench.start(folder.path)
}

/** The session can be read and decided, and its worktree is where it was. */
async function expectReviewable(): Promise<void> {
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  expect(files.map((file) => file.path)).toEqual(['a.txt', 'n.txt'])
  unwrap(await workbench.client.changeset.file({ session, path: 'a.txt' }))
  await workbench.acceptAll(session)
  const { worktree, worktreeMissing, discardedAt } = unwrap(await workbench.client.session.get({ session }))
  expect({ worktreeMissing, discardedAt }).toEqual({ worktreeMissing: false, discardedAt: null })
  expect(readFileSync(path.join(worktree ?? '', 'n.txt'), 'utf8')).toBe('n\n')
  const trash = path.join(folder.path, 'winnow', 'trash')
  expect(existsSync(trash) ? readdirSync(trash) : []).toEqual([])
}

const refusing: Readonly<Record<string, { readonly work: () => void; readonly says: RegExp }>> = {
  'an odd line in packed-refs': {
    work: () => appendFileSync(inGit('packed-refs'), 'garbage line\n'),
    says: /a line of .*\.git\/packed-refs is damaged: “garbage line”.*Take that line out/,
  },
  'packed-refs cut off': {
    work: () => cut('packed-refs'),
    says: /a line of .*\.git\/packed-refs is damaged: “.+”.*Take that line out/,
  },
  'an empty HEAD': {
    work: () => writeFileSync(inGit('HEAD'), ''),
    says: /because .*\.git\/HEAD, which says what is checked out, is damaged.*ref: refs\/heads\/main/,
  },
  'NUL bytes in HEAD': {
    work: () => writeFileSync(inGit('HEAD'), Buffer.alloc(21)),
    says: /because .*\.git\/HEAD, which says what is checked out, is damaged/,
  },
  'an empty file of the branch that is checked out': {
    work: () => {
      repository.git('update-ref', 'refs/heads/main', repository.git('rev-parse', 'main'))
      writeFileSync(inGit('refs/heads/main'), '')
    },
    says: /because .*\.git\/refs\/heads\/main, which says where the branch.*is damaged.*last line of .*\.git\/logs\/refs\/heads\/main/,
  },
  'a broken line in the configuration': {
    work: () => appendFileSync(inGit('config'), '[core\n'),
    says: /because line \d+ of .*\.git\/config is damaged.*Mend or remove that line/,
  },
}

describe.each([false, true])('started anew: %s', (anew) => {
  test.each(Object.keys(refusing))(
    '%s: a session is reviewed on, and a landing is refused by name',
    async (name) => {
      const { work, says } = refusing[name] ?? { work: () => undefined, says: /$^/ }
      const before = readFileSync(inGit('packed-refs'))
      const config = readFileSync(inGit('config'))
      const head = readFileSync(inGit('HEAD'))
      const main = repository.git('rev-parse', 'main')
      await damage(work, anew)
      await expectReviewable()
      const landed = await workbench.client.landing.land({ session, branch: 'main' })
      const message = landed.ok ? '' : landed.error.message
      expect(message).toMatch(says)
      expect(message).toMatch(/Nothing was changed, and what its sessions changed can still be reviewed/)

      writeFileSync(inGit('packed-refs'), before)
      writeFileSync(inGit('config'), config)
      writeFileSync(inGit('HEAD'), head)
      writeFileSync(inGit('refs/heads/main'), `${main}\n`)
      unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
      expect(repository.git('show', 'main:a.txt')).toBe('A')
    },
  )

  test.each<[string, () => void]>([
    ['an empty reference of another branch', () => writeFileSync(inGit('refs/heads/loose'), '')],
    ['NUL bytes in a reference', () => writeFileSync(inGit('refs/heads/loose'), Buffer.alloc(41))],
    ['an empty gitdir of another worktree', () => writeFileSync(inGit('worktrees/other/gitdir'), '')],
    ['NUL bytes there', () => writeFileSync(inGit('worktrees/other/gitdir'), Buffer.alloc(60))],
    ['an empty HEAD of another worktree', () => writeFileSync(inGit('worktrees/other/HEAD'), '')],
    ['an empty index of the checkout', () => writeFileSync(inGit('index'), '')],
    ['an index cut off', () => cut('index')],
  ])('%s: a session is reviewed on, and lands on a branch that is nowhere checked out', async (_, work) => {
    const before = repository.git('rev-parse', 'main')
    await damage(work, anew)
    await expectReviewable()
    const { commit } = unwrap(await workbench.client.landing.land({ session, branch: 'packed' }))
    expect(repository.git('rev-parse', 'packed')).toBe(commit)
    expect(repository.git('rev-parse', 'main')).toBe(before)
    expect(existsSync(path.join(folder.path, 'other/a.txt'))).toBe(true)
    expect(existsSync(inGit('worktrees/other'))).toBe(true)
  })
})

test.each<[string, () => void, RegExp]>([
  [
    'a line of packed-refs',
    () => writeFileSync(inGit('packed-refs'), 'x\n'),
    /a line of \.git\/packed-refs is damaged \(“x”\); take it out/,
  ],
  [
    'commondir of a worktree',
    () => writeFileSync(inGit('worktrees/other/commondir'), ''),
    /worktrees\/other\/commondir is damaged; write “\.\.\/\.\.” into it/,
  ],
])('a landing that git refuses because of %s says what mends it', async (_, work, says) => {
  repository.git('commit', '-q', '--allow-empty', '-m', 'so that main has a file of its own')
  work()
  await expectReviewable()
  const landed = await workbench.client.landing.land({ session, branch: 'main' })
  expect(landed.ok ? '' : landed.error.message).toMatch(says)
  expect(landed.ok ? '' : landed.error.message).toMatch(/Nothing was changed/)
})

test('a repository that was renamed is said to be so by whatever reads it, and is back with its name', async () => {
  unwrap(await workbench.client.changeset.get({ session }))
  const oid = repository.git('rev-parse', 'HEAD:a.txt')
  renameSync(repository.path, `${repository.path}-renamed`)
  const said = [
    await workbench.client.changeset.file({ session, path: 'a.txt' }),
    await workbench.client.changeset.blob({ session, oid }),
    await workbench.client.session.commits({ session }),
  ].map((answer) => (answer.ok ? '' : answer.error.message))
  for (const message of said) {
    expect(message).toContain(`the folder ${repository.path} is not there`)
    expect(message).not.toContain('partial clone')
  }
  renameSync(`${repository.path}-renamed`, repository.path)
  expect(unwrap(await workbench.client.changeset.file({ session, path: 'a.txt' })).after?.text).toBe('A\n')
})
