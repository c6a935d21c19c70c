import { readFileSync } from 'node:fs'
import path from 'node:path'
import { picture } from '#test/support/pictures.ts'
import { TestRepository } from '#test/support/repository.ts'
import { expect, test } from '#test/support/workbench-driver.ts'

// In a smaller window the context folds while there is something to review.
test.use({ viewport: { width: 1920, height: 1080 } })

test('what is not in the part of an output that is shown is said, and every part can be reached', async ({
  workbench,
}) => {
  const repository = new TestRepository(path.join(workbench.home, 'pond'))
  repository.commit('Begin', { 'a.txt': 'one\n' })
  const printing = `seq -f 'line %g' 200000`
  await workbench.command(['task', 'Print', '--run', printing, '--repo', repository.path, '--wait'])
  const page = await workbench.start({ repository: repository.path })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByText('it changed nothing').click()
  await page.getByRole('button', { name: /^seq -f/ }).press('Enter')
  const output = page.getByRole('region', { name: 'Output' })
  await expect(output.locator('.xterm-rows')).toContainText('line 200000')
  const toggle = output.getByRole('button', { name: 'Raw text' })
  await toggle.press('Enter')
  const raw = output.getByRole('group', { name: 'Raw text' })
  await expect(raw.getByText('line 200000', { exact: false })).toBeInViewport()
  await expect(output.getByText(/ before this$/)).toBeVisible()
  await expect(output.getByText(/ after this$/)).toHaveCount(0)
  await picture(page, 'output-ends')
  await output.getByRole('button', { name: 'Beginning' }).click()
  await expect(raw.locator('[data-index="0"]')).toHaveText('line 1↵')
  await expect(raw.locator('[data-index="0"]')).toBeInViewport()
  await expect(output.getByText(/ before this$/)).toHaveCount(0)
  await expect(output.getByText(/ after this$/)).toBeVisible()
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'output-ends-dark')
  await output.getByRole('button', { name: 'Later' }).click()
  await expect(output.getByText(/ before this$/)).toBeVisible()
  await expect(raw.locator('[data-index="0"]')).toBeInViewport()
  await expect(raw.locator('[data-index="0"]')).not.toHaveText('line 1↵')
  await output.getByRole('button', { name: 'End' }).click()
  await expect(raw.getByText('line 200000', { exact: false })).toBeInViewport()
  await output.getByRole('button', { name: 'Copy path of the file' }).click()
  await expect(page.getByText('in which all of it is').first()).toBeAttached()
  const file = await page.evaluate(() => navigator.clipboard.readText())
  expect(readFileSync(file, 'utf8')).toMatch(/^line 1\n[^]*\nline 200000\n$/)

  // The other list of rows that come one after the other.
  await page.getByRole('tab', { name: 'Git commands' }).click()
  const commands = page.getByRole('region', { name: 'Git commands' })
  await expect(commands.getByRole('listitem').first()).toBeVisible()
  await picture(page, 'git-commands-dark')
})
