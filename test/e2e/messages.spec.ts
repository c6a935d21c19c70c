import { rmSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { ReviewPage } from '#test/support/review-page.ts'
import { zoomedWindow } from '#test/support/within-window.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

const messagesOf = (page: Page) => page.getByRole('region', { name: 'Messages' })
const ring = (page: Page, text: string | RegExp): Promise<string> =>
  messagesOf(page)
    .getByRole('group', { name: text })
    .evaluate((card) => getComputedStyle(card).boxShadow)

test('what failed stays until it is closed or answered, with keys alone', async ({ workbench }) => {
  const pond = new TestRepository(path.join(workbench.home, 'pond'))
  pond.commit('Begin', { 'a.txt': 'a\n' })
  const page = await workbench.start()
  const field = page.getByRole('combobox', { name: 'Folder of a repository' })
  const messages = messagesOf(page)
  const open = async (folder: string): Promise<void> => {
    await field.fill(folder)
    await field.press('Enter')
  }
  for (const name of ['nowhere', 'elsewhere', 'nowhere']) {
    await open(path.join(workbench.home, name))
    await expect(messages.getByText(new RegExp(`There is no folder .*/${name}\\.`))).toBeVisible()
  }
  // The same words again replace the old ones, and the newest is what Escape takes away.
  await expect(messages.getByRole('alert')).toHaveCount(2)
  await picture(page, 'messages-failures')
  await page.keyboard.press('Escape')
  await expect(messages.getByText(/nowhere/)).toBeHidden()
  await expect(messages.getByText(/elsewhere/)).toBeVisible()

  // F6 goes into them, and from the last of them back to where the person was.
  await page.keyboard.press('F6')
  await expect(messages).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(messages.getByRole('group', { name: /elsewhere/ })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(messages.getByRole('button', { name: 'Dismiss' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(messages.getByRole('alert')).toHaveCount(0)
  await expect(field).toBeFocused()

  await open(path.join(workbench.home, 'nowhere'))
  await expect(messages.getByRole('alert')).toHaveCount(1)
  await open(pond.path)
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await expect(messages.getByRole('alert')).toHaveCount(0)
})

test('what was done can be undone from its message, which goes by itself', async ({ workbench }) => {
  const review = await ReviewPage.open(workbench, { 'a.txt': 'a\n' }, { 'a.txt': 'b\n', 'b.txt': 'b\n' })
  const { page } = review
  const messages = messagesOf(page)
  await page.keyboard.press('Control+Shift+A')
  await expect(messages.getByText(/^Accepted 2 hunks at once\./)).toBeVisible()
  // A message that has the focus waits.
  await page.keyboard.press('F6')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(messages.getByRole('button', { name: 'Undo' })).toBeFocused()
  await expect.poll(() => review.decisions()).toEqual(['accept', 'accept'])
  await picture(page, 'messages-notice')
  await page.keyboard.press('Enter')
  await expect.poll(() => review.decisions()).toEqual([null, null])
  await expect(messages.getByText(/at once/)).toHaveCount(0)
  await expect(page.locator('main :focus, main:focus')).toHaveCount(1)

  // Why a key did nothing is told of the last one alone.
  await page.keyboard.press('u')
  const none = messages.getByText('There is nothing to undo.')
  await expect(none).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(messages.getByText('No other session needs you now.')).toBeVisible()
  await expect(none).toHaveCount(0)
  await expect(messages.getByText('No other session needs you now.')).toHaveCount(0)
})

test('a discard says where files are until it is closed, and nothing failed', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  await workbench.command(['task', 'Add', '--run', 'echo b > b.txt', '--repo', repository.path, '--wait'])
  const page = await workbench.start({ repository: repository.path })
  await page.getByText('1 hunk in 1 file').click()
  await expect(page.getByText('0/1 decided')).toBeVisible()
  rmSync(repository.path, { recursive: true })
  await page.keyboard.press('Control+Backspace')
  const notice = /^Discarded .* Its repository is not at /
  await expect(messagesOf(page).getByText(notice)).toBeVisible()
  const quiet = await ring(page, notice)
  await picture(page, 'messages-discarded')

  await page.keyboard.press('Control+O')
  await page.getByRole('combobox', { name: 'Folder of a repository' }).fill(repository.path)
  await page.keyboard.press('Enter')
  const failure = messagesOf(page).getByRole('alert')
  await expect(failure).toContainText('There is no folder')
  expect(await ring(page, /There is no folder/)).not.toBe(quiet)
  await picture(page, 'messages-both')
  // Both do not fit into a low window, and the newest is what is seen of them.
  const size = page.viewportSize()
  await page.setViewportSize(zoomedWindow)
  await expect(failure).toBeInViewport({ ratio: 1 })
  if (size !== null) await page.setViewportSize(size)
  await page.keyboard.press('Escape')
  await expect(failure).toHaveCount(0)
  await expect(messagesOf(page).getByText(notice)).toBeVisible()
})
