import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { changesetJson, changesetText } from '#main/cli/print.ts'
import { startFakeResponses, type FakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: string
let fake: FakeResponses
let workbench: TestWorkbench
let repository: TestRepository
const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`)

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'winnow-proposed-'))
  fake = await startFakeResponses()
  repository = new TestRepository(path.join(folder, 'pond'))
  repository.commit('Begin', { 'a.txt': `${lines.join('\n')}\n`, 'b.txt': 'same\n' })
  workbench = await TestWorkbench.start(folder, {
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: fake.url },
  })
})
afterEach(async () => {
  await workbench.end()
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const change = 'sed -i -e "s/^line 3$/third/" -e "s/^line 15$/fifteenth/" a.txt'
const propose = (args: object) => ({ call: { name: 'propose_review', args } })

async function submit(
  ...steps: Parameters<typeof scripted> extends [string, ...infer Steps] ? Steps : never
): Promise<string> {
  const id = await workbench.open(repository.path)
  const made = await workbench.client.session.submit({
    tasks: [{ repository: id, prompt: scripted('Count.', ...steps), agent: { kind: 'openai' } }],
  })
  const [session = ''] = unwrap(made).sessions
  await workbench.state(session, 'ready')
  return session
}
const proposed = async (session: string) => unwrap(await workbench.client.changeset.proposed({ session }))

test('what an agent proposes is shown at its lines, and says honestly where they changed', async () => {
  const { client } = workbench
  const session = await submit(
    { sh: change },
    propose({
      explanation: 'Counts in **words**.',
      pins: [
        { path: 'a.txt', quote: 'fifteenth', reason: 'Is it \u202efifteen?' },
        { path: 'a.txt', line: 3, reason: 'The first' },
        { path: 'b.txt', line: 1, reason: 'It stays' },
      ],
    }),
    { say: 'Done.' },
  )
  const { files } = unwrap(await client.changeset.get({ session }))
  const [first, second] = files[0]?.hunks.map(({ id }) => id) ?? []
  expect(await proposed(session)).toEqual({
    turn: 1,
    explanation: 'Counts in **words**.',
    pins: [
      {
        path: 'a.txt',
        line: 15,
        text: 'fifteenth',
        reason: 'Is it \u202efifteen?',
        state: 'there',
        hunk: second,
      },
      { path: 'a.txt', line: 3, text: 'third', reason: 'The first', state: 'there', hunk: first },
      { path: 'b.txt', line: 1, text: 'same', reason: 'It stays', state: 'outside', hunk: null },
    ],
  })
  const { items } = unwrap(await client.session.timeline({ session }))
  expect(items.find(({ kind }) => kind === 'review')).toMatchObject({ id: 't1-review', pins: { length: 3 } })
  // It decides nothing.
  expect(unwrap(await client.session.get({ session })).counts).toMatchObject({ hunks: 2, undecided: 2 })

  const changeset = unwrap(await client.changeset.get({ session }))
  expect(changesetJson(changeset, await proposed(session))).toMatchObject({ proposed: { turn: 1 } })
  const said = changesetText(changeset, await proposed(session))
  expect(said).toContain('pinned line 15: Is it ⟨U+202E⟩fifteen?')
  expect(said).toContain('pinned outside the changes: b.txt (It stays)')

  const followUp = scripted('Go on.', { sh: 'sed -i -e "1i zero" -e "s/^third$/3/" a.txt' }, { say: 'Done.' })
  unwrap(await client.session.followUp({ session, text: followUp }))
  await workbench.until(session, ({ state, revisions }) => state === 'ready' && revisions.length === 2)
  expect((await proposed(session))?.pins).toMatchObject([
    { line: 16, state: 'there' },
    { line: 3, text: 'third', state: 'changed' },
    { state: 'outside' },
  ])
  await workbench.end()
  workbench = await TestWorkbench.start(folder)
  expect((await proposed(session))?.pins).toMatchObject([{ line: 16 }, { state: 'changed' }, {}])
})

test('a wrong proposal is told what is wrong and changes nothing; the next one takes the place of the last', async () => {
  const session = await submit(
    { sh: change },
    propose({ explanation: 'First.', pins: [{ path: 'a.txt', line: 3, reason: 'One' }] }),
    propose({ pins: [{ path: 'a.txt', line: 99, reason: 'No such line' }] }),
    propose({ pins: [{ path: '../pond/a.txt', line: 1, reason: 'Elsewhere' }] }),
    { say: 'Done.' },
  )
  expect(await proposed(session)).toMatchObject({ explanation: 'First.', pins: [{ line: 3 }] })
  const told = JSON.stringify(fake.requests.at(-1)?.body['input'])
  expect(told).toContain('a.txt has 20 lines, and no line 99. Nothing was changed.')
  expect(told).toContain('../pond/a.txt leads out of the worktree')

  const text = scripted('Go on.', propose({ pins: [{ path: 'a.txt', reason: 'All of it' }] }), {
    say: 'Done.',
  })
  unwrap(await workbench.client.session.followUp({ session, text }))
  await workbench.until(session, ({ state }) => state === 'ready' && fake.requests.length === 7)
  expect(await proposed(session)).toMatchObject({
    turn: 2,
    explanation: '',
    pins: [{ line: null, text: '' }],
  })
})
