import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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

/** A session with a revision, and an edit by hand since that no revision has. */
beforeEach(async () => {
  folder = temporaryFolder('winnow-gone-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  repository.commit('base', { 'a.txt': 'a\n' })
  workbench = await TestWorkbench.start(folder.path)
  session = await workbench.task(await workbench.open(repository.path), 'echo new > new.txt')
  worktree = (await workbench.state(session, 'ready')).worktree ?? ''
  writeFileSync(path.join(worktree, 'mine.txt'), 'mine\n')
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const restart = async (): Promise<void> => {
  await workbench.end()
  workbench = await TestWorkbench.start(folder.path)
}
const found = async (): Promise<Session> => unwrap(await workbench.client.session.get({ session }))
const discard = async (): Promise<string> => {
  const { notice } = unwrap(await workbench.client.session.discard({ session }))
  expect((await found()).discardedAt).not.toBeNull()
  const timeline = unwrap(await workbench.client.session.timeline({ session }))
  if (notice !== null)
    expect(timeline.items).toContainEqual(expect.objectContaining({ kind: 'notice', text: notice }))
  return notice ?? ''
}
const files = (): readonly string[] => readdirSync(worktree).sort()
const paths = async (): Promise<readonly string[]> =>
  unwrap(await workbench.client.changeset.get({ session })).files.map((file) => file.path)
const work = ['.git', 'a.txt', 'mine.txt', 'new.txt']

describe('a session whose repository was deleted', () => {
  it('is discarded, says what is missing, and keeps the files that no snapshot could take', async () => {
    rmSync(repository.path, { recursive: true })
    const outside = readdirSync(folder.path)
    const notice = await discard()
    expect(notice).toContain(`Its repository is not at ${repository.path} any more.`)
    expect(notice).toContain(`left as they are in ${worktree}`)
    expect(files()).toEqual(work)
    await restart()
    expect((await found()).discardedAt).not.toBeNull()
    expect(files()).toEqual(work)
    expect(readdirSync(folder.path)).toEqual(outside)
    // Brought back, it is what it was; and what the person deleted by hand is no trouble.
    unwrap(await workbench.client.session.restore({ session }))
    expect(await found()).toMatchObject({ discardedAt: null, worktree })
    await discard()
    rmSync(worktree, { recursive: true })
    await restart()
    expect(await found()).toMatchObject({ worktree: null })
  })

  it('is discarded as ever when its worktree is gone too', async () => {
    rmSync(repository.path, { recursive: true })
    rmSync(worktree, { recursive: true })
    expect(await discard()).toBe('')
    expect((await found()).worktree).toBeNull()
  })

  it('touches nothing of another one that is in its place now', async () => {
    rmSync(repository.path, { recursive: true })
    const other = new TestRepository(repository.path)
    other.commit('another', { 'c.txt': 'c\n' })
    await restart()
    expect(await discard()).toContain('is not the one it worked on')
    await restart()
    expect(files()).toEqual(work)
    expect(other.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main')
    expect(other.git('status', '--porcelain')).toBe('')
  })

  it('is not discarded while its repository is there and only the snapshot fails', async () => {
    rmSync(path.join(repository.path, '.git/refs/winnow', session), { recursive: true })
    writeFileSync(path.join(repository.path, '.git/refs/winnow', session), 'in the way\n')
    const discarded = await workbench.client.session.discard({ session })
    expect(discarded.ok ? '' : discarded.error.message).toMatch(/was not discarded, because/)
    expect(await found()).toMatchObject({ discardedAt: null, worktree })
    expect(files()).toEqual(work)
  })
})

describe('a session whose repository was moved away', () => {
  const away = (): string => `${repository.path}-away`

  it('goes on with all of its work when both are back', async () => {
    renameSync(repository.path, away())
    expect(await discard()).toContain('is not at')
    renameSync(away(), repository.path)
    unwrap(await workbench.client.session.restore({ session }))
    expect(await found()).toMatchObject({ discardedAt: null, worktree })
    expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 2 })
    expect(await paths()).toEqual(['mine.txt', 'new.txt'])
  })

  it('has its last snapshot taken when the repository is back at a later start', async () => {
    renameSync(repository.path, away())
    await discard()
    await restart()
    expect(files()).toEqual(work)
    renameSync(away(), repository.path)
    await restart()
    expect(existsSync(worktree)).toBe(false)
    expect(repository.git('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1)
    const { discardedAt, revisions } = await found()
    expect([discardedAt === null, revisions.length]).toEqual([false, 2])
    unwrap(await workbench.client.session.restore({ session }))
    const restored = (await found()).worktree ?? ''
    expect(readFileSync(path.join(restored, 'mine.txt'), 'utf8')).toBe('mine\n')
    expect(await paths()).toEqual(['mine.txt', 'new.txt'])
  })

  it('has it taken into a copy that took its place, which does not know the worktree', async () => {
    renameSync(repository.path, away())
    await discard()
    cpSync(away(), repository.path, { recursive: true })
    rmSync(path.join(repository.path, '.git/worktrees'), { recursive: true })
    await restart()
    expect(existsSync(worktree)).toBe(false)
    unwrap(await workbench.client.session.restore({ session }))
    expect(await paths()).toEqual(['mine.txt', 'new.txt'])
  })
})

describe('a session whose repository is not open any more', () => {
  it('is discarded, and its last snapshot taken once that is opened again', async () => {
    const { repository: id } = await found()
    unwrap(await workbench.client.repository.forget({ repository: id }))
    expect(await discard()).toContain('is not open here any more')
    await restart()
    expect(files()).toEqual(work)
    expect(await workbench.open(repository.path)).toBe(id)
    await restart()
    expect(existsSync(worktree)).toBe(false)
    unwrap(await workbench.client.session.restore({ session }))
    expect(await paths()).toEqual(['mine.txt', 'new.txt'])
  })
})
