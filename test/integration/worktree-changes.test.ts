import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { markedProcesses } from '#main/system/marked-processes.ts'
import { markOfFolder } from '#main/system/turn-mark.ts'
import { unwrap } from '#shared/base/result.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let id: string
beforeEach(async () => {
  folder = temporaryFolder()
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('one', { 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': 'ignored\n' })
  workbench = await TestWorkbench.start(folder.path)
  id = await workbench.open(repository.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

async function ready(command: string): Promise<{ readonly session: string; readonly worktree: string }> {
  const session = await workbench.task(id, command)
  const { worktree } = await workbench.state(session, 'ready')
  return { session, worktree: worktree ?? '' }
}
async function compare(session: string) {
  return unwrap(await workbench.client.session.compareWorktree({ session }))
}
async function told(session: string): Promise<readonly string[]> {
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  return items.flatMap((item) =>
    item.kind === 'notice' && item.text.startsWith('The worktree has changed') ? [item.text] : [],
  )
}

test.runIf(existsSync('/proc/self/environ'))(
  'what a process writes after its turn is told once, does not land, and becomes a revision when the person says so',
  async () => {
    await workbench.client.workbench.saveSettings({ endAllProcesses: false })
    const go = path.join(folder.path, 'go')
    const done = path.join(folder.path, 'done')
    const { session, worktree } = await ready(
      `echo early > early.txt; setsid sh -c 'while ! test -e "${go}"; do sleep 0.02; done; echo late > late.txt; echo a2 > a.txt; touch "${done}"' >/dev/null 2>&1 &`,
    )
    expect(await compare(session)).toBeNull()
    expect(await told(session)).toEqual([])

    writeFileSync(go, '')
    await until('the late process has written', () => existsSync(done))
    const change = await compare(session)
    expect(change).toMatchObject({ files: 2, paths: ['a.txt', 'late.txt'] })
    expect(unwrap(await workbench.client.session.get({ session })).worktreeChange).toEqual(change)
    expect(await told(session)).toEqual([expect.stringContaining('since r1: a.txt and late.txt.')])
    expect(await compare(session)).toEqual(change)
    expect(await told(session)).toHaveLength(1)

    await workbench.acceptAll(session)
    unwrap(await workbench.client.landing.land({ session, branch: 'topic' }))
    expect(repository.git('ls-tree', '--name-only', 'topic').split('\n')).toContain('early.txt')
    expect(repository.git('ls-tree', '--name-only', 'topic')).not.toContain('late.txt')
    expect(repository.git('show', 'topic:a.txt')).toBe('a')

    expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 2 })
    const refreshed = unwrap(await workbench.client.session.get({ session }))
    expect(refreshed).toMatchObject({ worktreeChange: null, revisions: [{ number: 1 }, { number: 2 }] })
    expect(refreshed.revisions[1]?.tree).toBe(change?.tree)
    expect(await compare(session)).toBeNull()
    // Another change is another thing to tell.
    writeFileSync(path.join(worktree, 'b.txt'), 'by hand\n')
    expect(await compare(session)).toMatchObject({ files: 1, paths: ['b.txt'] })
    expect(await told(session)).toHaveLength(2)
    // Taken back, it is none any more.
    writeFileSync(path.join(worktree, 'b.txt'), 'b\n')
    expect(await compare(session)).toBeNull()
    expect(unwrap(await workbench.client.session.get({ session })).worktreeChange).toBeNull()
    expect(await markedProcesses(markOfFolder(path.join(folder.path, 'winnow')))).toEqual([])
  },
)

test('a worktree differs exactly where a new revision would be taken, and looking changes nothing', async () => {
  const { session, worktree } = await ready('echo early > early.txt')
  const place = (name: string): string => path.join(worktree, name)
  const edits: readonly (readonly [string, boolean, () => void])[] = [
    ['an ignored file', false, () => writeFileSync(place('ignored'), 'i')],
    ['the same bytes again', false, () => writeFileSync(place('a.txt'), 'a\n')],
    ['an empty folder', false, () => mkdirSync(place('empty'))],
    ['another content of the same size', true, () => writeFileSync(place('a.txt'), 'A\n')],
    ['a mode', true, () => chmodSync(place('b.txt'), 0o755)],
    ['an untracked file', true, () => writeFileSync(place('new.txt'), '')],
    ['a deleted file', true, () => rmSync(place('early.txt'))],
    ['a link', true, () => symlinkSync('a.txt', place('link'))],
    [
      'a repository inside',
      true,
      () => new TestRepository(place('inner')).commit('inner', { 'i.txt': 'i\n' }),
    ],
  ]
  const refs = (): string => repository.git('for-each-ref')
  for (const [what, differs, edit] of edits) {
    edit()
    const index = path.join(repository.path, '.git/worktrees', path.basename(worktree), 'index')
    const before = { refs: refs(), index: readFileSync(index).toString('hex') }
    expect({ what, differs: (await compare(session)) !== null }).toEqual({ what, differs })
    expect({ refs: refs(), index: readFileSync(index).toString('hex') }).toEqual(before)
    const { revisions } = unwrap(await workbench.client.session.get({ session }))
    const { revision } = unwrap(await workbench.client.session.refresh({ session }))
    expect({ what, taken: revision > revisions.length }).toEqual({ what, taken: differs })
  }
})

test('nothing is compared of a session that runs, was discarded, or let its worktree go', async () => {
  const go = path.join(folder.path, 'go')
  const session = await workbench.task(id, `echo x > x; while ! test -e "${go}"; do sleep 0.02; done`)
  await workbench.state(session, 'running')
  expect(await compare(session)).toBeNull()
  writeFileSync(go, '')
  const { worktree } = await workbench.state(session, 'ready')
  writeFileSync(path.join(worktree ?? '', 'y'), 'y')
  expect(await compare(session)).toMatchObject({ paths: ['y'] })
  // The next turn's revision has it.
  unwrap(await workbench.client.session.followUp({ session, text: 'go on' }))
  expect((await workbench.state(session, 'ready')).worktreeChange).toBeNull()
  unwrap(await workbench.client.session.discard({ session }))
  expect(await compare(session)).toBeNull()
  expect(await workbench.client.session.compareWorktree({ session: 'nobody' })).toMatchObject({
    ok: false,
    error: { kind: 'notFound' },
  })
})
