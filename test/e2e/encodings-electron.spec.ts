import path from 'node:path'
import { TestRepository } from '#test/support/repository.ts'
import { expect, launchElectron, test } from '#test/support/workbench-driver.ts'

// The main process decodes, by what Electron brings of encodings.
test('a text in GBK is read as what it is', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  const chinese = Buffer.from('d6d0cec4b1e0c2eb0a', 'hex')
  repository.commit('Begin', { 'a.txt': chinese })
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change', { 'a.txt': Buffer.concat([chinese, chinese]) })
  repository.git('switch', '-q', 'main')
  await workbench.command(['review', 'work', '--repo', repository.path])
  const app = await launchElectron(workbench.environment, repository.path)
  const page = await app.firstWindow()
  await page.getByText('1 hunk in 1 file').click()
  await expect(page.getByRole('button', { name: /^Read as GBK, guessed/ })).toBeVisible()
  await expect(page.locator('.editor.modified .view-lines[role="presentation"]')).toContainText('中文编码')
  await page.keyboard.press('2')
  await page.keyboard.press('Shift+t')
  for (const name of ['Big5', 'Shift_JIS', 'EUC-JP', 'EUC-KR', 'KOI8-R', 'Windows-1251', 'ISO-8859-15']) {
    const menu = page.getByRole('menu')
    await menu.getByRole('menuitem', { name, exact: true }).click()
    await expect(page.getByRole('button', { name: new RegExp(`^Read as ${name}`) })).toBeVisible()
    await page.keyboard.press('Shift+t')
    await expect(menu.getByRole('menuitem', { name: 'As it looks like' })).toBeVisible()
  }
  await app.close()
})
