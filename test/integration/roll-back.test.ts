import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { testGitEnvironment, type TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => void made.commit('one', { 'a.txt': 'a\nb\nc\nd\ne\nf\ng\nh\n', '.gitignore': 'cache/\n*.log\n' }),
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)
beforeEach(() => {
  mkdirSync(path.join(folder.path, 'turns'))
})

/** A session whose agent runs each of these in a turn of its own. */
async function session(
  ...turns: readonly string[]
): Promise<{ readonly session: string; readonly worktree: string }> {
  turns.forEach((text, index) => writeFileSync(path.join(folder.path, 'turns', String(index + 1)), text))
  const made = await workbench.task(
    id,
    `printf '%s\\n' "$WINNOW_PROMPT" >> ${folder.path}/said; . ${folder.path}/turns/$WINNOW_TURN`,
    'the task',
  )
  const ready = await workbench.state(made, 'ready', 'failed')
  expect(ready.activity).toBe('finished its turn')
  for (let more = 1; more < turns.length; more += 1) await followUp(made)
  return { session: made, worktree: ready.worktree ?? '' }
}
async function followUp(made: string, text = 'more'): Promise<void> {
  unwrap(await workbench.client.session.followUp({ session: made, text }))
  const { state, activity } = await workbench.state(made, 'ready', 'failed')
  expect([state, activity]).toEqual(['ready', 'finished its turn'])
}
const nextTurn = (number: number, text: string): void =>
  writeFileSync(path.join(folder.path, 'turns', String(number)), text)
const rollBack = (made: string, to: { readonly turn: number } | { readonly checkpoint: string }) =>
  workbench.client.session.rollBack({ session: made, to })
/** The tree of a worktree's files, by git alone. */
function treeOf(worktree: string): string {
  const index = path.join(folder.path, 'index')
  rmSync(index, { force: true })
  const env = { ...testGitEnvironment(folder.path), GIT_INDEX_FILE: index }
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: worktree, env, encoding: 'utf8' }).trim()
  git('read-tree', 'HEAD')
  git('add', '-A')
  return git('write-tree')
}
const itemsOf = async (made: string): Promise<readonly TimelineItem[]> =>
  unwrap(await workbench.client.session.timeline({ session: made })).items
const revisions = async (made: string) =>
  unwrap(await workbench.client.session.get({ session: made })).revisions

test('files go back to the end of a turn exactly, and forth again; ignored ones stay', async () => {
  const { session: made, worktree } = await session(
    'mkdir -p cache d; echo 1 > cache/x; echo x > d/new.txt; sed -i s/b/B/ a.txt; ln -s a.txt link; chmod +x a.txt',
    'rm -r d link; mkdir link; echo y > link/y; echo d > d; echo more >> a.txt; git add a.txt; git -c user.name=a -c user.email=a@b commit -qm own',
  )
  const [first, second] = (await revisions(made)).map(({ tree }) => tree)
  writeFileSync(path.join(worktree, 'mine.txt'), 'mine\n')
  appendFileSync(path.join(worktree, 'a.txt'), 'mine\n')
  const withMine = treeOf(worktree)
  const back = unwrap(await rollBack(made, { turn: 1 }))
  expect(treeOf(worktree)).toBe(first)
  expect(readFileSync(path.join(worktree, 'cache/x'), 'utf8')).toBe('1\n')
  // As the agent had it: uncommitted over the commit of then.
  expect(execFileSync('git', ['rev-parse', 'HEAD'], { cwd: worktree, encoding: 'utf8' }).trim()).toBe(
    repository.git('rev-parse', 'main'),
  )
  unwrap(await rollBack(made, { checkpoint: back.undo }))
  expect(treeOf(worktree)).toBe(withMine)
  expect(execFileSync('git', ['log', '-1', '--format=%s'], { cwd: worktree, encoding: 'utf8' })).toBe('own\n')
  unwrap(await rollBack(made, { turn: 2 }))
  expect(treeOf(worktree)).toBe(second)
  expect(existsSync(path.join(worktree, 'mine.txt'))).toBe(false)
  unwrap(await rollBack(made, { turn: 0 }))
  expect(treeOf(worktree)).toBe(repository.tree('main'))
  expect((await revisions(made)).at(-1)?.tree).toBe(repository.tree('main'))
})

test('decisions stand on what is the same, and nothing of it is asked again', async () => {
  const { session: made } = await session('sed -i s/b/B/ a.txt', 'sed -i s/g/G/ a.txt')
  const undecided = async (): Promise<readonly string[]> =>
    unwrap(await workbench.client.changeset.get({ session: made })).files.flatMap(({ hunks }) =>
      hunks.flatMap((hunk) => (hunk.decision === null ? [hunk.id] : [])),
    )
  await workbench.acceptAll(made)
  const { undo } = unwrap(await rollBack(made, { turn: 1 }))
  expect(await undecided()).toEqual([])
  const counts = unwrap(await workbench.client.session.get({ session: made })).counts
  expect([counts?.hunks, counts?.accepted]).toEqual([1, 1])
  unwrap(await rollBack(made, { checkpoint: undo }))
  expect(await undecided()).toEqual([])
  expect(unwrap(await workbench.client.session.get({ session: made })).counts?.accepted).toBe(2)
})

test('an agent without a memory to cut is told the task; after an undo it is not', async () => {
  const { session: made } = await session('echo 1 > one.txt', 'echo 2 > two.txt')
  const back = unwrap(await rollBack(made, { turn: 1 }))
  expect(back.conversation).toBe('anew')
  const items = await itemsOf(made)
  expect(items.find((item) => item.kind === 'notice' && item.text.startsWith('Rolled back'))).toMatchObject({
    text: expect.stringContaining('Rolled back to the end of turn 1') as string,
  })
  nextTurn(3, 'echo 3 > three.txt')
  await followUp(made, 'another way')
  const said = readFileSync(path.join(folder.path, 'said'), 'utf8')
  expect(said).toMatch(/The person set the files back.*\n\n# The task\nthe task\n\nanother way\n$/s)
  const before = unwrap(await rollBack(made, { turn: 1 }))
  unwrap(await rollBack(made, { checkpoint: before.undo }))
  nextTurn(4, 'true')
  await followUp(made, 'and on')
  expect(readFileSync(path.join(folder.path, 'said'), 'utf8')).toMatch(/another way\nand on\n$/)
})

test('it is refused while a turn runs, and where an ignored file is in the way: nothing is changed', async () => {
  const { session: made, worktree } = await session(
    'echo 1 > run.txt; printf "cache/\\n" > .gitignore; echo l > b.log',
    'rm b.log; printf "cache/\\n*.log\\n" > .gitignore; echo ignored > b.log',
  )
  const before = treeOf(worktree)
  const refused = await rollBack(made, { turn: 1 })
  expect(refused).toMatchObject({ ok: false, error: { kind: 'inTheWay', paths: ['b.log'] } })
  expect(treeOf(worktree)).toBe(before)
  expect(readFileSync(path.join(worktree, 'b.log'), 'utf8')).toBe('ignored\n')
  expect(await rollBack(made, { turn: 7 })).toMatchObject({ ok: false, error: { kind: 'notFound' } })
  nextTurn(3, `while [ ! -e ${folder.path}/gate ]; do sleep 0.02; done`)
  unwrap(await workbench.client.session.followUp({ session: made, text: 'wait' }))
  await workbench.state(made, 'running')
  expect(await rollBack(made, { turn: 1 })).toMatchObject({ ok: false, error: { kind: 'wrongState' } })
  writeFileSync(path.join(folder.path, 'gate'), '')
  await workbench.state(made, 'ready')
})

test('the built-in agent goes back to a step with its talk', async () => {
  const fake = await startFakeResponses()
  await workbench.end()
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
  workbench = await TestWorkbench.start(folder.path, { env })
  const prompt = scripted('Work.', { sh: 'echo 1 > one.txt' }, { sh: 'echo 2 > two.txt' }, { say: 'Done.' })
  const tasks = [{ repository: id, prompt, agent: { kind: 'openai' } }]
  const [made = ''] = unwrap(await workbench.client.session.submit({ tasks })).sessions
  const { worktree } = await workbench.state(made, 'ready')
  const step = (await itemsOf(made)).find(({ kind }) => kind === 'checkpoint')
  const back = unwrap(await rollBack(made, { checkpoint: step?.id ?? '' }))
  expect(back.conversation).toBe('cut')
  expect([
    existsSync(path.join(worktree ?? '', 'one.txt')),
    existsSync(path.join(worktree ?? '', 'two.txt')),
  ]).toEqual([true, false])
  const input = (): string => JSON.stringify(fake.requests.at(-1)?.body['input'])
  await followUp(made, scripted('Go on.', { say: 'ok' }))
  expect(input()).toContain('echo 1 > one.txt')
  // Its script is in the first prompt; its calls are items of their own.
  const calls = fake.requests.at(-1)?.body['input'] as readonly { readonly type?: string }[]
  expect(calls.filter(({ type }) => type === 'function_call')).toHaveLength(1)
  await fake.close()
})
