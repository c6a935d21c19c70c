import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let session: string
let worktree: string

beforeEach(async () => {
  folder = temporaryFolder('winnow-let-go-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('base', { 'a.txt': 'a\n', '.gitignore': 'cache/\n' })
  workbench = await TestWorkbench.start(folder.path)
  session = await workbench.task(
    await workbench.open(repository.path),
    'echo new > new.txt; mkdir cache; echo 1 > cache/one',
    'do it',
    'cat new.txt > again.txt',
  )
  worktree = (await workbench.state(session, 'ready')).worktree ?? ''
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const found = async (): Promise<Session> => unwrap(await workbench.client.session.get({ session }))
const land = async (): Promise<void> => {
  await workbench.acceptAll(session)
  unwrap(await workbench.client.landing.land({ session, branch: 'topic' }))
}
const refusal = async (): Promise<unknown> => {
  const refused = await workbench.client.session.letWorktreeGo({ session })
  expect(existsSync(path.join(worktree, 'new.txt'))).toBe(true)
  expect(await found()).toMatchObject({ worktree, discardedAt: null })
  return refused.ok ? null : refused.error
}

describe('the worktree of a session that has landed', () => {
  it('goes, while the session stays reviewable, and a follow-up makes it again', async () => {
    await land()
    const before = unwrap(await workbench.client.changeset.get({ session }))
    expect(unwrap(await workbench.client.session.letWorktreeGo({ session }))).toEqual({ ignored: 1 })
    expect(existsSync(worktree)).toBe(false)
    expect(repository.git('worktree', 'list', '--porcelain')).not.toContain(worktree)
    await workbench.end()
    workbench = await TestWorkbench.start(folder.path)
    expect(await found()).toMatchObject({ worktree: null, discardedAt: null, state: 'ready' })
    expect({ ...unwrap(await workbench.client.changeset.get({ session })), seq: before.seq }).toEqual(before)
    unwrap(await workbench.client.session.followUp({ session, text: 'go on' }))
    const after = await workbench.until(session, ({ revisions }) => revisions.length === 2)
    expect(readFileSync(path.join(after.worktree ?? '', 'again.txt'), 'utf8')).toBe('new\n')
  })

  it('leaves what was committed there, also where that changed no file', async () => {
    await land()
    const commit = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', 'commit', '-qam', 'by hand']
    for (const args of [['add', '-A'], commit]) execFileSync('git', args, { cwd: worktree })
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: worktree, encoding: 'utf8' }).trim()
    unwrap(await workbench.client.session.letWorktreeGo({ session }))
    expect((await found()).revisions).toHaveLength(1)
    repository.git('gc', '--quiet', '--prune=now')
    expect(repository.git('show', '--no-patch', '--format=%s', head)).toBe('by hand')
  })

  it('stays while anything is left to decide or to land', async () => {
    expect(await refusal()).toMatchObject({ kind: 'wrongState' })
    await workbench.acceptAll(session)
    expect(await refusal()).toMatchObject({ kind: 'wrongState' })
  })

  it('stays where its last snapshot finds something that is not decided', async () => {
    await land()
    writeFileSync(path.join(worktree, 'mine.txt'), 'mine\n')
    expect(await refusal()).toMatchObject({ kind: 'wrongState' })
    expect((await found()).revisions).toHaveLength(2)
    expect((await found()).counts?.undecided).toBe(1)
  })

  it('stays where the snapshot does not hold all of it, and that is named', async () => {
    await land()
    execFileSync('sh', ['-c', 'truncate -s 250M model.bin; echo trained >> model.bin'], { cwd: worktree })
    const refused = await refusal()
    expect(refused).toMatchObject({ kind: 'leftOut', paths: ['model.bin'] })
    expect((refused as { message: string }).message).toMatch(/^The worktree was not let go, .*model\.bin/)
  })
})
