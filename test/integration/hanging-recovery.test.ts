import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { LongGit } from '#shared/contract/workbench.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { KillableOwner } from '#test/support/kill-process.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** A git that hangs while a start finishes a landing that was cut off: it is asked about, and holds up no other repository. */
let folder: ReturnType<typeof temporaryFolder>
let stuck: TestRepository
let other: TestRepository
let owner: KillableOwner
let workbench: TestWorkbench | null
/** The sessions of both repositories, everything accepted; the landing of the first is begun. */
let session: string
let otherSession: string

const at = (name: string): string => path.join(folder.path, name)
const client = (): TestWorkbench['client'] => {
  if (!workbench) throw new Error('no workbench runs')
  return workbench.client
}

function repository(name: string): TestRepository {
  const made = new TestRepository(at(name))
  made.git('config', 'user.name', 'Ada Person')
  made.git('config', 'user.email', 'ada@example.test')
  made.commit('one', { 'a.txt': 'a\n', 'b.txt': 'b\n' })
  made.git('switch', '-q', '-c', 'work')
  made.commit('two', { 'a.txt': 'A\n', 'c.txt': 'c\n' })
  made.git('switch', '-q', 'main')
  return made
}

async function accepted(
  of: Pick<WorkbenchClient, 'repository' | 'session' | 'changeset' | 'review'>,
  place: string,
) {
  const { id } = unwrap(await of.repository.open({ path: place }))
  const source = { kind: 'range', range: 'main..work' } as const
  const review = unwrap(await of.session.review({ repository: id, source })).session
  const { files } = unwrap(await of.changeset.get({ session: review }))
  const decisions = files.flatMap(({ hunks }) =>
    hunks.map((hunk) => ({ hunk: hunk.id, verdict: 'accept' as const })),
  )
  unwrap(await of.review.decide({ session: review, decisions }))
  return review
}

/** A real git that hangs, as long as the file `hang` is there, when it is to write files of the first repository. */
function writeHangingGit(): void {
  const script = `#!/bin/sh
case "$* $PWD" in *' -n '*) ;; 'read-tree '*' ${at('stuck')}')
  if [ -e '${at('hang')}' ]; then : > '${at('stopped')}'; while [ -e '${at('hang')}' ]; do sleep 0.01; done; fi;;
esac
PATH='${process.env['PATH'] ?? ''}' exec git "$@"
`
  writeFileSync(at('bin/git'), script, { mode: 0o755 })
}

beforeEach(async () => {
  folder = temporaryFolder('winnow-hanging-recovery-')
  workbench = null
  stuck = repository('stuck')
  other = repository('other')
  owner = new KillableOwner(folder.path)
  writeHangingGit()
  writeFileSync(at('hang'), '')
  await owner.start()
  session = await accepted(owner.client, stuck.path)
  otherSession = await accepted(owner.client, other.path)
  const landing = owner.client.landing.land({ session, branch: 'main' }).catch(() => null)
  await until('git hangs', () => existsSync(at('stopped')))
  await owner.kill('everything')
  await landing
})
afterEach(async () => {
  rmSync(at('hang'), { force: true })
  await workbench?.end()
  await owner.kill('everything')
  folder.remove()
})

async function start(patience = '0.2'): Promise<void> {
  const PATH = `${at('bin')}${path.delimiter}${process.env['PATH'] ?? ''}`
  workbench = await TestWorkbench.start(folder.path, { env: { PATH, WINNOW_GIT_PATIENCE: patience } })
}

async function asked(): Promise<LongGit> {
  for await (const { gits } of await client().workbench.watchLongGits()) if (gits[0]) return gits[0]
  throw new Error('the stream ended')
}

async function told(): Promise<readonly string[]> {
  const { items } = unwrap(await client().session.timeline({ session }))
  return items.map((item) => ('text' in item ? item.text : ''))
}

function isLanded(): void {
  expect(stuck.git('status', '--porcelain')).toBe('')
  expect(stuck.git('rev-parse', 'main^{tree}')).toBe(stuck.git('rev-parse', 'work^{tree}'))
  expect(readFileSync(at('stuck/a.txt'), 'utf8')).toBe('A\n')
}

test('is asked about, other repositories go on, and what waits for it goes on when it is ended', async () => {
  await start()
  expect(await asked()).toMatchObject({ program: 'git', folder: stuck.path })

  // All that is elsewhere, agents too.
  unwrap(await client().landing.land({ session: otherSession, branch: 'main' }))
  const { id: elsewhere } = unwrap(await client().repository.open({ path: other.path }))
  const task = await workbench?.task(elsewhere, 'echo x > x.txt')
  await workbench?.state(task ?? '', 'ready')
  // What only reads, here, too.
  expect(unwrap(await client().changeset.get({ session })).files).toHaveLength(2)
  expect(unwrap(await client().session.get({ session })).landings).toEqual([])

  let isAnswered = false
  const renaming = client().session.rename({ session, title: 'named' })
  void renaming.then(() => (isAnswered = true))
  const leaving = new AbortController()
  const left = client().session.rename({ session, title: 'left' }, { signal: leaving.signal })
  leaving.abort()
  await expect(left).rejects.toThrow(/abort|no longer|any more/)
  expect(unwrap(await client().session.get({ session })).title).not.toBe('named')
  expect(isAnswered).toBe(false)

  const git = await asked()
  expect(await client().workbench.endGit({ git: git.id })).toBe(true)
  unwrap(await renaming)
  expect(unwrap(await client().session.get({ session })).title).toBe('named')
  expect((await told()).join('\n')).toMatch(
    /can’t be finished yet\. It is tried again .*it was ended, as you asked, after \d+ s\. No work is lost\./,
  )
  expect(stuck.git('rev-parse', 'main^{tree}')).toBe(stuck.git('rev-parse', 'work^{tree}'))

  // Nothing is begun over what is neither there nor not: it is tried again first.
  const over = client().landing.land({ session, branch: 'main' })
  const again = await asked()
  await client().workbench.endGit({ git: again.id })
  const refused = await over
  expect(refused.ok ? '' : refused.error.message).toMatch(
    /^A landing on main was cut off before, and can’t be finished yet, so nothing else was begun\. .*it was ended, as you asked/,
  )

  await workbench?.end()
  rmSync(at('hang'))
  await start('20')
  isLanded()
  expect(unwrap(await client().session.get({ session })).landings).toHaveLength(1)
})

test('goes on when it was only slow', async () => {
  await start()
  await asked()
  const renaming = client().session.rename({ session, title: 'named' })
  rmSync(at('hang'))
  unwrap(await renaming)
  isLanded()
  expect((await told()).join('\n')).toContain('Winnow ended during a landing. It is finished now.')
})

test('is ended with the workbench, and the next start finishes what it was for', async () => {
  await start()
  await asked()
  await workbench?.end()
  rmSync(at('hang'))
  await start('20')
  isLanded()
  expect((await told()).join('\n')).not.toContain('can’t be finished')
}, 60_000)

test('leaves what the next act of its session finishes, where it is ended', async () => {
  await start()
  const git = await asked()
  await client().workbench.endGit({ git: git.id })
  unwrap(await client().session.rename({ session, title: 'named' }))
  rmSync(at('hang'))
  const finished = await client().landing.land({ session, branch: 'main' })
  expect(finished.ok ? '' : finished.error.message).toBe(
    'A landing on main was cut off before, and is finished now. Nothing else was done. Look at what is left, then try again.',
  )
  isLanded()
  expect(unwrap(await client().session.get({ session })).landings).toHaveLength(1)
  unwrap(await client().landing.undo({ session }))
  expect(stuck.git('status', '--porcelain')).toBe('')
  expect(readFileSync(at('stuck/a.txt'), 'utf8')).toBe('a\n')
})
