import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('the settings say what Winnow takes on the disk, and what of it can go', async ({ workbench }) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'a\n' })
  await workbench.command([
    'task',
    'Grow',
    '--repo',
    repository.path,
    '--run',
    'head -c 3000000 /dev/zero > big',
    '--wait',
  ])
  const page = await workbench.start({ repository: repository.path })
  await expect(page.getByRole('button', { name: 'Repository for new tasks: pond' })).toBeVisible()
  await page.keyboard.press('Control+,')
  await page.getByRole('searchbox', { name: 'Find a setting' }).fill('disk')
  const disk = page.getByRole('region', { name: 'Disk' })
  await expect(disk.getByText(/in all, counted just now/)).toBeVisible()
  await expect(disk.getByRole('definition').first()).toHaveText(/^3\.\d MB$/)
  await disk.getByRole('button', { name: 'Show what can be deleted' }).click()
  await expect(disk.getByRole('status')).toHaveText(/Nothing is of a session that was over for 30 days/)
  await picture(page, 'disk')
})
