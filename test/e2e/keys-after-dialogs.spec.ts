import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { TestRepository } from '#test/support/repository.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { expect, test, type Workbench } from '#test/support/workbench-driver.ts'

/** As commands these letters open the composer, reject, accept, go on, and undo. */
const words = 'nxaju'

const search = (page: Page): Locator => page.getByPlaceholder('Find a command, a session or a file')
const followUp = (page: Page): Locator => page.getByRole('textbox', { name: 'Follow-up to the agent' })

/** Chooses in the palette and presses on, without waiting for anything. */
async function choose(page: Page, name: string, ...then: readonly string[]): Promise<void> {
  await page.keyboard.press('Control+K')
  await expect(search(page)).toBeFocused()
  await page.keyboard.insertText(name)
  await expect(page.getByRole('option').first()).toContainText(name)
  await pressOn(page, 'Enter', ...then)
}

/** Presses keys as fast as the page takes them. */
async function pressOn(page: Page, ...keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => page.keyboard.press(key)))
}

/** A session of an agent that changed a file each, the last of which is shown. */
async function openSessions(workbench: Workbench, ...titles: readonly string[]): Promise<Page> {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.git('config', 'user.name', 'Ada Person')
  repository.git('config', 'user.email', 'ada@example.test')
  repository.commit('Begin', { 'a.txt': 'a\n', 'b.txt': 'b\n' })
  for (const title of titles) {
    const run = `for f in a b; do echo ${title} >> $f.txt; done`
    const made = await workbench.command([
      ...['task', title, '--run', run, '--wait', '--repo', repository.path],
    ])
    expect(made.exitCode).toBe(0)
  }
  const page = await workbench.start({ repository: repository.path })
  await page
    .getByRole('button', { name: new RegExp(`^${titles.at(-1) ?? ''}`) })
    .first()
    .click()
  await expect(page.getByText('Hunk 1 of 2')).toBeVisible()
  return page
}

const titleOf = (page: Page, title: string): Locator =>
  page.getByRole('main').getByRole('heading', { name: title, exact: true })

test('what is pressed right after a session was chosen is for that session', async ({ workbench }) => {
  const page = await openSessions(workbench, 'Alpha', 'Beta')
  for (const title of ['Alpha', 'Beta', 'Alpha']) {
    await choose(page, title, 'm', ...words)
    await expect(titleOf(page, title)).toBeVisible()
    await expect(followUp(page)).toBeFocused()
    await expect(followUp(page)).toHaveValue(words)
    await followUp(page).fill('')
    await page.keyboard.press('Escape')
    await expect(search(page)).toHaveCount(0)
  }
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '0')
})

test('what is pressed right after a command was chosen comes after that command', async ({ workbench }) => {
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' },
    { 'a.txt': 'A\n', 'b.txt': 'B\n', 'c.txt': 'C\n' },
  )
  const { page } = review
  const hunks = await review.hunks()
  await review.painted(hunks[0])
  // To the second, and on to the third.
  await choose(page, 'Go to the next undecided hunk', 'j')
  await review.painted(hunks[2])
  // In the queue it means nothing; in the review, where the palette was opened, it would decide.
  await choose(page, 'Go to the queue', 'x')
  await expect(page.getByText('x works in the review.').first()).toBeVisible()
  expect(await review.decisions()).toEqual([null, null, null])
  await page.keyboard.press('2')
  // Opened and closed, opened and closed: as often as it was asked for.
  const overview = page.getByRole('region', { name: /^Overview of/ })
  await choose(page, 'Show every file on one page', 'g')
  await expect(search(page)).toHaveCount(0)
  await expect(overview).toHaveCount(0)
  // The same key twice at once would be one that is held.
  await choose(page, 'Show every file on one page')
  await expect(overview).toBeVisible()
})

/** Each dialog that a key opens over a review. */
const dialogs: readonly (readonly [name: string, key: string])[] = [
  ['composer', 'n'],
  ['existing', 'Shift+N'],
  ['palette', 'Control+k'],
  ['keys', '?'],
  ['settings', 'Control+,'],
  ['landing', 'Shift+L'],
]

const openDialog = async (page: Page, key: string): Promise<void> => {
  await page.keyboard.press(key)
  await expect(page.getByRole('dialog').locator(':focus')).toHaveCount(1)
}

test('what is typed right after a dialog was left goes to the field that it was opened from', async ({
  workbench,
}) => {
  const page = await openSessions(workbench, 'Alpha')
  await page.keyboard.press('m')
  await expect(followUp(page)).toBeFocused()
  for (const key of ['Control+k', 'Control+,']) {
    await openDialog(page, key)
    await pressOn(page, 'Escape', ...words)
    await expect(followUp(page)).toBeFocused()
    await expect(followUp(page)).toHaveValue(words)
    await followUp(page).fill('')
  }
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '0')
})

test('what is pressed right after a dialog was left is done once, and words stay in their field', async ({
  workbench,
}) => {
  const review = await ReviewPage.open(
    workbench,
    { 'a.txt': 'a\n', 'b.txt': 'b\n' },
    { 'a.txt': 'A\n', 'b.txt': 'B\n' },
  )
  const { page } = review
  const hunks = await review.hunks()
  await review.press(hunks[0], 'a')
  await review.painted(hunks[1])
  const overview = page.getByRole('region', { name: /^Overview of/ })
  const filter = page.getByRole('textbox', { name: 'Filter the files' })
  for (const [name, key] of dialogs)
    await test.step(name, async () => {
      await openDialog(page, key)
      await pressOn(page, 'Escape', 'g')
      await expect(overview).toBeVisible()
      await openDialog(page, key)
      await pressOn(page, 'Escape', 'g')
      await expect(overview).toHaveCount(0)
      // A field that is opened keeps the focus, and all that is typed.
      await openDialog(page, key)
      await pressOn(page, 'Escape', '/', ...words)
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await expect(filter).toHaveValue(words)
      await expect(filter).toBeFocused()
      await filter.fill('')
      await page.keyboard.press('Escape')
    })
  expect(await review.decisions()).toEqual(['accept', null])
})

test('what is pressed right after a menu was left or chose something is done once', async ({ workbench }) => {
  const page = await openSessions(workbench, 'Alpha', 'Beta')
  const overview = page.getByRole('region', { name: /^Overview of/ })
  const row = page.getByRole('navigation', { name: 'Queue' }).getByRole('button', { name: /^Beta/ })
  const repositories = page.getByRole('button', { name: /^Repository for new tasks/ })
  for (const opener of [row, repositories]) {
    const open = async (): Promise<void> => {
      await opener.click({ button: opener === row ? 'right' : 'left' })
      await expect(page.getByRole('menu')).toBeVisible()
    }
    // From the queue, where the keys of a session work as well.
    await open()
    await pressOn(page, 'Escape', 'm', ...words)
    await expect(followUp(page)).toHaveValue(words)
    await expect(followUp(page)).toBeFocused()
    await followUp(page).fill('')
    await page.keyboard.press('Escape')
  }
  await row.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Write a follow-up to the agent' }).hover()
  await pressOn(page, 'Enter', ...words)
  await expect(followUp(page)).toHaveValue(words)
  await expect(followUp(page)).toBeFocused()
  await followUp(page).fill('')
  await page.keyboard.press('Escape')
  await expect(overview).toHaveCount(0)
  await expect(page.getByRole('progressbar', { name: 'Hunks decided' })).toHaveAttribute('aria-valuenow', '0')
})

test('what is pressed right after a landing was confirmed is for what comes after it', async ({
  workbench,
}) => {
  const page = await openSessions(workbench, 'Alpha')
  const progress = page.getByRole('progressbar', { name: 'Hunks decided' })
  await page.waitForFunction(() => performance.getEntriesByName('winnow:painted').length > 0)
  await page.keyboard.press('Shift+A')
  await expect(progress).toHaveAttribute('aria-valuenow', '1')
  await page.keyboard.press('Shift+L')
  const message = page.getByRole('textbox', { name: 'Message' })
  await expect(message).toBeFocused()
  await message.fill('Land it')
  await expect(page.getByRole('button', { name: /^Commit 1 file/ })).toBeEnabled()
  await pressOn(page, 'Control+Enter')
  await expect(page.getByRole('dialog').locator(':focus')).toHaveCount(0)
  await pressOn(page, 'm', ...words)
  await expect(followUp(page)).toHaveValue(words)
  await expect(followUp(page)).toBeFocused()
})
