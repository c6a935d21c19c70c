import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('the commits of what is reviewed are listed, and each can be read', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('Count the fish\n\nThere are two of them.', { 'a.txt': 'two\n' })
  repository.commit('Feed \u202eeht hsif', { 'a.txt': 'two\nfed\n' })
  repository.git('switch', '-q', 'main')
  const page = await workbench.start({ repository: repository.path })
  await workbench.command(['review', 'main..work', '--repo', repository.path])
  await page
    .getByRole('navigation', { name: 'Queue' })
    .getByRole('button', { name: /main\.\.work/ })
    .click()
  const context = page.getByRole('complementary', { name: 'Context' })
  await expect(page.getByText(/0\/\d decided/)).toBeVisible()
  if (!(await context.isVisible())) await page.keyboard.press(']')
  await context.getByRole('tab', { name: 'Session' }).click()
  await expect(context.getByRole('button', { name: /Feed ⟨U\+202E⟩eht hsif/ })).toBeVisible()
  await context.getByRole('button', { name: /Count the fish/ }).click()
  await expect(context.getByText('There are two of them.')).toBeVisible()
  await expect(context.getByLabel('The changes of the commit')).toContainText('+two')
  await picture(page, 'session-commits')
})
