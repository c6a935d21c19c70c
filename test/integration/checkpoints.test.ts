import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
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

const checkpoints = (session: string): readonly string[] =>
  repository.git('for-each-ref', '--format=%(refname)', `refs/winnow/${session}/`).split('\n').filter(Boolean)

test('the files behind each step of the built-in agent are kept by one reference a turn, with their talk', async () => {
  const fake = await startFakeResponses()
  await workbench.end()
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url }
  workbench = await TestWorkbench.start(folder.path, { env })
  const prompt = scripted(
    'Work.',
    { sh: 'echo 1 > one.txt' },
    { sh: 'cat one.txt' },
    { sh: 'rm one.txt; echo 2 > two.txt' },
    { say: 'Done.' },
  )
  const tasks = [{ repository: id, prompt, agent: { kind: 'openai' } }]
  const [session = ''] = unwrap(await workbench.client.session.submit({ tasks })).sessions
  await workbench.state(session, 'ready')
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  const commands = items.filter(({ kind }) => kind === 'command')
  const steps = items.flatMap((item) => (item.kind === 'checkpoint' ? [item.parent] : []))
  // The one in the middle changed nothing.
  expect(steps).toEqual([commands[0]?.id, commands[2]?.id])
  expect(checkpoints(session)).toEqual(
    ['base', 'r1', 'steps-1'].map((name) => `refs/winnow/${session}/${name}`),
  )
  const ref = `refs/winnow/${session}/steps-1`
  const files = (commit: string): string => repository.git('ls-tree', '--name-only', commit).trim()
  expect(files(ref)).toBe('a.txt\ntwo.txt')
  expect(files(`${ref}^2`)).toBe('a.txt\none.txt')
  expect(repository.git('rev-parse', `${ref}^{tree}`)).toBe(
    repository.git('rev-parse', `refs/winnow/${session}/r1^{tree}`),
  )
  await fake.close()
})

test('what the person changed between two turns is kept before the next', async () => {
  const session = await workbench.task(id, 'echo 1 > one.txt', 'do it', 'echo 2 > one.txt')
  const ready = await workbench.state(session, 'ready')
  writeFileSync(path.join(ready.worktree ?? '', 'one.txt'), 'mine\n')
  unwrap(await workbench.client.session.followUp({ session, text: 'more' }))
  await workbench.until(session, (found) => found.revisions.length === 2 && found.state === 'ready')
  expect(repository.git('show', `refs/winnow/${session}/steps-2:one.txt`)).toBe('mine')
  expect(readFileSync(path.join(ready.worktree ?? '', 'one.txt'), 'utf8')).toBe('2\n')
})

test('an agent that changes nothing costs no reference and no line of the timeline', async () => {
  const session = await workbench.task(id, 'true', 'do it', 'true')
  await workbench.state(session, 'ready')
  const before = checkpoints(session)
  unwrap(await workbench.client.session.followUp({ session, text: 'more' }))
  await workbench.until(session, ({ state }) => state === 'ready')
  const items = unwrap(await workbench.client.session.timeline({ session })).items
  expect(items.filter(({ kind }) => kind === 'checkpoint')).toEqual([])
  expect(checkpoints(session)).toEqual(before)
})
