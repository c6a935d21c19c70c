import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Session } from '#shared/domain/session/session.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import { testGitEnvironment, type TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** Sessions whose target has others' commits since they began, and that are brought up to date with it. */
let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

const lines = (changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 40 }, (_, at) => `${changed[at + 1] ?? at + 1}\n`).join('')

openForEachTest(
  (made) => {
    made.commit('one', { a: lines(), other: 'o\n', '.gitignore': '*.log\n' })
  },
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

/** Runs the last line of what it is asked for: before it stands what it has to be told. */
const runs = `eval "$(printf '%s\\n' "$WINNOW_PROMPT" | tail -n 1)"`

/** A session whose agent runs what it is asked for as a shell script. */
async function start(script: string): Promise<string> {
  const session = await workbench.task(id, runs, script, runs)
  await workbench.state(session, 'ready', 'failed')
  return session
}
async function goOn(session: string, text: string): Promise<void> {
  const { updatedSeq: since } = await get(session)
  unwrap(await workbench.client.session.followUp({ session, text }))
  await workbench.until(session, ({ state, updatedSeq }) => state === 'ready' && updatedSeq > since)
}
const said = (): string => readFileSync(path.join(folder.path, 'said'), 'utf8')
const get = async (session: string): Promise<Session> =>
  unwrap(await workbench.client.session.get({ session }))
const bring = (session: string) => workbench.client.session.bringUpToDate({ session })
const land = async (session: string): Promise<void> => {
  unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
}
/** Each hunk by its path and first line, with what was decided. */
async function hunks(session: string): Promise<readonly string[]> {
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  return files.flatMap((file) =>
    file.hunks.map((hunk) => `${file.path}:${hunk.oldStart} ${hunk.decision ?? 'undecided'}`),
  )
}
/** Decides hunks by the start of what `hunks` says of them. */
async function decide(
  session: string,
  verdicts: Readonly<Record<string, 'accept' | 'reject' | 'defer'>>,
): Promise<void> {
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  const decisions = files.flatMap((file) =>
    file.hunks.flatMap(({ id: hunk, oldStart }) => {
      const verdict = verdicts[`${file.path}:${oldStart}`]
      return verdict ? [{ hunk, verdict }] : []
    }),
  )
  expect(decisions).toHaveLength(Object.keys(verdicts).length)
  unwrap(await workbench.client.review.decide({ session, decisions }))
}
async function git(session: string, ...args: string[]): Promise<string> {
  const cwd = (await get(session)).worktree ?? ''
  const env = testGitEnvironment(folder.path)
  return execFileSync('git', args, { cwd, env, encoding: 'utf8' }).trim()
}
const inWorktree = async (session: string, name: string): Promise<string> =>
  path.join((await get(session)).worktree ?? '', name)

const upstream = { a: `zero\n${lines({ 3: 'upstream' })}`, other: 'o2\n', new: 'n\n' }

test('others’ commits come in, verdicts stay with their hunks, and the agent goes on from there', async () => {
  const session = await start(
    `sed -i 's/^20$/agent/; s/^30$/rejected/; s/^35$/open/' a; echo mine > mine; echo l > x.log`,
  )
  await decide(session, { 'a:20': 'accept', 'a:30': 'reject', 'mine:0': 'defer' })
  repository.commit('up', upstream)
  repository.commit('more', { more: 'm\n' })
  const brought = unwrap(await bring(session))
  const tip = repository.git('rev-parse', 'main')
  expect(brought).toMatchObject({
    ...{ target: 'main', baseCommit: tip, commits: 2, revision: 2, undo: 'up-to-date-1' },
    ...{ decidedBefore: 3, decided: 3 },
  })
  const carried = ['a:21 accept', 'a:31 reject', 'a:36 undecided', 'mine:0 defer']
  expect(await hunks(session)).toEqual(carried)
  const now = await get(session)
  expect([now.baseCommit, now.baseTree]).toEqual([tip, repository.tree('main')])
  expect(repository.git('rev-parse', `refs/winnow/${session}/base`)).toBe(tip)
  // The worktree is as the revision says, uncommitted over the target's commit; ignored files stay.
  expect(await git(session, 'rev-parse', 'HEAD')).toBe(tip)
  expect(await git(session, 'status', '--porcelain')).toBe('M a\n?? mine')
  expect(readFileSync(await inWorktree(session, 'a'), 'utf8')).toBe(
    `zero\n${lines({ 3: 'upstream', 20: 'agent', 30: 'rejected', 35: 'open' })}`,
  )
  expect(existsSync(await inWorktree(session, 'x.log'))).toBe(true)
  expect(unwrap(await bring(session))).toMatchObject({ commits: 0, revision: null, undo: null })

  await workbench.end()
  workbench = await TestWorkbench.start(folder.path)
  expect(await hunks(session)).toEqual(carried)
  await goOn(session, `sed -i 's/^5$/later/' a`)
  expect(await hunks(session)).toEqual(['a:6 undecided', ...carried])
  await land(session)
  expect(repository.git('show', 'main:a')).toBe(`zero\n${lines({ 3: 'upstream', 20: 'agent' })}`.trim())
  expect(repository.git('show', 'main:more')).toBe('m')
})

test('commits of the agent are merged with the target’s, and what was not committed stays so', async () => {
  const session = await start(
    `git checkout -qb mine; sed -i 's/^20$/agent/' a; git commit -qam agent; sed -i 's/^30$/open/' a`,
  )
  const own = await git(session, 'rev-parse', 'HEAD')
  repository.commit('up', upstream)
  const tip = repository.git('rev-parse', 'main')
  unwrap(await bring(session))
  expect(await hunks(session)).toEqual(['a:21 undecided', 'a:31 undecided'])
  expect(await git(session, 'rev-parse', 'HEAD^1', 'HEAD^2')).toBe(`${own}\n${tip}`)
  expect(await git(session, 'symbolic-ref', 'HEAD')).toBe('refs/heads/mine')
  expect(await git(session, 'diff', '--numstat')).toBe('1\t1\ta')
  expect(await git(session, 'diff', '--numstat', tip)).toBe('2\t2\ta')
  // A merge of the agent's own later on changes nothing of what is asked.
  repository.commit('later', { later: 'l\n' })
  await goOn(session, 'git commit -qam open; git merge -q -m merged main')
  expect(await hunks(session)).toEqual(['a:21 undecided', 'a:31 undecided'])
  expect(repository.git('rev-parse', 'main')).toBe((await get(session)).baseCommit)
})

test('what others landed too is no hunk any more, and nothing of it is asked again', async () => {
  const session = await start(`sed -i 's/^20$/agent/; s/^30$/mine/' a`)
  await decide(session, { 'a:20': 'accept', 'a:30': 'accept' })
  repository.commit('the same', { a: lines({ 20: 'agent' }) })
  const { decided, decidedBefore, words } = unwrap(await bring(session))
  expect(await hunks(session)).toEqual(['a:30 accept'])
  expect([decided, decidedBefore]).toEqual([1, 2])
  expect(words).toContain('1 of 2 verdicts stands')
})

test('a conflict is refused with its files, and nothing is changed', async () => {
  const session = await start(`sed -i 's/^20$/agent/' a; rm other`)
  await decide(session, { 'a:20': 'accept' })
  repository.commit('up', { a: lines({ 20: 'theirs' }), other: 'changed\n' })
  const before = await get(session)
  const refused = await bring(session)
  expect(refused).toMatchObject({ ok: false, error: { kind: 'conflicts', paths: ['a', 'other'] } })
  const after = await get(session)
  expect([after.baseCommit, after.revisions.length]).toEqual([before.baseCommit, 1])
  expect(await hunks(session)).toEqual(['a:20 accept', 'other:1 undecided'])
  expect(repository.git('rev-parse', `refs/winnow/${session}/base`)).toBe(before.baseCommit)
  expect(await git(session, 'status', '--porcelain')).toBe('M a\n D other')
})

test('what was changed in the worktree since is a revision first', async () => {
  const session = await start(`sed -i 's/^20$/agent/' a`)
  writeFileSync(await inWorktree(session, 'by-hand'), 'h\n')
  repository.commit('up', upstream)
  expect(unwrap(await bring(session))).toMatchObject({ revision: 3 })
  expect(await hunks(session)).toEqual(['a:21 undecided', 'by-hand:0 undecided'])
  expect(readFileSync(await inWorktree(session, 'by-hand'), 'utf8')).toBe('h\n')
})

test('an ignored file where one of the target belongs refuses it, and so does a merge under way', async () => {
  const session = await start(`sed -i 's/^20$/agent/' a; echo mine > x.log`)
  repository.commit('up', { other: 'o2\n' })
  repository.git('commit', '--allow-empty', '-qm', 'empty')
  writeFileSync(path.join(repository.path, 'x.log'), 'theirs\n')
  repository.git('add', '-f', 'x.log')
  repository.git('commit', '-qm', 'a log')
  const refused = await bring(session)
  expect(refused).toMatchObject({ ok: false, error: { kind: 'inTheWay', paths: ['x.log'] } })
  expect(readFileSync(await inWorktree(session, 'x.log'), 'utf8')).toBe('mine\n')
  expect(readFileSync(await inWorktree(session, 'other'), 'utf8')).toBe('o\n')
  await goOn(
    session,
    `rm x.log; git commit -qam own; git checkout -q -b b HEAD~1; echo b > a; git commit -qam b; git merge -q - || true`,
  )
  expect(await bring(session)).toMatchObject({
    ok: false,
    error: { kind: 'wrongState', message: expect.stringContaining('A merge is unfinished') as string },
  })
})

test('rolling back to what was there before takes the base back too, with the verdicts of then', async () => {
  const session = await start(`sed -i 's/^20$/agent/; s/^30$/rejected/' a`)
  await decide(session, { 'a:20': 'accept', 'a:30': 'reject' })
  const { baseCommit } = await get(session)
  repository.commit('up', upstream)
  const { undo } = unwrap(await bring(session))
  const back = unwrap(await workbench.client.session.rollBack({ session, to: { checkpoint: undo ?? '' } }))
  expect(back.conversation).toBe('cut')
  expect((await get(session)).baseCommit).toBe(baseCommit)
  expect(await hunks(session)).toEqual(['a:20 accept', 'a:30 reject'])
  unwrap(await workbench.client.session.rollBack({ session, to: { checkpoint: back.undo } }))
  expect((await get(session)).baseCommit).toBe(repository.git('rev-parse', 'main'))
  expect(await hunks(session)).toEqual(['a:21 accept', 'a:31 reject'])
})

test('after a landing that was merged with others’ work, that comes in without being asked', async () => {
  const session = await start(`sed -i 's/^20$/agent/; s/^30$/left/' a`)
  await decide(session, { 'a:20': 'accept' })
  repository.commit('up', upstream)
  await land(session)
  expect(await hunks(session)).toEqual(['a:30 undecided'])
  unwrap(await bring(session))
  expect(await hunks(session)).toEqual(['a:31 undecided'])
  expect(await git(session, 'status', '--porcelain')).toBe('M a')
  await workbench.acceptAll(session)
  await land(session)
  expect(repository.git('show', 'main:a')).toBe(
    `zero\n${lines({ 3: 'upstream', 20: 'agent', 30: 'left' })}`.trim(),
  )
})

test('a base that is ahead of the local target lands the accepted hunks alone', async () => {
  repository.git('branch', 'remote-main')
  repository.git('checkout', '-q', 'remote-main')
  repository.commit('up', { ...upstream, big: 'b\n' })
  repository.git('checkout', '-q', 'main')
  repository.git('update-ref', 'refs/remotes/origin/main', 'remote-main')
  const session = await start(
    `sed -i 's/^20$/agent/' a; git commit -qam agent; git merge -q -m merged origin/main`,
  )
  expect((await get(session)).baseCommit).toBe(repository.git('rev-parse', 'remote-main'))
  expect(await hunks(session)).toEqual(['a:21 undecided'])
  await workbench.acceptAll(session)
  // It has everything of the local target already.
  expect(unwrap(await bring(session))).toMatchObject({ commits: 0, revision: null })
  await land(session)
  expect(repository.git('diff', '--numstat', 'main~1', 'main')).toBe('1\t1\ta')
  expect(repository.git('show', 'main:a')).toBe(lines({ 20: 'agent' }).trim())
})

test('the next turn is told, and only that', async () => {
  const made = await workbench.task(
    id,
    `printf '%s\\n--\\n' "$WINNOW_PROMPT" >> '${folder.path}/said'; echo x >> mine`,
  )
  await workbench.state(made, 'ready')
  repository.commit('up', upstream)
  unwrap(await bring(made))
  await goOn(made, 'first')
  await goOn(made, 'second')
  expect(said()).toMatch(
    /^do it\n--\nSince your last turn the person merged what main has .*\n\nfirst\n--\nsecond\n--\n$/s,
  )
})

test('a range that was named stays what it is', async () => {
  repository.git('branch', 'topic')
  repository.commit('up', upstream)
  const { session } = unwrap(
    await workbench.client.session.review({
      repository: id,
      source: { kind: 'range', range: 'main~1..main' },
    }),
  )
  expect(await bring(session)).toMatchObject({ ok: false, error: { kind: 'wrongState' } })
})
