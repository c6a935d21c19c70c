import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { dropFiles } from '#test/support/dropped.ts'
import { TestRepository } from '#test/support/repository.ts'
import { samplePng } from '#test/support/sample-pictures.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('a picture that is dropped on a prompt goes there, a folder on the window opens, and a file opens nothing', async ({
  workbench,
}) => {
  for (const name of ['pond', 'lake'])
    new TestRepository(path.join(workbench.home, name)).commit('Begin', { 'a.txt': 'a\n' })
  const file = path.join(workbench.home, 'teal.png')
  writeFileSync(file, samplePng(320, 200, [0, 128, 128]))
  const page = await workbench.start({ repository: path.join(workbench.home, 'pond') })
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()
  await page.keyboard.press('n')
  const composer = page.getByRole('dialog', { name: 'New tasks' })
  const field = composer.getByRole('textbox', { name: 'Tasks' })
  await expect(field).toBeFocused()
  await dropFiles(page, field, file)
  const shown = composer.getByRole('list', { name: 'Pictures of the prompt' }).getByRole('img')
  await expect(shown).toHaveCount(1)
  await expect
    .poll(() => shown.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)))
    .toBe(320)
  await expect(field).toHaveValue(/\/pictures\/[0-9a-f]{20}\.png $/)
  await expect(page.getByText(/not a git repository|can be opened/)).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(composer).toBeHidden()

  const main = page.getByRole('main')
  await dropFiles(page, main, file)
  await expect(page.getByText(/only the folder of a repository can be opened/)).toBeVisible()
  await dropFiles(page, main, path.join(workbench.home, 'lake'))
  const queue = page.getByRole('navigation', { name: 'Queue' })
  await expect(queue.getByRole('button', { name: 'Repository for new tasks: lake' })).toBeVisible()
})
