import path from 'node:path'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { TestRepository } from '#test/support/repository.ts'
import { decide, hunksOf, json, land, launch, open, type ChangesetJson } from '#test/support/session-walk.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1440, height: 900 } })

const poem = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`)

test('three tasks by three agents are decided by keys and landed, in part, with a follow-up and an undo', async ({
  workbench,
}) => {
  const model = await startFakeResponses()
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'poem.txt': poem.join(''), 'notes.md': '# Notes\n' })
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.git('switch', '-q', '-c', 'made-elsewhere')
  repository.commit('Elsewhere', { 'elsewhere.txt': 'made elsewhere\n' })
  repository.git('switch', '-q', 'main')

  const page = await workbench.start({
    repository: repository.path,
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url },
  })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const patch =
    '*** Begin Patch\n*** Update File: poem.txt\n@@\n line 2\n-line 3\n+line three\n line 4\n@@\n line 29\n-line 30\n+line thirty\n line 31\n*** End Patch'
  await launch(
    page,
    'OpenAI',
    scripted(
      'Spell numbers out',
      { patch },
      { sh: 'grep -c three poem.txt' },
      { say: 'Two lines are spelled out.' },
    ),
  )
  await launch(page, 'Command', 'Write the notes', { command: 'cat >> notes.md; echo done' })
  await page.keyboard.press('Shift+N')
  await page.getByRole('combobox', { name: 'Branch or range' }).fill('made-elsewhere')
  await page.keyboard.press('Enter')

  const sessions = async (): Promise<{ id: string; title: string; state: string }[]> =>
    (await json<{ sessions: { id: string; title: string; state: string }[] }>(workbench, 'sessions')).sessions
  await expect
    .poll(async () => (await sessions()).map((session) => session.state))
    .toEqual(['ready', 'ready', 'ready'])
  const byTitle = new Map((await sessions()).map((session) => [session.title, session.id]))
  const openai = byTitle.get('Spell numbers out') ?? ''
  const command = byTitle.get('Write the notes') ?? ''
  const existing = byTitle.get('made-elsewhere') ?? ''
  expect(repository.git('status', '--porcelain')).toBe('')

  // One hunk in, one out; the one that is in lands.
  await open(page, 'Spell numbers out')
  await decide(page, workbench, openai, ['a', 'x'])
  await land(page, /Spell numbers out/)
  await expect
    .poll(() => repository.git('show', 'main:poem.txt'))
    .toBe(poem.with(2, 'line three\n').join('').trim())
  expect(repository.git('log', '-1', '--format=%an <%ae>', 'main')).toBe('Ada Person <ada@example.test>')
  expect(repository.git('status', '--porcelain')).toBe('')

  // The rejected hunk goes back to the agent, whose next revision answers it. Another session is on screen by now.
  await page.keyboard.press('Control+K')
  await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
  await page.keyboard.insertText('Spell numbers out')
  await page.keyboard.press('Enter')
  await expect(
    page.getByRole('main').getByRole('heading', { name: 'Spell numbers out', exact: true }),
  ).toBeVisible()
  await page.keyboard.press('Shift+M')
  const followUp = page.getByRole('textbox', { name: 'Follow-up' })
  await expect(followUp).toHaveValue(/line thirty/)
  const again =
    '*** Begin Patch\n*** Update File: poem.txt\n@@\n line 29\n-line thirty\n+line XXX\n line 31\n*** End Patch'
  await followUp.fill(scripted('Use Roman numerals for the second', { patch: again }, { say: 'Done.' }))
  await page.keyboard.press('Control+Enter')
  await expect.poll(async () => (await json<ChangesetJson>(workbench, 'changeset', openai)).number).toBe(2)
  expect((await hunksOf(workbench, openai)).map((hunk) => hunk.decision)).toEqual([null])

  await open(page, 'made-elsewhere')
  await decide(page, workbench, existing, ['a'])
  await open(page, 'Write the notes')
  await decide(page, workbench, command, ['a'])
  await land(page, /Write the notes/)
  await expect.poll(() => repository.git('show', 'main:notes.md')).toBe('# Notes\nWrite the notes')
  const landed = repository.git('rev-parse', 'main')

  // Undo takes exactly that landing back, and its decisions are there again.
  await page.keyboard.press('Control+K')
  await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
  await page.keyboard.insertText('Undo the last landing')
  await page.keyboard.press('Enter')
  await expect.poll(() => repository.git('rev-parse', 'main')).toBe(repository.git('rev-parse', `${landed}^`))
  await expect.poll(() => repository.git('status', '--porcelain')).toBe('')
  expect((await hunksOf(workbench, command)).map((hunk) => hunk.decision)).toEqual(['accept'])

  // Everything is there again after a reload, and after the host was killed and started again.
  await page.reload()
  await expect(page.getByRole('button', { name: /Write the notes/ })).toBeVisible()
  await workbench.kill()
  const second = await workbench.start({ repository: repository.path })
  await expect(second.getByRole('button', { name: /made-elsewhere/ })).toBeVisible()
  expect((await hunksOf(workbench, existing)).map((hunk) => hunk.decision)).toEqual(['accept'])
  await model.close()
})
