import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { cutOff, zoomedWindow } from '#test/support/within-window.ts'
import { expect, root, test } from '#test/support/workbench-driver.ts'

test('the demo starts three tasks by itself, and its guide leads to a first landing', async ({
  workbench,
}) => {
  const page = await workbench.start()
  await page.getByRole('button', { name: 'Try it on a demo' }).click()
  const guide = page.getByRole('complementary', { name: 'Guide to the demo' })
  await expect(guide).toContainText('Three scripted tasks were started.')
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await expect(queue.getByText(/Rename calcHt/)).toBeVisible()
  // Nothing was pressed: the first review came by itself, while another task still runs.
  await expect(guide).toContainText('accepts the outlined hunk', { timeout: 60_000 })
  await expect(page.getByRole('main').getByText(/0\/\d+ decided/)).toBeVisible()
  await expect(queue.getByText('Running', { exact: true })).toBeVisible()
  // A key means nothing for a hunk that is not on screen yet.
  await page.waitForFunction(() => performance.getEntriesByName('winnow:painted').length > 0)
  await picture(page, 'demo-first-review')
  await page.getByRole('main').focus()
  await page.keyboard.press('a')
  await expect(guide).toContainText('A accepts the rest of this file. Tab goes to the next session')
  await expect(async () => {
    await page.keyboard.press('a')
    await expect(guide).toContainText('lands exactly what you accepted', { timeout: 500 })
  }).toPass()
  await picture(page, 'demo-decided')
  // At 200 % the title still says which session it is.
  const size = page.viewportSize()
  await page.setViewportSize(zoomedWindow)
  await expect
    .poll(async () => (await page.getByRole('heading', { level: 1 }).boundingBox())?.width)
    .toBeGreaterThan(90)
  await expect.poll(() => cutOff(page)).toEqual([])
  if (size !== null) await page.setViewportSize(size)
  await page.keyboard.press('Shift+L')
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ida Vos')
  await page.getByRole('textbox', { name: 'Your address' }).fill('ida@pond.example')
  await page.keyboard.press('Control+Enter')
  await expect(guide).toBeHidden()
  await expect(queue.getByText('Landed', { exact: true })).toBeVisible()
  await page.reload()
  await expect(queue.getByText('Landed', { exact: true })).toBeVisible()
  await expect(guide).toBeHidden()
})

test('a second revision of the demo arrives while the first is decided, and what is new in it is shown by keys', async ({
  workbench,
}) => {
  const page = await workbench.start()
  await page.getByRole('button', { name: 'Try it on a demo' }).click()
  const main = page.getByRole('main')
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await queue.getByRole('button', { name: /^Give list and today.*needs you/ }).click({ timeout: 60_000 })
  await expect(main.getByText(/0\/\d+ decided/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Revision r1. Choose another' })).toBeVisible()
  // Only what is painted is decided by a key.
  await expect(async () => {
    await page.keyboard.press('a')
    await expect(main.getByText(/[1-9]\/\d+ decided/)).toBeVisible({ timeout: 1000 })
  }).toPass()
  // What is read stays where it is until its reader asks.
  await expect(main.getByText(/^r2 is here: \d new hunks\. Press \. to show it\.$/)).toBeVisible({
    timeout: 60_000,
  })
  await picture(page, 'demo-second-revision')
  await page.keyboard.press('.')
  await expect(page.getByRole('button', { name: 'Revision r2. Choose another' })).toBeVisible()
  await expect(main.getByText(/new in r2, \. goes there/)).toBeVisible()
  await page.keyboard.press('i')
  await expect(page.getByRole('complementary', { name: /^Changed since/ })).toBeVisible()
  await picture(page, 'demo-what-changed')
})

test('started in its own folder it begins with the start view, in any other with the repository there', async ({
  workbench,
}) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  const own = await workbench.start({ calledIn: root })
  await expect(own.getByRole('button', { name: 'Try it on a demo' })).toBeVisible()
  await workbench.stop()
  const other = await workbench.start({ calledIn: repository.path })
  await expect(other.getByRole('button', { name: 'Repository for new tasks: pond' })).toBeVisible()
})
