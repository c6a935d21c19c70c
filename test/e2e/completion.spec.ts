import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('paths, branches and tags are completed, and a home folder is understood', async ({ workbench }) => {
  mkdirSync(path.join(workbench.home, 'code', 'empty'), { recursive: true })
  const repository = new TestRepository(path.join(workbench.home, 'code', 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  repository.git('tag', 'v1')
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change the pond', { 'a.txt': 'b\n' })
  repository.git('switch', '-q', 'main')
  const page = await workbench.start()
  const field = page.getByRole('combobox', { name: 'Folder of a repository' })
  await field.fill('~/co')
  const options = page.getByRole('option')
  await expect(options).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue(path.join(workbench.home, 'code/'))
  await expect(page.getByRole('option', { name: /pond\s*repository/ })).toBeVisible()
  await picture(page, 'complete-path')
  await field.fill('~/code/pond')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nothing waits for you.')).toBeVisible()

  await page.keyboard.press('Shift+N')
  const range = page.getByRole('combobox', { name: 'Branch or range' })
  await range.fill('v1..wo')
  await expect(page.getByRole('option', { name: /work/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await picture(page, 'complete-range')
  await page.keyboard.press('Enter')
  await expect(range).toHaveValue('v1..work')
  await page.keyboard.press('Enter')
  await expect(page.getByText('0/1 decided')).toBeVisible()
})
