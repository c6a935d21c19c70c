import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { TestRepository, temporaryFolder, testGitEnvironment } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let id: string

beforeEach(async () => {
  folder = temporaryFolder()
  repository = new TestRepository(path.join(folder.path, 'repo'))
  repository.commit('one', { 'a.txt': 'a\n', 'b.txt': 'b\n' })
  mkdirSync(path.join(folder.path, 'bin'))
  const search = `${path.join(folder.path, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`
  const real = testGitEnvironment(folder.path)
  workbench = await TestWorkbench.start(folder.path, { env: { ...real, PATH: search } })
  id = await workbench.open(repository.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

/** From now on git commands whose arguments match fail before they begin; null lets all succeed again. */
function breakGit(pattern: string | null): void {
  const file = path.join(folder.path, 'bin', 'git')
  rmSync(file, { force: true })
  if (pattern === null) return
  const real = `PATH='${process.env['PATH'] ?? ''}' exec git "$@"`
  writeFileSync(
    file,
    `#!/bin/sh\ncase " $* " in ${pattern}) echo 'error: the disk is gone' >&2; exit 128;; esac\n${real}\n`,
  )
  chmodSync(file, 0o755)
}

const paths = async (session: string): Promise<string[]> =>
  unwrap(await workbench.client.changeset.get({ session })).files.map((file) => file.path)

describe('a worktree deleted by hand', () => {
  test('while the agent works: told, earlier revisions stay, and a follow-up brings it back', async () => {
    const session = await workbench.task(id, 'echo 1 > 1.txt', 'x', 'test -e 3.txt || rm -rf "$PWD"; exit 1')
    await workbench.state(session, 'ready')
    unwrap(await workbench.client.session.followUp({ session, text: 'go on' }))
    const failed = await workbench.until(session, (found) => found.state === 'failed')
    expect(failed.revisions).toHaveLength(1)
    const { items } = unwrap(await workbench.client.session.timeline({ session }))
    expect(JSON.stringify(items)).toMatch(/is not there any more, so no snapshot was taken/)
    unwrap(await workbench.client.session.followUp({ session, text: 'again' }))
    const back = await workbench.until(
      session,
      (found) => found.state === 'failed' && found.worktree !== null,
    )
    expect(await paths(session)).toEqual(['1.txt'])
    expect(back.revisions.length).toBeGreaterThan(0)
  })

  // A deleted worktree must neither wedge its session nor lose it (orca #19962, hermes-agent #79196).
  test('an idle session can still be discarded and restored from its revision', async () => {
    const session = await workbench.task(id, 'echo new > new.txt')
    const { worktree } = await workbench.state(session, 'ready')
    rmSync(worktree ?? '', { recursive: true })
    unwrap(await workbench.client.session.discard({ session }))
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1)
    unwrap(await workbench.client.session.restore({ session }))
    const restored = unwrap(await workbench.client.session.get({ session }))
    expect(readFileSync(path.join(restored.worktree ?? '', 'new.txt'), 'utf8')).toBe('new\n')
  })

  test('while Winnow was ended: it is told and waited for, and a follow-up goes on without it', async () => {
    const session = await workbench.task(id, 'echo new > new.txt', 'x', 'cat new.txt > copy.txt')
    const { worktree } = await workbench.state(session, 'ready')
    await workbench.end()
    rmSync(worktree ?? '', { recursive: true })
    workbench = await TestWorkbench.start(folder.path)
    const waiting = unwrap(await workbench.client.session.get({ session }))
    expect(waiting).toMatchObject({ worktree, worktreeMissing: true, state: 'ready' })
    unwrap(await workbench.client.session.followUp({ session, text: 'go on' }))
    await workbench.until(session, (found) => found.revisions.length === 2 && found.state === 'ready')
    expect(await paths(session)).toEqual(['copy.txt', 'new.txt'])
  })
})

describe('a git that fails in the middle', () => {
  // Restoring or restarting must not throw away a dirty worktree (agent-orchestrator #1926).
  test.each(['restart', 'discard'] as const)(
    'of the last snapshot: %s is refused and the worktree stays',
    async (verb) => {
      const session = await workbench.task(id, 'echo new > new.txt')
      const { worktree } = await workbench.state(session, 'ready')
      writeFileSync(path.join(worktree ?? '', 'by-hand.txt'), 'mine\n')
      breakGit('*" write-tree "*')
      const refused = await workbench.client.session[verb]({ session })
      expect(refused.ok ? null : refused.error.kind).toBe('snapshotFailed')
      expect(refused.ok ? '' : refused.error.message).toContain('because its last state could not be kept')
      expect(readFileSync(path.join(worktree ?? '', 'by-hand.txt'), 'utf8')).toBe('mine\n')
      expect(unwrap(await workbench.client.session.get({ session })).discardedAt).toBeNull()
      breakGit(null)
      expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 2 })
    },
  )

  test.each([
    ['the branch moves', '*" update-ref --no-deref -m "*'],
    ['the files are written', '*" read-tree -m -u "[0-9a-f]*'],
  ])('of a landing, as %s: nothing is changed, and it can be tried again', async (_, pattern) => {
    const session = await workbench.task(id, 'echo A > a.txt; echo new > new.txt')
    await workbench.state(session, 'ready')
    await workbench.acceptAll(session)
    repository.write({ 'b.txt': 'mine\n' })
    const before = [repository.git('rev-parse', 'main'), repository.git('status', '--porcelain')]
    breakGit(pattern)
    const failed = await workbench.client.landing.land({ session, branch: 'main' })
    expect(failed.ok ? null : failed.error.kind).toBe('gitFailed')
    expect([repository.git('rev-parse', 'main'), repository.git('status', '--porcelain')]).toEqual(before)
    expect(readFileSync(path.join(repository.path, 'a.txt'), 'utf8')).toBe('a\n')
    breakGit(null)
    unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
    expect(repository.git('status', '--porcelain')).toBe('M b.txt')
  })
})

describe('a repository moved away while a session runs', () => {
  test('is told, loses nothing, and works on once it is back', async () => {
    const go = path.join(folder.path, 'go')
    const session = await workbench.task(
      id,
      `echo new > new.txt; while [ ! -e '${go}' ]; do sleep 0.02; done`,
    )
    const { worktree } = await workbench.until(session, (found) => found.state === 'running')
    const away = `${repository.path}-away`
    renameSync(repository.path, away)
    writeFileSync(go, '')
    const failed = await workbench.state(session, 'failed')
    expect(failed.activity).toMatch(/repository|folder|not there/)
    expect(readFileSync(path.join(worktree ?? '', 'new.txt'), 'utf8')).toBe('new\n')
    unwrap(await workbench.client.session.discard({ session }))
    expect(existsSync(worktree ?? '')).toBe(true)
    renameSync(away, repository.path)
    unwrap(await workbench.client.session.restore({ session }))
    expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 1 })
    expect(await paths(session)).toEqual(['new.txt'])
  })
})
