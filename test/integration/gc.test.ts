import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Garbage } from '#shared/contract/collection.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => {
    made.git('config', 'user.name', 'Ada Person')
    made.git('config', 'user.email', 'ada@example.test')
    made.commit('base', { 'a.txt': 'a\n', '.gitignore': '*.env\n' })
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

const home = (): string => path.join(folder.path, 'winnow')
const refs = (session = ''): string => repository.git('for-each-ref', `refs/winnow/${session}`)
const garbage = (olderThanDays = 0, ignored: 'keep' | 'delete' = 'keep'): Promise<Garbage> =>
  workbench.client.session.garbage({ olderThanDays, ignored })
const collect = async (found: Garbage, ignored: 'keep' | 'delete' = 'keep') =>
  workbench.client.session.collect({
    parts: found.items.map(({ session, part }) => ({ session, part })),
    ignored,
  })
const restart = async (): Promise<void> => {
  await workbench.end()
  workbench = await TestWorkbench.start(folder.path)
}

/** All files below a folder with their contents. */
function everything(top: string, below = ''): readonly string[] {
  return (
    readdirSync(path.join(top, below))
      .sort()
      // Memory that readers of the database share: no file of anybody's.
      .filter((name) => !name.endsWith('.db-shm'))
      .flatMap((name) => {
        const place = path.join(below, name)
        const facts = lstatSync(path.join(top, place))
        if (facts.isDirectory()) return [place, ...everything(top, place)]
        if (!facts.isFile()) return [place]
        return [
          `${place} ${createHash('sha256')
            .update(readFileSync(path.join(top, place)))
            .digest('hex')}`,
        ]
      })
  )
}

let tasks = 0
/** Each writes something else: the same work within a second is the same commit, which another session holds too. */
const ownWork = (): string => `echo said; echo ${(tasks += 1)} > new.txt`
const task = async (command = ownWork()): Promise<string> => {
  const session = await workbench.task(id, command)
  await workbench.state(session, 'ready')
  return session
}
const discarded = async (command?: string): Promise<string> => {
  const session = await task(command)
  unwrap(await workbench.client.session.discard({ session }))
  return session
}
const landed = async (command?: string): Promise<string> => {
  const session = await task(command)
  await workbench.acceptAll(session)
  unwrap(await workbench.client.landing.land({ session, branch: `topic-${session}` }))
  return session
}
const worktreeOf = async (session: string): Promise<string | null> =>
  unwrap(await workbench.client.session.get({ session })).worktree
const said = (found: Garbage, session: string): readonly string[] =>
  found.items.filter((one) => one.session === session).map(({ part }) => part)

describe('a collection', () => {
  it('that only lists deletes nothing, and names what, why, how much and what is lost', async () => {
    const [gone, done] = [await discarded(), await landed()]
    const before = [everything(home()), everything(path.join(repository.path, '.git'))]
    const found = await garbage()
    await workbench.client.workbench.diskUse()
    expect([everything(home()), everything(path.join(repository.path, '.git'))]).toEqual(before)
    expect(said(found, gone)).toEqual(['references', 'outputs'])
    expect(said(found, done)).toEqual(['outputs', 'worktree'])
    for (const item of found.items) {
      expect(item.bytes).toBeGreaterThan(0)
      expect(item.why).toMatch(/^(discarded|landed) 0 days ago$/)
      expect(item.lost).not.toBe('')
    }
    expect(found.kept).toEqual([])
    expect((await garbage(30)).items).toEqual([])
  })

  it('removes exactly what it listed', async () => {
    const [gone, done] = [await discarded(), await landed()]
    const worktree = (await worktreeOf(done)) ?? ''
    const outcomes = await collect(await garbage())
    expect(outcomes.map(({ collected }) => collected)).toEqual([true, true, true, true])
    expect(refs(gone)).toBe('')
    expect(refs(done)).not.toBe('')
    expect(existsSync(path.join(home(), 'sessions', gone))).toBe(false)
    expect(readdirSync(path.join(home(), 'sessions', done)).filter((name) => name.includes('.log'))).toEqual(
      [],
    )
    expect(existsSync(worktree)).toBe(false)
    expect(readdirSync(path.join(home(), 'trash'))).toEqual([])
    expect((await garbage()).items).toEqual([])
    const { trash, whole } = await workbench.client.workbench.diskUse()
    expect({ trash: trash < 10_000, whole }).toEqual({ trash: true, whole: true })
    // What landed can still be shown, and its output says why it is not there.
    unwrap(await workbench.client.changeset.get({ session: done }))
    const { items } = unwrap(await workbench.client.session.timeline({ session: done }))
    const item = items.find((one) => 'outputBytes' in one && one.outputBytes > 0)?.id ?? ''
    const output = await workbench.client.session.output({ session: done, item, from: 0, length: 10 })
    expect(output.ok ? null : output.error.kind).toBe('collected')
  })

  it('makes restoring answer with a sentence, also after a restart and without the objects', async () => {
    const session = await discarded()
    await collect(await garbage())
    repository.git('gc', '--quiet', '--prune=now')
    for (const again of [false, true]) {
      if (again) await restart()
      const restored = await workbench.client.session.restore({ session })
      expect(restored.ok ? null : restored.error).toMatchObject({ kind: 'collected' })
      const shown = await workbench.client.changeset.get({ session })
      expect(shown.ok ? '' : shown.error.message).toContain('winnow gc')
      expect(refs(session)).toBe('')
    }
  })

  it('of a landed and discarded session is not undone by a start', async () => {
    const session = await landed()
    unwrap(await workbench.client.session.discard({ session }))
    await collect(await garbage())
    await restart()
    expect(refs(session)).toBe('')
  })

  it('that was cut off is finished by the next, however young', async () => {
    const session = await discarded()
    const lock = path.join(repository.path, '.git/refs/winnow', session, 'r1.lock')
    writeFileSync(lock, '')
    const held = refs(session)
    const cut = await collect(await garbage())
    expect(cut.find(({ part }) => part === 'references')).toMatchObject({ collected: false })
    expect(refs(session)).toBe(held)
    expect((await workbench.client.session.restore({ session })).ok).toBe(false)
    await restart()
    const found = await garbage(30)
    expect(found.items.map(({ why }) => why)).toContain('an earlier collection of it was cut off')
    await collect(found)
    expect(refs(session)).toBe('')
    expect((await garbage()).items).toEqual([])
  })

  it('keeps what its snapshot does not hold, and names it', async () => {
    const [big, ignored, changed] = [
      await landed(),
      await landed('echo K > k.env; echo i > i'),
      await landed('echo c > c'),
    ]
    const worktree = async (session: string): Promise<string> => (await worktreeOf(session)) ?? ''
    execFileSync('sh', ['-c', 'truncate -s 250M model.bin; echo trained >> model.bin'], {
      cwd: await worktree(big),
    })
    writeFileSync(path.join(await worktree(changed), 'mine.txt'), 'mine\n')
    const found = await garbage()
    expect(found.kept).toMatchObject([{ session: ignored, part: 'worktree', paths: ['k.env'] }])
    const outcomes = (await collect(found)).filter(({ part }) => part === 'worktree')
    expect(outcomes.map(({ collected }) => collected)).toEqual([false, false])
    expect(outcomes[0]?.notice).toContain('model.bin')
    for (const session of [big, ignored, changed]) expect(existsSync(await worktree(session))).toBe(true)
    const all = await garbage(0, 'delete')
    expect(all.items.find(({ session, part }) => session === ignored && part === 'worktree')?.lost).toContain(
      'k.env',
    )
    await collect(all, 'delete')
    expect(await worktreeOf(ignored)).toBeNull()
  })

  it('keeps a worktree of which git can’t tell what no snapshot holds', async () => {
    const session = await landed('echo K > k.env; echo i > i; echo "gitdir: /nowhere" > .git')
    const found = await garbage()
    expect(found.kept).toMatchObject([{ session, part: 'worktree' }])
    const parts = [{ session, part: 'worktree' as const }]
    const [outcome] = await workbench.client.session.collect({ parts, ignored: 'keep' })
    expect(outcome?.collected).toBe(false)
    expect(existsSync(path.join((await worktreeOf(session)) ?? '', 'k.env'))).toBe(true)
  })

  it('keeps what is the person’s own: entries taken off the stash, staged content', async () => {
    const session = await discarded()
    for (const name of ['stash-1', 'staged-1'])
      repository.git('update-ref', `refs/winnow/${session}/${name}`, 'HEAD')
    await collect(await garbage())
    expect(repository.git('for-each-ref', '--format=%(refname:lstrip=3)', `refs/winnow/${session}`)).toBe(
      'staged-1\nstash-1',
    )
    expect((await garbage()).items).toEqual([])
  })

  it('never takes anything of a session that is not over', async () => {
    // Those that run would else keep the others waiting for ever.
    await workbench.client.workbench.saveSettings({ parallelLimit: 8 })
    const kinds = fc.constantFrom(
      'discarded',
      'landed',
      'undecided',
      'accepted',
      'failed',
      'running',
      'restored',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(kinds, { minLength: 4, maxLength: 6 }), async (mix) => {
        const live: string[] = []
        for (const kind of mix) {
          if (kind === 'discarded') await discarded()
          else if (kind === 'landed') await landed()
          else if (kind === 'failed') {
            const session = await workbench.task(id, 'echo said; echo x > x; exit 3')
            await workbench.state(session, 'failed')
            live.push(session)
          } else if (kind === 'running') {
            const session = await workbench.task(id, 'echo said; echo x > x; exec sleep 600')
            await workbench.until(session, ({ state, worktree }) => state === 'running' && worktree !== null)
            await until('its first output is kept', async () => {
              const { items } = unwrap(await workbench.client.session.timeline({ session }))
              return items.some((item) => 'outputBytes' in item && item.outputBytes > 0)
            })
            live.push(session)
          } else {
            const session = kind === 'restored' ? await discarded() : await task()
            if (kind === 'restored') unwrap(await workbench.client.session.restore({ session }))
            if (kind === 'accepted') await workbench.acceptAll(session)
            live.push(session)
          }
        }
        const stays = async (session: string): Promise<unknown> => [
          refs(session),
          existsSync((await worktreeOf(session)) ?? ''),
          readdirSync(path.join(home(), 'sessions', session)).sort(),
        ]
        const before = await Promise.all(live.map(stays))
        const found = await garbage()
        expect(found.items.filter(({ session }) => live.includes(session))).toEqual([])
        await collect(found)
        // Also where it is named all the same.
        const named = live.flatMap((session) =>
          (['references', 'outputs', 'worktree'] as const).map((part) => ({ session, part })),
        )
        const refused = await workbench.client.session.collect({ parts: named, ignored: 'delete' })
        expect(refused.filter(({ collected }) => collected)).toEqual([])
        expect(await Promise.all(live.map(stays))).toEqual(before)
        expect((await garbage()).items).toEqual([])
        for (const session of live) await workbench.client.session.stop({ session })
      }),
      { numRuns: 3 },
    )
  })
})
