import path from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { TestRepository } from '#test/support/repository.ts'
import { expect, launchElectron, test } from '#test/support/workbench-driver.ts'

const keyOfMenu = (app: ElectronApplication, id: string): Promise<string | null> =>
  app.evaluate(({ Menu }, command) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(command)
    return item?.accelerator === undefined ? null : String(item.accelerator)
  }, id)

test('Electron finds in the review, and its menu has the keys that the person chose', async ({
  workbench,
}) => {
  const rows = Array.from({ length: 60 }, (_, index) => `row ${index + 1}\n`)
  const repository = new TestRepository(path.join(workbench.home, 'harbour'))
  repository.commit('Begin', { 'a.txt': rows.join('') })
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change', { 'a.txt': rows.with(9, 'alpha\n').with(50, 'gamma\n').join('') })
  repository.git('switch', '-q', 'main')
  const made = await workbench.command(['review', 'work', '--repo', repository.path, '--json'])
  expect(made.stderr).toBe('')
  const app = await launchElectron(workbench.environment, repository.path)
  const page = await app.firstWindow()
  await expect(page.getByText('Something waits for you.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByText(/^Hunk 1 of 2$/)).toBeVisible()

  await page.keyboard.press('Control+f')
  await expect(page.getByRole('textbox', { name: 'Find in the changes' })).toBeFocused()
  await page.keyboard.type('row 30')
  await expect(page.getByRole('search').getByRole('status')).toHaveText('1 of 1in 1 file')
  await expect(page.locator('.found-place-now')).toBeInViewport()
  await page.keyboard.press('Escape')

  expect(await keyOfMenu(app, 'review.find')).toBe('CmdOrCtrl+F')
  expect(await keyOfMenu(app, 'review.accept')).toBe('A')
  await page.keyboard.press('Control+,')
  await page.keyboard.type('accept the hunk')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('button', { name: 'Change the key of Accept the hunk and go on' }).press('Enter')
  await page.keyboard.press('Control+Shift+Y')
  await expect(settings.getByText('Default: a.')).toBeVisible()
  await expect.poll(() => keyOfMenu(app, 'review.accept')).toBe('CmdOrCtrl+Shift+Y')
  await app.close()
})
