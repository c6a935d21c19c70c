import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import type { Unit } from '#shared/domain/unit/unit.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import { testGitEnvironment, type TestRepository } from '#test/support/repository.ts'
import type { TestWorkbench } from '#test/support/workbench.ts'

/** Sessions that conflict with what their target has since, and are brought up to date all the same. */
let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

const lines = (changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 40 }, (_, at) => `${changed[at + 1] ?? at + 1}\n`).join('')

openForEachTest(
  (made) => {
    made.commit('one', {
      a: lines(),
      ...{ here: 'here\n', there: 'there\n', both: 'both\n', bin: Buffer.from('a\0b') },
    })
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

async function start(script: string): Promise<string> {
  const runs = `eval "$(printf '%s\\n' "$WINNOW_PROMPT" | tail -n 1)"; printf '%s' "$WINNOW_PROMPT" > '${folder.path}/said'`
  const session = await workbench.task(id, runs, script)
  await workbench.state(session, 'ready', 'failed')
  return session
}
const get = async (session: string): Promise<Session> =>
  unwrap(await workbench.client.session.get({ session }))
const bring = async (session: string) =>
  unwrap(await workbench.client.session.bringUpToDate({ session, conflicts: 'mark' }))
const land = (session: string, withMarks?: boolean) =>
  workbench.client.landing.land({ session, branch: 'main', withMarks })
const units = async (session: string): Promise<readonly Unit[]> =>
  unwrap(await workbench.client.changeset.units({ session })).units
const conflicts = async (session: string): Promise<readonly Unit[]> =>
  (await units(session)).filter(({ kind }) => kind === 'conflict')
async function hunks(session: string): Promise<readonly string[]> {
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  return files.flatMap((file) =>
    file.hunks.map((hunk) => `${file.path}:${hunk.oldStart} ${hunk.decision ?? 'undecided'}`),
  )
}
const textOf = async (session: string, name: string): Promise<string> =>
  readFileSync(path.join((await get(session)).worktree ?? '', name), 'utf8')
async function decide(session: string, ids: readonly string[], verdict: 'accept' | 'reject'): Promise<void> {
  const decisions = ids.map((hunk) => ({ hunk, verdict }))
  unwrap(await workbench.client.review.decide({ session, decisions }))
}
const resolve = async (session: string, unit: Unit | undefined, take: 'first' | 'second' | 'both') =>
  unwrap(await workbench.client.review.resolve({ session, hunk: unit?.hunks[0] ?? '', take }))

/** Where a conflict is among those of the test below, by the first words that tell them apart. */
const rankOf = ({ reason }: Unit): number =>
  ['main and', 'changed the file', 'deletes', 'another name', 'main deleted'].findIndex((part) =>
    reason.includes(part),
  )

const marked = `<<<<<<< main
theirs
||||||| before both
20
=======
agent
>>>>>>> r1 of this session
`

test('lines that both changed stand between marks, as units of their own, and do not land so', async () => {
  const session = await start(`sed -i 's/^20$/agent/; s/^30$/thirty/' a; git commit -qam own`)
  await workbench.acceptAll(session)
  repository.commit('up', { a: lines({ 3: 'upstream', 20: 'theirs' }) })
  const brought = await bring(session)
  expect(brought).toMatchObject({
    ...{ conflicts: [{ path: 'a', what: 'lines' }], decidedBefore: 2, decided: 1 },
  })
  expect(brought.words).toContain('They conflict in 1 file, which is to be decided: a.')
  const text = lines({ 3: 'upstream', 20: marked.trimEnd(), 30: 'thirty' })
  expect(await textOf(session, 'a')).toBe(text)
  expect(await hunks(session)).toEqual(['a:19 undecided', 'a:20 undecided', 'a:30 accept'])
  const [conflict, rest] = await units(session)
  expect(conflict).toMatchObject({
    kind: 'conflict',
    reason: expect.stringMatching(/^main and r1 of this session changed the same lines/) as string,
  })
  expect(conflict?.hunks).toHaveLength(2)
  expect(rest?.kind).not.toBe('conflict')
  // What conflicts is not committed: git shows it as to be resolved.
  const env = testGitEnvironment(folder.path)
  const cwd = (await get(session)).worktree ?? ''
  expect(execFileSync('git', ['status', '--porcelain'], { cwd, env, encoding: 'utf8' })).toBe(' M a\n')

  // Neither a part of it.
  await decide(session, conflict?.hunks.slice(1) ?? [], 'accept')
  expect(await land(session)).toMatchObject({ ok: false, error: { kind: 'conflictMarks' } })
  await decide(session, conflict?.hunks ?? [], 'accept')
  // Whatever was looked at before.
  unwrap(await workbench.client.landing.preview({ session, branch: 'main', way: 'patch' }))
  const refused = await land(session)
  expect(refused).toMatchObject({ ok: false, error: { kind: 'conflictMarks', paths: ['a'] } })
  expect(repository.git('show', 'main:a')).toBe(lines({ 3: 'upstream', 20: 'theirs' }).trim())
  const preview = unwrap(await workbench.client.landing.preview({ session, branch: 'main' }))
  expect(preview.notices[0]).toContain('Marks of a conflict')
  // Nor into a checkout.
  expect(await workbench.client.landing.applyToCheckout({ session })).toMatchObject({
    ok: false,
    error: { kind: 'conflictMarks' },
  })
  unwrap(await land(session, true))
  expect(repository.git('show', 'main:a')).toBe(text.trim())
})

test.each([
  ['first', 'theirs'],
  ['second', 'agent'],
  ['both', 'theirs\nagent'],
] as const)('a side is taken by one act: %s', async (take, line) => {
  const session = await start(`sed -i 's/^20$/agent/; s/^30$/thirty/' a`)
  repository.commit('up', { a: lines({ 3: 'upstream', 20: 'theirs' }) })
  await bring(session)
  const [conflict] = await conflicts(session)
  const answer = await resolve(session, conflict, take)
  expect(answer.undecided).toBe(1)
  unwrap(await land(session))
  expect(repository.git('show', 'main:a')).toBe(lines({ 3: 'upstream', 20: line }).trim())
  expect((await hunks(session)).at(-1)).toMatch(/^a:3\d undecided$/)
})

test('of several conflicts of one text each is taken by itself, and rejecting takes the target’s', async () => {
  const session = await start(`sed -i 's/^10$/x/; s/^20$/x/; s/^30$/x/' a`)
  repository.commit('up', { a: lines({ 10: 'y', 20: 'y', 30: 'y' }) })
  await bring(session)
  const three = await conflicts(session)
  expect(three).toHaveLength(3)
  await resolve(session, three[1], 'second')
  await decide(session, three[0]?.hunks ?? [], 'reject')
  await resolve(session, three[2], 'both')
  const twice = workbench.client.review.resolve({
    ...{ session, hunk: three[2]?.hunks[0] ?? '', take: 'first' },
  })
  expect(await twice).toMatchObject({ ok: false, error: { kind: 'badEdit' } })
  unwrap(await land(session))
  expect(repository.git('show', 'main:a')).toBe(lines({ 10: 'y', 20: 'x', 30: 'y\nx' }).trim())
})

test('what has no lines to mark has the session’s side, is a conflict with a sentence, and is decided', async () => {
  const session = await start(
    `rm here; echo agent >> there; git mv both mine; printf 'a\\0c' > bin; echo agent > added`,
  )
  repository.git('rm', '-q', 'there')
  repository.git('mv', 'both', 'theirs')
  repository.commit('up', { here: 'changed\n', bin: Buffer.from('a\0d'), added: 'theirs\n' })
  const { conflicts: found } = await bring(session)
  expect(found).toEqual([
    { path: 'added', what: 'lines' },
    { path: 'bin', what: 'content' },
    { path: 'here', what: 'deletedHere' },
    { path: 'mine', what: 'renamed' },
    { path: 'there', what: 'deletedThere' },
  ])
  const now = [...(await conflicts(session))].sort((a, b) => rankOf(a) - rankOf(b))
  expect(now.map(({ reason }) => reason.split('.')[0])).toEqual([
    'main and r1 of this session changed the same lines, and both stand here between marks',
    'The session and main each changed the file, which can’t be merged by lines',
    'The session deletes the file, and main changed it since',
    'The session and main each gave the file another name',
    'main deleted the file, and the session changes it',
  ])
  const [added, bin, here, mine, there] = now
  await resolve(session, added, 'second')
  await decide(session, [...(bin?.hunks ?? []), ...(there?.hunks ?? [])], 'accept')
  await decide(session, [...(here?.hunks ?? []), ...(mine?.hunks ?? [])], 'reject')
  unwrap(await land(session))
  expect(repository.git('ls-tree', '-r', '--name-only', 'main').split('\n')).toEqual([
    ...['a', 'added', 'bin', 'here', 'theirs', 'there'],
  ])
  expect(repository.git('show', 'main:added')).toBe('agent')
  expect(repository.git('show', 'main:there')).toBe('there\nagent')
  expect(repository.git('show', 'main:here')).toBe('changed')
  expect(repository.git('show', 'main:bin')).toBe('a\0c')
})

test('a file that is not to be merged by lines has the session’s side', async () => {
  const session = await start(`sed -i 's/^20$/agent/' a`)
  repository.commit('up', { a: lines({ 3: 'upstream' }), '.gitattributes': 'a -merge\n' })
  const { conflicts: found } = await bring(session)
  expect(found).toEqual([{ path: 'a', what: 'content' }])
  expect(await textOf(session, 'a')).toBe(lines({ 20: 'agent' }))
  expect((await conflicts(session)).map(({ hunks: all }) => all.length)).toEqual([2])
})

test('a file where the other side has a folder is refused', async () => {
  const session = await start('echo x > new')
  repository.commit('up', { 'new/x': 'x\n' })
  const refused = await workbench.client.session.bringUpToDate({ session, conflicts: 'mark' })
  expect(refused).toMatchObject({ ok: false, error: { kind: 'conflicts' } })
  expect((await get(session)).revisions).toHaveLength(1)
  expect(existsSync(path.join((await get(session)).worktree ?? '', 'new'))).toBe(true)
})

test('the agent is told of conflicts, and what it resolves is asked again', async () => {
  const session = await start(`sed -i 's/^20$/agent/' a; rm here`)
  repository.commit('up', { a: lines({ 20: 'theirs' }), here: 'changed\n' })
  await bring(session)
  unwrap(
    await workbench.client.session.followUp({
      ...{ session, text: `sed -i '/^<<<<<<< /,/^>>>>>>> /c together' a` },
    }),
  )
  await workbench.until(session, ({ state, revisions }) => state === 'ready' && revisions.length === 3)
  const said = readFileSync(path.join(folder.path, 'said'), 'utf8')
  expect(said).toContain(
    '- a: both changed the same lines; marks stand in the text\n- here: The session deletes the file',
  )
  expect(await hunks(session)).toEqual(['a:20 undecided', 'here:1 undecided'])
  // Of the file that it left as it was the conflict is still to be decided.
  expect((await conflicts(session)).map(({ reason }) => reason.slice(0, 11))).toEqual(['The session'])
})

test('marks that were there before are no conflict', async () => {
  repository.commit('fixture', { fixture: `x\n${marked}` })
  const session = await start(`sed -i 's/^x$/y/' fixture; sed -i 's/^20$/agent/' a`)
  expect(await conflicts(session)).toEqual([])
  await workbench.acceptAll(session)
  unwrap(await land(session))
})
