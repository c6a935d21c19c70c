import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('the title says how many sessions wait, and the queue can list those of one repository', async ({
  workbench,
}) => {
  const page = await workbench.start()
  await expect(page).toHaveTitle('Winnow')
  for (const name of ['pond', 'lake']) {
    const repository = new TestRepository(path.join(workbench.home, name))
    repository.commit('Begin', { 'a.txt': 'a\n' })
    repository.git('switch', '-q', '-c', 'work')
    repository.commit('Change it', { 'a.txt': `${name}\n` })
    repository.git('switch', '-q', 'main')
    const made = await workbench.command(['review', 'main..work', '--repo', repository.path, '--json'])
    expect(made.stderr).toBe('')
  }
  await expect(page).toHaveTitle('(2) Winnow')
  await page.getByRole('combobox', { name: 'Folder of a repository' }).fill(path.join(workbench.home, 'lake'))
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  const queue = page.getByRole('navigation', { name: 'Queue' })
  const rows = queue.getByRole('listitem').getByRole('button', { name: /needs you/ })
  await expect(rows).toHaveCount(2)
  await picture(page, 'waiting-two')
  await queue.getByRole('button', { name: 'Repository for new tasks: lake' }).click()
  await page.getByRole('menuitem', { name: 'List only sessions of lake' }).click()
  await expect(queue.getByText('Only lake')).toBeVisible()
  await expect(rows).toHaveCount(1)
  await picture(page, 'waiting-one')
  await page.getByRole('main').focus()
  await page.keyboard.press('Tab')
  await expect(page.getByText('0/1 decided')).toBeVisible()
  // Only what is painted is decided by a key.
  await expect(async () => {
    await page.keyboard.press('a')
    await expect(page).toHaveTitle('(1) Winnow', { timeout: 1000 })
  }).toPass()
  await queue.getByRole('button', { name: 'Show all' }).click()
  await expect(queue.getByText('pond', { exact: true })).toBeVisible()
})
