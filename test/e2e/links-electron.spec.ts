import path from 'node:path'
import { TestRepository } from '#test/support/repository.ts'
import { expect, launchElectron, test } from '#test/support/workbench-driver.ts'

// A window of ours opens no others: an address is given to the person's browser.
test('a link in output is opened after a yes', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const printing = `printf '\\033]8;;https://example.test/there\\033\\\\the docs\\033]8;;\\033\\\\\\n'`
  await workbench.command(['task', 'Print', '--run', printing, '--repo', repository.path, '--wait'])
  const app = await launchElectron(workbench.environment, repository.path)
  const page = await app.firstWindow()
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = (url) => {
      opened.push(url)
      return Promise.resolve()
    }
  })
  await page.getByText('it changed nothing').click()
  await expect(page.getByText('r1 changes nothing')).toBeVisible()
  const command = page.getByRole('button', { name: /^printf/ })
  // In a smaller window the context is folded.
  if (!(await command.isVisible())) await page.keyboard.press(']')
  await command.press('Enter')
  const row = page.locator('.xterm-rows > div', { hasText: 'the docs' })
  await expect(row).toBeVisible()
  const box = await row.boundingBox()
  if (box === null) throw new Error('the row is not on screen')
  await page.mouse.move(box.x + 20, box.y + box.height / 2)
  await page.mouse.move(box.x + 24, box.y + box.height / 2)
  await expect(page.locator('.xterm-cursor-pointer')).toBeAttached()
  await page.mouse.down()
  await page.mouse.up()
  const question = page.getByRole('dialog', { name: 'Open this address in the browser?' })
  await expect(question.getByRole('group', { name: 'Address' })).toHaveText('https://example.test/there')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  expect(await app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([])
  await page.keyboard.press('Control+Enter')
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened))
    .toEqual(['https://example.test/there'])
  await app.close()
})
