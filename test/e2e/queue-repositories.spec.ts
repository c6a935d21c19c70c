import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

test('what there is to decide is read whole beside the name of its repository', async ({ workbench }) => {
  const names = ['a-repository-with-a-long-name', 'lake']
  const all = names.map((name) => new TestRepository(path.join(workbench.home, name)))
  const run = 'for name in 1 2 3 4 5 6 7 8 9; do seq 300 > $name.txt; done'
  for (const repository of all) {
    repository.commit('Begin', { 'a.txt': 'one\n' })
    await workbench.command(['task', 'Count', '--repo', repository.path, '--run', run, '--wait'])
  }
  const page = await workbench.start({ repository: all[0]?.path ?? '' })
  const lines = page
    .getByRole('navigation', { name: 'Queue' })
    .getByText('9 hunks in 9 files', { exact: true })
  await expect(lines).toHaveCount(2)
  for (const name of names)
    await expect(
      page.getByRole('button', { name: /needs you/ }).getByTitle(name, { exact: true }),
    ).toBeVisible()
  await picture(page, 'queue-repositories')
  for (const line of await lines.all()) {
    // An ellipsis takes the place of letters from the smallest part of a pixel on.
    const room = await line.evaluate((one) => {
      const text = document.createRange()
      text.selectNodeContents(one)
      return one.getBoundingClientRect().width - text.getBoundingClientRect().width
    })
    expect(room).toBeGreaterThanOrEqual(0)
  }
})
