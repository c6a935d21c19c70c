import path from 'node:path'
import type { Page } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, painted, test, type Workbench } from '#test/support/workbench-driver.ts'

/** A repository whose branches `work` and `other` change two files each. */
function prepare(workbench: Workbench): TestRepository {
  const pond = new TestRepository(path.join(workbench.home, 'pond'))
  pond.commit('Begin', { 'a.txt': 'a\n', 'b.txt': 'b\n' })
  pond.git('config', 'user.name', 'Ada Person')
  pond.git('config', 'user.email', 'ada@example.test')
  for (const branch of ['work', 'other']) {
    pond.git('switch', '-q', '-c', branch, 'main')
    pond.commit('Change', { 'a.txt': `${branch}\n`, 'b.txt': `${branch}\n` })
  }
  pond.git('switch', '-q', 'main')
  return pond
}

/** The ids of the hunks of a session. */
async function hunksOf(workbench: Workbench, session: string): Promise<readonly string[]> {
  const told = await workbench.command(['changeset', session, '--json'])
  const { files } = JSON.parse(told.stdout) as { files: { hunks: { id: string }[] }[] }
  return files.flatMap((file) => file.hunks.map((hunk) => hunk.id))
}

async function make(workbench: Workbench, ...args: readonly string[]): Promise<string> {
  const made = await workbench.command([...args, '--json'])
  expect(made.stderr).toBe('')
  const told = JSON.parse(made.stdout) as { session?: string; sessions?: readonly { id: string }[] }
  return told.session ?? told.sessions?.[0]?.id ?? ''
}

/** Presses a key for a hunk, once that is on screen. */
async function press(page: Page, hunk: string | undefined, key: string): Promise<void> {
  await painted(page, hunk ?? '')
  await page.keyboard.press(key)
}

const main = (page: Page) => page.getByRole('main')
const landButton = (page: Page) => page.getByRole('button', { name: 'Commit 1 file to main' })

test('what was rejected keeps nobody after a landing: it is told, and the next session is shown', async ({
  workbench,
}) => {
  const pond = prepare(workbench)
  const work = await make(workbench, 'review', 'work', '--repo', pond.path)
  const other = await make(workbench, 'review', 'other', '--repo', pond.path)
  const page = await workbench.start({ repository: pond.path })
  await page.getByRole('button', { name: /^work/ }).click()
  const [first, second] = await hunksOf(workbench, work)
  await press(page, first, 'a')
  await press(page, second, 'x')
  await expect(page.getByText('2/2 decided')).toBeVisible()
  await page.keyboard.press('Shift+L')
  await expect(landButton(page)).toBeEnabled()
  await page.keyboard.press('Control+Enter')
  const told = 'Landed 1 file on main. 1 rejected hunk is not in it. Next: “other”.'
  await expect(page.getByText(told, { exact: true })).toBeVisible()
  await expect(main(page).getByRole('heading', { name: 'other', level: 1 })).toBeVisible()
  await picture(page, 'after-landing-next')
  // Keys are about it at once.
  const [next] = await hunksOf(workbench, other)
  await press(page, next, 'a')
  await expect(page.getByText('1/2 decided')).toBeVisible()

  // Where it is looked at again, it says what became of it.
  await page.getByRole('button', { name: /^Landed/ }).click()
  await page.getByRole('button', { name: /^work/ }).click()
  await expect(
    main(page).getByText(
      'The one hunk is decided. What you accepted has landed on main. Tab goes to the next session.',
    ),
  ).toBeVisible()
  await picture(page, 'after-landing-looked-at')
})

test('words for the agent that are not sent keep the session on screen after a landing, and it says so', async ({
  workbench,
}) => {
  const pond = prepare(workbench)
  const run = 'echo mine > a.txt; echo mine > b.txt'
  const work = await make(workbench, 'task', 'Change both', '--run', run, '--repo', pond.path, '--wait')
  await make(workbench, 'review', 'other', '--repo', pond.path)
  const page = await workbench.start({ repository: pond.path })
  await page.getByRole('button', { name: /^Change both/ }).click()
  const [first, second] = await hunksOf(workbench, work)
  await press(page, first, 'a')
  await press(page, second, 'r')
  await page.keyboard.type('Leave b alone.')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2/2 decided')).toBeVisible()
  await page.keyboard.press(']')
  await expect(page.getByRole('textbox', { name: 'Follow-up to the agent' })).toHaveValue(/Leave b alone/)
  await page.keyboard.press('Shift+L')
  await expect(landButton(page)).toBeEnabled()
  await page.keyboard.press('Control+Enter')
  const told =
    'Landed 1 file on main. 1 rejected hunk is not in it. Your follow-up is not sent yet: Ctrl Enter sends it.'
  await expect(page.getByText(told, { exact: true })).toBeVisible()
  await expect(main(page).getByText(/What you accepted has landed on main\. Tab goes/)).toBeVisible()
  await picture(page, 'after-landing-unsent')
  await page.keyboard.press('Tab')
  await expect(main(page).getByRole('heading', { name: 'other', level: 1 })).toBeVisible()
})
