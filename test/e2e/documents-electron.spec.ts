import path from 'node:path'
import { TestRepository } from '#test/support/repository.ts'
import { expect, launchElectron, test } from '#test/support/workbench-driver.ts'

// A window of ours lets no frame go anywhere: the document's own page has to come in all the same.
test('a document is shown as it is read, and its links ask', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.md': '# Pond\n' })
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Change', { 'a.md': '# Pond\n\nSee [there](https://example.test/there).\n' })
  repository.git('switch', '-q', 'main')
  await workbench.command(['review', 'work', '--repo', repository.path])
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
  await page.getByText('1 hunk in 1 file').click()
  const strip = page.getByRole('list', { name: 'Keys that work now' })
  await expect(strip.getByRole('button', { name: 'p as it is read' })).toBeVisible()
  await page.keyboard.press('2')
  await page.keyboard.press('p')
  const link = page.frameLocator('iframe').getByRole('link', { name: 'there' })
  await link.click()
  const question = page.getByRole('dialog', { name: 'Open this address in the browser?' })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened))
    .toEqual(['https://example.test/there'])
  expect(page.url()).toContain('/index.html')
  await app.close()
})
