import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** What other tools lost, by where it was reported; what is tested elsewhere is not repeated here. */
let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => {
    made.commit('one', { 'a.txt': 'one\ntwo\nthree\nfour\nfive\n', 'b.txt': 'b\n' })
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

async function ready(command: string): Promise<string> {
  const session = await workbench.task(id, command)
  await workbench.state(session, 'ready')
  await workbench.acceptAll(session)
  return session
}
const land = (session: string, branch = 'main') => workbench.client.landing.land({ session, branch })
const worktreeOf = async (session: string): Promise<string> =>
  unwrap(await workbench.client.session.get({ session })).worktree ?? ''

describe('two sessions that change the same file', () => {
  test('have a worktree each, whatever the number of attempts (codex #38541)', async () => {
    const agent = {
      kind: 'command' as const,
      command: 'echo "$WINNOW_SESSION" >> b.txt; sleep 0.05; cat b.txt',
    }
    const { sessions } = unwrap(
      await workbench.client.session.submit({
        tasks: [{ repository: id, prompt: 'x', agent, attempts: 3 }],
      }),
    )
    for (const session of sessions) await workbench.state(session, 'ready')
    const worktrees = await Promise.all(sessions.map(worktreeOf))
    expect(new Set(worktrees).size).toBe(3)
    for (const worktree of worktrees)
      expect(readFileSync(path.join(worktree, 'b.txt'), 'utf8').split('\n')).toHaveLength(3)
    expect(readFileSync(path.join(repository.path, 'b.txt'), 'utf8')).toBe('b\n')
  })

  test('landed on one branch: the second is merged, or refused where they meet (codex #38541)', async () => {
    const first = await ready("sed -i 's/one/ONE/' a.txt")
    const second = await ready("sed -i 's/five/FIVE/' a.txt")
    const third = await ready("sed -i 's/one/uno/' a.txt")
    unwrap(await land(first))
    unwrap(await land(second))
    const refused = await land(third)
    expect(refused.ok ? null : refused.error.kind).toBe('conflicts')
    expect(readFileSync(path.join(repository.path, 'a.txt'), 'utf8')).toBe('ONE\ntwo\nthree\nfour\nFIVE\n')
    expect(repository.git('status', '--porcelain')).toBe('')
    unwrap(await land(third, 'other'))
  })

  test('landed at the same moment: each is on the branch, or was told that it is not (codex #38541)', async () => {
    const sessions = [
      await ready("sed -i 's/one/ONE/' a.txt"),
      await ready("sed -i 's/three/THREE/' a.txt"),
      await ready("sed -i 's/five/FIVE/' a.txt"),
    ]
    const landed = await Promise.all(sessions.map((session) => land(session)))
    const words = ['ONE', 'THREE', 'FIVE']
    const text = repository.git('show', 'main:a.txt')
    expect(words.map((word) => text.includes(word))).toEqual(landed.map((one) => one.ok))
    expect(landed.some((one) => one.ok)).toBe(true)
    expect(readFileSync(path.join(repository.path, 'a.txt'), 'utf8').trim()).toBe(text)
    expect(repository.git('status', '--porcelain')).toBe('')
    for (const [at, session] of sessions.entries()) if (!landed[at]?.ok) unwrap(await land(session))
    expect(words.every((word) => repository.git('show', 'main:a.txt').includes(word))).toBe(true)
  })
})

describe('a session in a checkout with work of its own', () => {
  test('never touches it: made, run, restarted, discarded, restored (codex #35330)', async () => {
    repository.write({
      'a.txt': 'mine\n',
      'u.txt': 'untracked\n',
      '.git/info/exclude': '.env\n',
      '.env': 'KEY=1\n',
    })
    repository.git('add', 'a.txt')
    repository.write({ 'a.txt': 'mine, and more\n' })
    const look = () => [
      repository.git('status', '--porcelain=v2', '--ignored', '-z'),
      repository.git('for-each-ref', 'refs/heads/main', 'refs/stash'),
      ...['a.txt', 'u.txt', '.env'].map((name) => readFileSync(path.join(repository.path, name), 'utf8')),
    ]
    const before = look()
    const session = await workbench.task(
      id,
      'echo new > new.txt; echo theirs > a.txt; git commit -q -am x; true',
    )
    await workbench.state(session, 'ready')
    unwrap(await workbench.client.session.restart({ session }))
    await workbench.state(session, 'ready', 'failed')
    unwrap(await workbench.client.session.discard({ session }))
    unwrap(await workbench.client.session.restore({ session }))
    expect(look()).toEqual(before)
  })
})

describe('a session that is discarded', () => {
  test('leaves branches that its agent made, with their commits (claude-code #38287)', async () => {
    const session = await workbench.task(
      id,
      'git checkout -q -b work && echo new > new.txt && git add . && git commit -q -m work',
    )
    await workbench.state(session, 'ready')
    const commit = repository.git('rev-parse', 'work')
    unwrap(await workbench.client.session.discard({ session }))
    expect(repository.git('rev-parse', 'work')).toBe(commit)
    expect(repository.git('show', 'work:new.txt')).toBe('new')
  })

  test('comes back with its untracked files, and while it works it is not removed (codex #33789, #12895)', async () => {
    const go = path.join(folder.path, 'go')
    const session = await workbench.task(
      id,
      `echo new > new.txt; while [ ! -e '${go}' ]; do sleep 0.02; done; echo more > more.txt`,
    )
    const { worktree } = await workbench.state(session, 'running')
    // Other sessions come and go meanwhile, and Winnow looks through its folders.
    const other = await ready('echo x > x.txt')
    unwrap(await workbench.client.session.discard({ session: other }))
    expect(existsSync(worktree ?? '')).toBe(true)
    repository.gitBytes(['worktree', 'prune', '--expire', 'now'])
    repository.write({ '../go': '' })
    await workbench.state(session, 'ready')
    unwrap(await workbench.client.session.discard({ session }))
    expect(existsSync(worktree ?? '')).toBe(false)
    unwrap(await workbench.client.session.restore({ session }))
    for (const name of ['new.txt', 'more.txt'])
      expect(existsSync(path.join(await worktreeOf(session), name))).toBe(true)
  })
})

describe('a session on a branch that is not the default one', () => {
  test('shows what it did there and nothing else, and lands there (github/app #1530, vscode #313147)', async () => {
    const agent = { kind: 'command' as const, command: 'echo more >> b.txt; echo new > new.txt' }
    repository.git('switch', '-q', '-c', 'feature')
    repository.commit('of the feature', { 'a.txt': 'the feature\n' })
    repository.git('switch', '-q', '-c', 'elsewhere', 'main')
    const main = repository.git('rev-parse', 'main')
    const task = async (): Promise<string> => {
      const tasks = [{ repository: id, prompt: 'x', base: 'feature', agent }]
      const [session = ''] = unwrap(await workbench.client.session.submit({ tasks })).sessions
      await workbench.state(session, 'ready')
      return session
    }
    const session = await task()
    const { files } = unwrap(await workbench.client.changeset.get({ session }))
    expect(files.map((file) => file.path)).toEqual(['b.txt', 'new.txt'])
    await workbench.acceptAll(session)
    expect(unwrap(await workbench.client.landing.preview({ session })).branch).toBe('feature')
    const { commit } = unwrap(await land(session, 'feature'))
    expect(repository.git('rev-parse', 'feature', 'main')).toBe(`${commit}\n${main}`)
    // What comes next on that branch begins at what landed there.
    const { base } = unwrap(await workbench.client.changeset.get({ session: await task() }))
    expect(base).toBe(repository.git('rev-parse', 'feature^{tree}'))
  })
})

describe('a session that goes on after a restart', () => {
  test('is answered by the model that was chosen for it (AionUi #4188)', async () => {
    const fake = await startFakeResponses()
    const env = { OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-x' }
    try {
      await workbench.end()
      workbench = await TestWorkbench.start(folder.path, { env })
      const agent = { kind: 'openai' as const, model: 'chosen-model' }
      const tasks = [{ repository: id, prompt: scripted('One.', { say: 'One.' }), agent }]
      const [session = ''] = unwrap(await workbench.client.session.submit({ tasks })).sessions
      await workbench.state(session, 'ready')
      await workbench.end()
      workbench = await TestWorkbench.start(folder.path, { env })
      unwrap(await workbench.client.session.followUp({ session, text: scripted('Two.', { say: 'Two.' }) }))
      const again = await fake.request(2)
      expect(again.body).toMatchObject({ model: 'chosen-model' })
      expect(JSON.stringify(again.body['input'])).toContain('One.')
      await workbench.state(session, 'ready')
    } finally {
      await fake.close()
    }
  })
})

describe('a session whose worktree can’t be made', () => {
  test('fails with a sentence, and its agent runs nowhere else (claude-code #78293)', async () => {
    rmSync(path.join(folder.path, 'winnow', 'worktrees'), { recursive: true, force: true })
    // Neither a folder nor to be made one.
    repository.write({ '../winnow/worktrees': 'in the way' })
    const session = await workbench.task(id, 'pwd > where.txt')
    const failed = await workbench.state(session, 'failed')
    expect(failed.activity).toMatch(/No worktree was made.* The repository was not touched\./)
    expect(failed.worktree).toBeNull()
    expect(repository.git('status', '--porcelain')).toBe('')
  })
})

describe('a repository that is gone for good while an agent works in it', () => {
  test('is told; the worktree stays, nothing lands elsewhere, and Winnow starts again', async () => {
    const go = path.join(folder.path, 'go')
    const done = await ready('echo done > done.txt')
    const session = await workbench.task(
      id,
      `echo new > new.txt; while [ ! -e '${go}' ]; do sleep 0.02; done`,
    )
    const { worktree } = await workbench.state(session, 'running')
    rmSync(repository.path, { recursive: true })
    // Another one in its place is not taken for it.
    const other = new TestRepository(repository.path)
    other.commit('another', { 'c.txt': 'c\n' })
    other.write({ '../go': '' })
    const failed = await workbench.state(session, 'failed')
    expect(failed.activity).toMatch(/no snapshot was taken/i)
    const check = async (): Promise<void> => {
      expect(readFileSync(path.join(worktree ?? '', 'new.txt'), 'utf8')).toBe('new\n')
      unwrap(await workbench.client.session.discard({ session }))
      expect(unwrap(await workbench.client.session.get({ session })).worktree).toBe(worktree)
      const landed = await land(done)
      expect(landed.ok).toBe(false)
      expect(landed.ok ? '' : landed.error.message).toMatch(/[Nn]othing was|not there|could not/)
      expect(other.git('status', '--porcelain')).toBe('')
      expect(other.git('log', '--format=%s', '--all')).toBe('another')
    }
    await check()
    await workbench.end()
    workbench = await TestWorkbench.start(folder.path)
    expect((await workbench.client.session.list()).map((one) => one.id)).toEqual([done, session])
    await check()
    rmSync(other.path, { recursive: true })
    await workbench.end()
    workbench = await TestWorkbench.start(folder.path)
    expect(readFileSync(path.join(worktree ?? '', 'new.txt'), 'utf8')).toBe('new\n')
    expect((await land(done)).ok).toBe(false)
  })
})
