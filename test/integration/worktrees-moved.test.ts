import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** What a start does with worktrees that are not where they were: nothing of them is put away. */

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let session: string
let worktree: string

/** A session with a revision, and since then work by hand that no revision has, an ignored file among it. */
beforeEach(async () => {
  folder = temporaryFolder('winnow-moved-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  repository.commit('base', { 'a.txt': 'a\n', '.gitignore': '*.env\n' })
  workbench = await TestWorkbench.start(path.join(folder.path, 'one'))
  session = await workbench.task(
    await workbench.open(repository.path),
    'echo new > new.txt',
    'x',
    'cat *.txt > all',
  )
  worktree = (await workbench.state(session, 'ready')).worktree ?? ''
  writeFileSync(path.join(worktree, 'mine.txt'), 'mine\n')
  writeFileSync(path.join(worktree, 'local.env'), 'KEY=1\n')
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const home = (name = 'one'): string => path.join(folder.path, name, 'winnow')
const found = async (): Promise<Session> => unwrap(await workbench.client.session.get({ session }))
const told = async (): Promise<string> => {
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  return items.flatMap((item) => (item.kind === 'notice' ? [item.text] : [])).join('\n')
}
const paths = async (): Promise<readonly string[]> =>
  unwrap(await workbench.client.changeset.get({ session })).files.map((file) => file.path)
/** Ends the workbench, does something to its files, and starts it in the data folder of that name. */
const restart = async (between: () => void, name = 'one'): Promise<void> => {
  await workbench.end()
  between()
  workbench = await TestWorkbench.start(path.join(folder.path, name))
}
const expectWork = (place: string): void => {
  expect(readFileSync(path.join(place, 'mine.txt'), 'utf8')).toBe('mine\n')
  expect(readFileSync(path.join(place, 'local.env'), 'utf8')).toBe('KEY=1\n')
}
const listed = (): readonly string[] =>
  [...repository.git('worktree', 'list', '--porcelain').matchAll(/^worktree (.*)$/gm)].map(
    ([, one = '']) => one,
  )

describe('a data folder that was moved', () => {
  const moved = (): string => worktree.replace(home(), home('two'))
  const move = (): void => renameSync(path.dirname(home()), path.dirname(home('two')))

  it('has its worktrees where they are now, and git knows them there', async () => {
    await restart(move, 'two')
    expectWork(moved())
    expect(await found()).toMatchObject({ worktree: moved(), worktreeMissing: false, state: 'ready' })
    expect(await told()).toContain(`The worktree is at ${moved()} now.`)
    expect(listed()).toEqual([repository.path, moved()])
    expect(repository.git('-C', moved(), 'status', '--porcelain')).toBe('?? mine.txt\n?? new.txt')
    expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 2 })
    unwrap(await workbench.client.session.followUp({ session, text: 'go on' }))
    await workbench.until(session, (one) => one.revisions.length === 3 && one.state === 'ready')
    expect(await paths()).toEqual(['all', 'mine.txt', 'new.txt'])
    unwrap(await workbench.client.session.discard({ session }))
    expect(existsSync(moved())).toBe(false)
    expect(listed()).toEqual([repository.path])
  })

  it('has them also when git wrote relative paths, or the pointer in the worktree is gone', async () => {
    await restart(() => {
      move()
      rmSync(path.join(moved(), '.git'))
    }, 'two')
    expect(repository.git('-C', moved(), 'status', '--porcelain')).toBe('?? mine.txt\n?? new.txt')
    await restart(() => {
      renameSync(path.dirname(home('two')), path.dirname(home()))
      writeFileSync(path.join(worktree, '.git'), 'gitdir: ../nowhere/any/more\n')
    })
    expect(repository.git('-C', worktree, 'status', '--porcelain')).toBe('?? mine.txt\n?? new.txt')
    expect(listed()).toEqual([repository.path, worktree])
  })

  it('does not write through what lies in the place of a pointer', async () => {
    const other = path.join(folder.path, 'other')
    mkdirSync(other)
    writeFileSync(path.join(other, 'gitdir'), `${worktree}/.git\n`)
    const own = path.join(repository.path, '.git/worktrees', path.basename(worktree))
    await restart(() => {
      move()
      renameSync(own, `${own}-away`)
      symlinkSync(other, own)
    }, 'two')
    expect(readFileSync(path.join(other, 'gitdir'), 'utf8')).toBe(`${worktree}/.git\n`)
    expect(existsSync(path.join(other, 'locked'))).toBe(false)
    expectWork(moved())
  })

  it('is the same one when the old place leads to the new', async () => {
    await restart(() => {
      move()
      symlinkSync(path.dirname(home('two')), path.dirname(home()))
    })
    expectWork(worktree)
    expect(await found()).toMatchObject({ worktree, worktreeMissing: false })
    expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 2 })
  })
})

describe('worktrees that are away at one start', () => {
  const all = (): string => path.join(home(), 'worktrees')
  const away = (): void => renameSync(all(), `${all()}-away`)
  const back = (): void => {
    rmSync(all(), { recursive: true, force: true })
    renameSync(`${all()}-away`, all())
  }

  it('are told, waited for, and found again', async () => {
    await restart(away)
    expect(await found()).toMatchObject({ worktree, worktreeMissing: true, state: 'ready' })
    expect(listed()).toEqual([repository.path, worktree])
    // Neither goes on in another worktree behind the person's back.
    for (const asked of [
      await workbench.client.session.followUp({ session, text: 'go on' }),
      await workbench.client.session.restart({ session }),
    ])
      expect(asked.ok ? '' : asked.error.message).toMatch(/is not there. Its disk may be away.*Bring it back/)
    await restart(back)
    expectWork(worktree)
    expect(await found()).toMatchObject({ worktree, worktreeMissing: false })
    expect(unwrap(await workbench.client.session.refresh({ session }))).toEqual({ revision: 2 })
  })

  it('keep their last state for the start that finds them, when the session was discarded meanwhile', async () => {
    await restart(away)
    const { notice } = unwrap(await workbench.client.session.discard({ session }))
    expect(notice).toContain('nothing of it was deleted')
    await restart(() => undefined)
    await restart(back)
    expect(existsSync(worktree)).toBe(false)
    unwrap(await workbench.client.session.restore({ session }))
    expect(await paths()).toEqual(['mine.txt', 'new.txt'])
  })

  it('are gone on without by an act alone: discarded and restored, from the newest revision', async () => {
    await restart(away)
    unwrap(await workbench.client.session.discard({ session }))
    unwrap(await workbench.client.session.restore({ session }))
    expect(await found()).toMatchObject({ worktree, worktreeMissing: false, discardedAt: null })
    expect(readFileSync(path.join(worktree, 'new.txt'), 'utf8')).toBe('new\n')
    expectWork(worktree.replace(all(), `${all()}-away`))
  })

  it('are found again where only the one folder was away', async () => {
    await restart(() => renameSync(worktree, `${folder.path}/away`))
    expect(await found()).toMatchObject({ worktree, worktreeMissing: true })
    await restart(() => renameSync(`${folder.path}/away`, worktree))
    expectWork(worktree)
    expect(await found()).toMatchObject({ worktree, worktreeMissing: false })
  })
})

describe('what lies where a session has no worktree', () => {
  it('is not put away by a start', async () => {
    unwrap(await workbench.client.session.discard({ session }))
    await restart(() => {
      mkdirSync(worktree, { recursive: true })
      writeFileSync(path.join(worktree, 'mine.txt'), 'mine\n')
    })
    expect(readFileSync(path.join(worktree, 'mine.txt'), 'utf8')).toBe('mine\n')
    const restored = await workbench.client.session.restore({ session })
    expect(restored.ok ? '' : restored.error.message).toContain('nothing in it was touched')
  })
})

describe('a worktree that a link has taken the place of', () => {
  const precious = (): string => path.join(folder.path, 'precious')
  const link = (what: string): void => {
    mkdirSync(path.join(precious(), path.basename(worktree)), { recursive: true })
    writeFileSync(path.join(precious(), path.basename(worktree), 'secret.txt'), 'secret\n')
    renameSync(what, `${what}-own`)
    symlinkSync(what === worktree ? path.join(precious(), path.basename(worktree)) : precious(), what)
  }

  it.each(['itself', 'its folder'])('%s: is neither snapshotted nor deleted through', async (which) => {
    link(which === 'itself' ? worktree : path.dirname(worktree))
    const { refresh, discard, restart: again } = workbench.client.session
    for (const asked of [await refresh({ session }), await discard({ session }), await again({ session })])
      expect(asked.ok ? '' : asked.error.message).toContain('symbolic link')
    await restart(() => undefined)
    expect(await found()).toMatchObject({ worktree, worktreeMissing: true, discardedAt: null })
    expect(await paths()).toEqual(['new.txt'])
    expect(readFileSync(path.join(precious(), path.basename(worktree), 'secret.txt'), 'utf8')).toBe(
      'secret\n',
    )
  })
})
