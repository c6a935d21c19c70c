import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => void made.commit('one', { 'a.txt': 'a\n' }),
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)
beforeEach(() => {
  mkdirSync(path.join(folder.path, 'turns'))
})

const files = (commit: string): readonly string[] =>
  repository.git('ls-tree', '-r', '--name-only', commit).split('\n')

test('a fork begins with the files of a turn and is told what stands; the original is as it was', async () => {
  const write = (name: string, text: string): void =>
    writeFileSync(path.join(folder.path, 'turns', name), text)
  write('1', 'echo 1 > one.txt')
  write('2', 'echo 2 > two.txt')
  const command = `printf '%s\\n' "$WINNOW_PROMPT" >> ${folder.path}/said; . ${folder.path}/turns/$WINNOW_TURN`
  const first = await workbench.task(id, command, 'the task')
  await workbench.state(first, 'ready', 'failed')
  unwrap(await workbench.client.session.followUp({ session: first, text: 'more' }))
  const before = await workbench.until(
    first,
    (found) => found.state === 'ready' && found.revisions.length === 2,
  )
  write('1', 'echo 3 > three.txt')
  const { session, conversation } = unwrap(
    await workbench.client.session.fork({ session: first, text: 'another way', from: { turn: 1 } }),
  )
  const fork = await workbench.state(session, 'ready', 'failed')
  expect([fork.state, conversation]).toEqual(['ready', 'anew'])
  expect(files(`refs/winnow/${session}/r1`)).toEqual(['a.txt', 'one.txt', 'three.txt'])
  expect([fork.baseCommit, fork.baseTree]).toEqual([before.baseCommit, before.baseTree])
  const said = readFileSync(path.join(folder.path, 'said'), 'utf8')
  expect(said).toMatch(/# The task\nthe task\n\nanother way\n\nanother way\n$/)
  const { updatedSeq, revisions, worktree } = unwrap(await workbench.client.session.get({ session: first }))
  expect([updatedSeq, revisions, worktree]).toEqual([before.updatedSeq, before.revisions, before.worktree])
  expect(worktree).not.toBe(fork.worktree)
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  expect(items[0]).toMatchObject({
    kind: 'notice',
    turn: 0,
    text: expect.stringContaining('Forked from') as string,
  })
})

test('the talk of the built-in agent is forked with the files', async () => {
  const fake = await startFakeResponses()
  await workbench.end()
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
  workbench = await TestWorkbench.start(folder.path, { env })
  const prompt = scripted('One.', { sh: 'echo 1 > one.txt' }, { say: 'About one.' })
  const tasks = [{ repository: id, prompt, agent: { kind: 'openai' } }]
  const [first = ''] = unwrap(await workbench.client.session.submit({ tasks })).sessions
  await workbench.state(first, 'ready')
  const text = scripted('Forked.', { say: 'ok' })
  const { session, conversation } = unwrap(await workbench.client.session.fork({ session: first, text }))
  await workbench.state(session, 'ready')
  expect(conversation).toBe('cut')
  expect(JSON.stringify(fake.requests.at(-1)?.body['input'])).toContain('About one.')
  expect(files(`refs/winnow/${session}/r1`)).toEqual(['a.txt', 'one.txt'])
  await fake.close()
})
