import path from 'node:path'
import type { Page } from '@playwright/test'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import { scripted } from '#test/support/fake-responses-script.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, painted, test, type Workbench } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1440, height: 900 } })

interface HunkJson {
  readonly id: string
  readonly decision: string | null
}
interface ChangesetJson {
  readonly number: number
  readonly files: readonly { readonly path: string; readonly hunks: readonly HunkJson[] }[]
}

const poem = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`)

async function json<T>(workbench: Workbench, ...args: string[]): Promise<T> {
  const done = await workbench.command([...args, '--json'])
  expect(done.stderr).toBe('')
  return JSON.parse(done.stdout) as T
}

async function hunksOf(workbench: Workbench, session: string): Promise<HunkJson[]> {
  const changeset = await json<ChangesetJson>(workbench, 'changeset', session)
  return changeset.files.flatMap((file) => file.hunks)
}

/** Opens the composer, chooses an agent by keys, writes a task and launches it. */
async function launch(page: Page, agent: string, prompt: string, command?: string): Promise<void> {
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  await expect(composer.getByRole('textbox', { name: 'Tasks' })).toBeFocused()
  await page.keyboard.insertText(prompt)
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await page.getByRole('menuitem', { name: new RegExp(`^${agent}`) }).press('Enter')
  if (command !== undefined) await composer.getByRole('textbox', { name: 'Command' }).fill(command)
  await page.keyboard.press('Control+Enter')
  await expect(composer).toBeHidden()
}

/** Goes to a session by the queue and decides each hunk by its key, each only once it is painted. */
async function decide(
  page: Page,
  workbench: Workbench,
  session: string,
  keys: readonly string[],
): Promise<void> {
  const undecided = (await hunksOf(workbench, session)).filter((hunk) => hunk.decision === null)
  expect(undecided).toHaveLength(keys.length)
  for (const [index, key] of keys.entries()) {
    await painted(page, undecided[index]?.id ?? '')
    await page.keyboard.press(key)
  }
  await expect
    .poll(async () => (await hunksOf(workbench, session)).filter((hunk) => hunk.decision === null).length)
    .toBe(0)
}

/** Goes through the queue by its keys until a session is shown, and then into the review. */
async function open(page: Page, title: string): Promise<void> {
  const queue = page.getByRole('navigation')
  const heading = page.getByRole('main').getByRole('heading', { name: title, exact: true })
  await page.keyboard.press('1')
  await expect(queue.locator(':focus')).toBeVisible()
  const rows = await queue.locator('[data-keys="list"]').count()
  for (const key of ['ArrowUp', 'ArrowDown']) {
    for (let step = 0; step < rows && !(await heading.isVisible()); step += 1) {
      const before = await queue.locator('[aria-current="true"]').textContent()
      await page.keyboard.press(key)
      const first = queue.locator('[data-keys="list"]')[key === 'ArrowUp' ? 'first' : 'last']()
      if ((await first.textContent()) !== before)
        await expect(queue.locator('[aria-current="true"]')).not.toHaveText(before ?? '')
    }
  }
  await expect(heading).toBeVisible()
  await page.keyboard.press('Enter')
}

/** Opens the landing sheet, waits for its draft, and confirms. */
async function land(page: Page, message: RegExp): Promise<void> {
  await page.keyboard.press('Shift+L')
  const sheet = page.getByRole('dialog', { name: /^Land/ })
  await expect(sheet.getByRole('textbox', { name: 'Message' })).toHaveValue(message)
  await page.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()
}

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
  await launch(page, 'Command', 'Write the notes', 'cat >> notes.md; echo done')
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
  await page.keyboard.insertText('Undo the last landing')
  await page.keyboard.press('Enter')
  await expect.poll(() => repository.git('rev-parse', 'main')).toBe(repository.git('rev-parse', `${landed}^`))
  expect(repository.git('status', '--porcelain')).toBe('')
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
