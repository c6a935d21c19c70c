import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

interface SessionJson {
  readonly id: string
  readonly title: string
  readonly state: string
}

function prepare(workbench: Workbench): TestRepository {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  return repository
}

async function sessionsOf(workbench: Workbench): Promise<readonly SessionJson[]> {
  const done = await workbench.command(['sessions', '--json'])
  return (JSON.parse(done.stdout) as { sessions: SessionJson[] }).sessions
}

/** Starts a task whose agent is a line of shell. */
async function task(
  workbench: Workbench,
  repository: TestRepository,
  prompt: string,
  line: string,
): Promise<void> {
  const done = await workbench.command([
    'task',
    prompt,
    '--repo',
    repository.path,
    '--agent',
    'command',
    '--run',
    line,
    '--json',
  ])
  expect(done.stderr).toBe('')
}

/** Shows a session by the palette. */
async function show(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+K')
  await expect(page.getByPlaceholder('Find a command, a session or a file')).toBeFocused()
  await page.keyboard.insertText(title)
  await page.getByRole('option', { name: new RegExp(title) }).click()
  await expect(page.getByRole('main').getByRole('heading', { name: title, exact: true })).toBeVisible()
}

test('a session is stopped, run again, renamed, discarded and brought back', async ({ workbench }) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await task(workbench, repository, 'Wait for the tide', 'echo half >> a.txt; echo started; sleep 600')
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await show(page, 'Wait for the tide')
  await expect(queue.getByText('Running', { exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Output' })).toBeVisible()
  await picture(page, 'queue-running')
  await page.keyboard.press('Shift+S')
  await expect(queue.getByRole('button', { name: /stopped, needs you/ })).toBeVisible()
  await picture(page, 'queue-stopped')

  await page.keyboard.press('F2')
  await expect(page.getByRole('textbox', { name: 'Title of the session' })).toBeFocused()
  await page.keyboard.insertText('The tide')
  await picture(page, 'queue-renaming')
  await page.keyboard.press('Enter')
  await expect(queue.getByRole('button', { name: /^The tide/ })).toBeFocused()

  await page.keyboard.press('Shift+R')
  await expect.poll(async () => (await sessionsOf(workbench))[0]?.state).toBe('running')
  await page.keyboard.press('Shift+S')
  await expect.poll(async () => (await sessionsOf(workbench))[0]?.state).toBe('stopped')

  await page.keyboard.press('Control+Backspace')
  await expect(page.getByText('Discarded “The tide”.')).toBeVisible()
  await expect(queue.getByText('Discarded', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Restore session' }).click()
  await expect(page.getByRole('main').getByRole('heading', { name: 'The tide' })).toBeVisible()
  await expect(queue.getByRole('button', { name: /The tide.*needs you/ })).toBeVisible()
})

test('what a discard could not bring back is named, and deleted only when the person says so', async ({
  workbench,
}) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await task(workbench, repository, 'Train it', 'truncate -s 250M model.bin; echo two >> a.txt')
  await show(page, 'Train it')
  await expect.poll(async () => (await sessionsOf(workbench))[0]?.state).toBe('ready')
  const question = page.getByRole('dialog', { name: 'Not everything can be brought back' })
  await page.keyboard.press('Control+Backspace')
  await expect(question.getByRole('list', { name: 'What would be deleted' })).toContainText('model.bin')
  await expect(question.getByRole('button', { name: 'Keep the worktree' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
  await page.keyboard.press('Control+Backspace')
  await question.getByRole('button', { name: 'Delete 1 left out and discard' }).press('Enter')
  await expect(page.getByText('Discarded “Train it”.')).toBeVisible()
})

test('what an agent writes is open in front of the person, also when nothing was written yet', async ({
  workbench,
}) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  const go = path.join(workbench.home, 'go')
  await task(
    workbench,
    repository,
    'Wait first',
    `until [ -e '${go}' ]; do sleep 0.05; done; echo hello; sleep 600`,
  )
  await show(page, 'Wait first')
  await expect(page.getByRole('main').getByRole('button', { name: /^until/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Output' })).toBeHidden()
  writeFileSync(go, '')
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('hello')
})

test('a failed session says why, what is here, and what can be done', async ({ workbench }) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await task(workbench, repository, 'Break at once', 'echo no such luck >&2; exit 3')
  await task(workbench, repository, 'Break halfway', 'echo half >> a.txt; exit 4')
  await expect
    .poll(async () => (await sessionsOf(workbench)).map((session) => session.state))
    .toEqual(['failed', 'failed'])
  await show(page, 'Break at once')
  await expect(page.getByRole('alert').first()).toContainText('3')
  await expect(page.getByRole('button', { name: /Run it again/ })).toBeVisible()
  await picture(page, 'queue-failed')
  await show(page, 'Break halfway')
  await expect(
    page.getByRole('main').getByText(/ended with exit code 4\. What it changed in the worktree is kept/),
  ).toBeVisible()
  await picture(page, 'queue-failed-halfway')
})

test('the menu of a row has its commands, with keys, and why some can’t be done', async ({ workbench }) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await task(workbench, repository, 'Add a line', 'echo two >> a.txt')
  const row = page.getByRole('navigation').getByRole('button', { name: /^Add a line/ })
  await expect(row).toContainText('1 hunk in 1 file')
  await row.click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: /Rename the session/ })).toContainText('F2')
  await expect(page.getByRole('menuitem', { name: /Stop the agent/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await picture(page, 'queue-menu')
  await page.getByRole('menuitem', { name: /Write a follow-up to the agent/ }).click()
  const followUp = page.getByRole('textbox', { name: 'Follow-up to the agent' })
  await expect(followUp).toBeFocused()
  await page.keyboard.insertText('Once more')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('main').getByText('r2').first()).toBeVisible()
  await expect(followUp).toHaveValue('')
})

test('of three hundred sessions those in sight are in the page, and the one in focus is', async ({
  workbench,
}) => {
  const repository = prepare(workbench)
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await page.keyboard.press('Control+,')
  await page.getByRole('spinbutton', { name: 'Agents at a time' }).fill('1')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await task(workbench, repository, 'Hold the line', 'sleep 600')
  const prompts = Array.from({ length: 300 }, (_, index) => `Task number ${index + 1}`).join('\n\n')
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  await expect(composer.getByRole('textbox', { name: 'Tasks' })).toBeFocused()
  await page.keyboard.insertText(prompts)
  await composer.getByRole('button', { name: /^Agent: / }).press('Enter')
  await page.getByRole('menuitem', { name: /^Command/ }).press('Enter')
  await composer.getByRole('textbox', { name: 'Command' }).fill('true')
  await page.keyboard.press('Control+Enter')
  await expect(composer).toBeHidden({ timeout: 60_000 })
  await expect.poll(async () => (await sessionsOf(workbench)).length).toBe(301)
  await page.keyboard.press('1')
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await expect(queue.locator('[aria-current="true"]')).toBeFocused()
  // Only what is in sight is in the page.
  expect(await queue.getByRole('listitem').count()).toBeLessThan(60)
  for (let step = 0; step < 100; step += 1) await page.keyboard.press('ArrowDown')
  await expect(queue.locator('[aria-current="true"]')).toBeInViewport()
  await picture(page, 'queue-many')
})
