import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { claimHome } from '#main/instance/claim.ts'
import { mustBeCopy, renewPlace } from '#main/instance/place.ts'
import { CommandLine } from '#test/support/command-line.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'

let folder: ReturnType<typeof temporaryFolder>
let one: string
let two: string

beforeEach(() => {
  folder = temporaryFolder('winnow-copied-')
  one = path.join(folder.path, 'one')
  two = path.join(folder.path, 'two')
  unwrap(claimHome(one)).release()
})
afterEach(() => folder.remove())

const copy = (): void => cpSync(one, two, { recursive: true })
const kindOf = (home: string): string => {
  const claimed = claimHome(home)
  if (!claimed.ok) return claimed.error.kind
  claimed.value.release()
  return 'ours'
}

describe('a copied data folder', () => {
  it('is refused while the other one is there, and frees its lock', () => {
    copy()
    const refused = claimHome(two)
    expect(refused.ok ? '' : refused.error.message).toMatch(
      /is a copy of .*one.*nothing was changed.*winnow adopt/,
    )
    expect([kindOf(two), kindOf(one), kindOf(two)]).toEqual(['copied', 'ours', 'copied'])
  })

  it('is the one that was moved, once the other is gone', () => {
    copy()
    renameSync(one, `${one}-old`)
    expect(kindOf(two)).toBe('ours')
    renameSync(two, one)
    expect(kindOf(one)).toBe('ours')
  })

  it('is no other one that lies where it was', () => {
    renameSync(one, two)
    unwrap(claimHome(one)).release()
    expect([kindOf(two), kindOf(one)]).toEqual(['ours', 'ours'])
  })

  it('is not the same one by a link', () => {
    symlinkSync(one, two)
    expect([kindOf(two), kindOf(one)]).toEqual(['ours', 'ours'])
  })

  it('is one of its own after an act that only a copy allows', () => {
    const refused = claimHome(one, mustBeCopy)
    expect(refused.ok ? '' : refused.error.message).toContain('Nothing was changed')
    copy()
    const owner = unwrap(claimHome(two, mustBeCopy))
    renewPlace(two)
    owner.release()
    expect([kindOf(two), kindOf(one)]).toEqual(['ours', 'ours'])
  })

  it('with a damaged note of its place is used as before', () => {
    writeFileSync(path.join(one, 'private/place.json'), 'x')
    expect(kindOf(one)).toBe('ours')
  })
})

describe('winnow adopt', () => {
  it('leaves the sessions to the other one, sets aside what the copy had of them, and touches nothing of that', async () => {
    rmSync(one, { recursive: true })
    const repository = new TestRepository(path.join(folder.path, 'repository'))
    repository.commit('base', { 'a.txt': 'a\n' })
    const first = new CommandLine(folder.path, { WINNOW_HOME: one })
    const second = new CommandLine(folder.path, { WINNOW_HOME: two })
    const run = ['task', 'work', '--agent', 'command', '--run', 'echo x > x', '--wait']
    const { session } = await first.json<{ session: string }>(run, { cwd: repository.path })
    copy()
    mkdirSync(path.join(two, 'unrelated'))
    const references = repository.git('for-each-ref')
    const refused = await second.run(['discard', session])
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining('is a copy of')])
    const { aside } = await second.json<{ aside: readonly string[] }>(['adopt'])
    expect(aside.map((place) => path.basename(place).replace(/-\d.*/, ''))).toContain(
      'worktrees.of-the-other',
    )
    for (const place of aside) expect(existsSync(place)).toBe(true)
    expect(await second.json(['sessions', '--all'])).toEqual({ sessions: [] })
    const { worktree } = await first.json<{ worktree: string }>(['show', session])
    expect(existsSync(path.join(worktree, 'x'))).toBe(true)
    await second.json(run, { cwd: repository.path })
    expect(repository.git('for-each-ref').split('\n')).toEqual(expect.arrayContaining(references.split('\n')))
    expect((await second.run(['adopt'])).exitCode).toBe(5)
  })
})
